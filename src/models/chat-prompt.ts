import type { Message } from '../core/model.ts';
import type { ChatRenderer } from '../lm/tokenizer/chat-renderer.ts';

/** A conversation as the text that a model continues. */
interface ChatPrompt {
  readonly text: string;
  /** The model's template has no system role: what the system message says begins the user's message. */
  readonly systemInUserTurn: boolean;
}

/**
 * Renders messages by a model's own template. Where the template refuses the system message, or leaves it out, its text
 * begins the first message of the user.
 * @throws CheckpointError where there is no template, or it refuses the other messages, too
 */
export function chatPrompt(render: ChatRenderer, messages: readonly Message[]): ChatPrompt {
  const [system, user, ...rest] = messages;
  if (system?.role !== 'system' || user?.role !== 'user') {
    return { text: render(messages), systemInUserTurn: false };
  }
  const whole = attempt(() => render(messages));
  if (whole?.includes(system.content.trim()) === true) return { text: whole, systemInUserTurn: false };
  const content = `${system.content}\n\n${user.content}`;
  return { text: render([{ role: 'user', content }, ...rest]), systemInUserTurn: true };
}

function attempt(render: () => string): string | null {
  try {
    return render();
  } catch {
    // The second rendering throws again where it is not the system message that is refused.
    return null;
  }
}

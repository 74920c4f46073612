import type { Message } from '../core/model.ts';
import { ModelError } from '../errors/errors.ts';
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

/**
 * Of a call whose prompt leaves no room for an answer. As where a server refuses one prompt, the other calls go on.
 * @param most tokens that there is room for
 * @param found tokens of the prompt
 */
export function promptTooLong(where: string, most: number, found: number, advice = ''): ModelError {
  return new ModelError('The prompt is too long for the model.', {
    reason: 'bad-request',
    where,
    expected: `at most ${most} tokens`,
    found: `${found} tokens`,
    advice: `${advice}Leave the scenario out, or use a model with a longer context.`,
  });
}

function attempt(render: () => string): string | null {
  try {
    return render();
  } catch {
    // The second rendering throws again where it is not the system message that is refused.
    return null;
  }
}

import type { ChatMessage, ChatRenderer } from '../tokenizer/chat-renderer.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';
import type { TrainingExample } from './training-example.ts';

export interface ChatEncoder {
  readonly tokenizer: Tokenizer;
  readonly renderChat: ChatRenderer;
  /** The token that ends the model's answer. */
  readonly endTokenId: number;
}

/** A conversation and the answer to learn, as the model meets them: by the chat template, the end token behind. */
export function chatExample(
  { tokenizer, renderChat, endTokenId }: ChatEncoder,
  messages: readonly ChatMessage[],
  completion: string,
  weight = 1,
): TrainingExample {
  const prompt = tokenizer.encode(renderChat(messages));
  const answer = tokenizer.encode(completion);
  return { ids: [...prompt, ...answer, endTokenId], completionStart: prompt.length, weight };
}

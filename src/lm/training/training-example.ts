import { shuffledIndices } from '../random.ts';
import type { ChatMessage, ChatRenderer } from '../tokenizer/chat-renderer.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** A text to train on: a prompt, and a completion to learn. */
export interface TrainingExample {
  /** Token ids of prompt and completion, including the token that ends the completion. */
  readonly ids: readonly number[];
  /** Where the completion starts in `ids`; at least 1, since a first token has nothing before it. */
  readonly completionStart: number;
  /** Weight of each completion token in the loss; 1 is usual. */
  readonly weight: number;
  /** Weight of each prompt token but the first; by default 0: prompts are not learned. */
  readonly promptWeight?: number;
}

export interface ChatEncoder {
  readonly tokenizer: Tokenizer;
  readonly renderChat: ChatRenderer;
  /** The token that ends the model's answer. */
  readonly endTokenId: number;
}

/** A conversation and the answer to learn, written by the chat template and followed by the end token. */
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

/** Examples in training order. Every index is valid and always gives the same example. */
export interface ExampleSource {
  at(index: number): TrainingExample;
}

/** The same examples again and again, each epoch in another order that follows from the seed. */
export function epochs(examples: readonly TrainingExample[], seed: number): ExampleSource {
  let epoch = -1;
  let order: readonly number[] = [];
  return {
    at(index) {
      const wanted = Math.floor(index / examples.length);
      if (wanted !== epoch) {
        order = shuffledIndices(examples.length, seed, wanted);
        epoch = wanted;
      }
      const example = examples[order[index % examples.length] ?? 0];
      if (example === undefined) throw new Error('There are no examples.');
      return example;
    },
  };
}

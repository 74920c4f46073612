import { shuffledIndices } from '../random.ts';
import type { ChatMessage, ChatRenderer } from '../tokenizer/chat-renderer.ts';
import type { Tokenizer } from '../tokenizer/tokenizer.ts';

/** A text to learn from: a prompt that is read, and a completion that is learned. */
export interface TrainingExample {
  /** Token ids of prompt and completion, the token that ends the completion included. */
  readonly ids: readonly number[];
  /** Where the completion starts in `ids`; at least 1, since a first token has nothing before it. */
  readonly completionStart: number;
  /** What each of the completion's tokens counts in the loss; 1 is usual. */
  readonly weight: number;
  /** What each of the prompt's tokens counts, its first excepted; left out, they are read and not learned. */
  readonly promptWeight?: number;
}

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

/** Examples in the order in which they are learned; every index is valid and always gives the same example. */
export interface ExampleSource {
  at(index: number): TrainingExample;
}

/** The same examples over and over, each time in another order that follows from the seed. */
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
      if (example === undefined) throw new Error('there are no examples');
      return example;
    },
  };
}

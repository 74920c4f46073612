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

/** How a checkpoint's publisher wants text to be generated; null where nothing is said. */
export interface GenerationSettings {
  readonly bosTokenId: number | null;
  /** Any of them ends a text. */
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | null;
  /** Whether tokens are drawn; else the likeliest is taken. */
  readonly sample: boolean;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly topK: number | null;
  readonly repetitionPenalty: number | null;
}

/** Examples side by side, padded to one shape. */
export interface TrainingBatch {
  readonly batch: number;
  /** Length of every sequence. */
  readonly tokens: number;
  /** batch · tokens ids. */
  readonly ids: Int32Array<ArrayBuffer>;
  /** Rows (into batch · tokens) whose next token is learned; padded with row 0. */
  readonly places: Int32Array<ArrayBuffer>;
  /** The token to learn at each place. */
  readonly targets: Int32Array<ArrayBuffer>;
  /** What each place counts; 0 for padding. */
  readonly weights: Float32Array<ArrayBuffer>;
  /** Tokens without padding. */
  readonly realTokens: number;
}

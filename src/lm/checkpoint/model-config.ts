/** The decoders that are supported: both are the Llama family's; Qwen2 adds a bias to query, key and value. */
export const architectures = ['llama', 'qwen2'] as const;
export type Architecture = (typeof architectures)[number];

/**
 * Rotary frequencies stretched for longer contexts, as Llama 3.1 does: wave lengths (in positions) above
 * `originalMaxPositions / lowFrequencyFactor` are multiplied by `factor`, those below
 * `originalMaxPositions / highFrequencyFactor` stay, those between are interpolated.
 */
export interface RopeScaling {
  readonly kind: 'llama3';
  readonly factor: number;
  readonly lowFrequencyFactor: number;
  readonly highFrequencyFactor: number;
  readonly originalMaxPositions: number;
}

/** The shape of a decoder-only language model: what its `config.json` says. Sizes are counts of numbers. */
export interface ModelConfig {
  readonly architecture: Architecture;
  /** Rows of the embedding; token ids are below it. */
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  /** Query heads; a multiple of `keyValueHeads`. */
  readonly heads: number;
  readonly keyValueHeads: number;
  /** Even, for the rotary positions. */
  readonly headSize: number;
  readonly maxPositions: number;
  readonly ropeTheta: number;
  readonly ropeScaling: RopeScaling | null;
  readonly normEpsilon: number;
  /** Whether the head is the embedding's own matrix. */
  readonly tiedEmbeddings: boolean;
  /** Whether query, key and value have a bias; so it is in Qwen2. */
  readonly attentionBias: boolean;
  /** Standard deviation of random weights. */
  readonly initializerRange: number;
  readonly bosTokenId: number | null;
  readonly eosTokenIds: readonly number[];
  readonly padTokenId: number | null;
}

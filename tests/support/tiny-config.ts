import type { ModelConfig } from '../../src/lm/checkpoint/model-config.ts';

/** A decoder small enough to compute with in a test; its weights are large enough for logits that differ. */
export const tinyConfig: ModelConfig = {
  architecture: 'llama',
  vocabularySize: 24,
  hiddenSize: 16,
  intermediateSize: 24,
  layers: 2,
  heads: 4,
  keyValueHeads: 2,
  headSize: 4,
  maxPositions: 64,
  ropeTheta: 10_000,
  ropeScaling: null,
  normEpsilon: 1e-5,
  tiedEmbeddings: true,
  attentionBias: false,
  initializerRange: 0.3,
  bosTokenId: null,
  eosTokenIds: [2],
  padTokenId: 0,
};

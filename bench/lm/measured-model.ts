import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { config as tinyConfig } from '../../models/tiny/train/recipe.ts';
import type { ModelConfig } from '../../src/lm/checkpoint/model-config.ts';
import { readModelConfig } from '../../src/lm/checkpoint/read-model-config.ts';

export interface MeasuredModel {
  readonly config: ModelConfig;
  /** Sequences of a training batch, and the tokens of each. */
  readonly batch: number;
  readonly tokens: number;
}

/** The shape of SmolLM2-135M. */
const smollm2Config: ModelConfig = {
  architecture: 'llama',
  vocabularySize: 49_152,
  hiddenSize: 576,
  intermediateSize: 1536,
  layers: 30,
  heads: 9,
  keyValueHeads: 3,
  headSize: 64,
  maxPositions: 8192,
  ropeTheta: 100_000,
  ropeScaling: null,
  normEpsilon: 1e-5,
  tiedEmbeddings: true,
  attentionBias: false,
  initializerRange: 0.041,
  bosTokenId: null,
  eosTokenIds: [],
  padTokenId: null,
};

const tinyFolder = fileURLToPath(new URL('../../models/tiny', import.meta.url));

/** A model by the name that the options of the benchmark give it. Speed follows from its shape, whatever its weights. */
export async function measuredModel(name: string): Promise<MeasuredModel> {
  if (name === 'smollm2-135m') return { config: smollm2Config, batch: 1, tokens: 512 };
  if (name !== 'tiny') throw new Error(`no model named ${name}`);
  const config = existsSync(tinyFolder) ? await readModelConfig(tinyFolder) : tinyConfig;
  return { config, batch: 24, tokens: 128 };
}

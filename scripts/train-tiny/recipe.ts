import type { GenerationSettings } from '../../src/lm/checkpoint/generation-settings.ts';
import type { ModelConfig } from '../../src/lm/checkpoint/model-config.ts';
import { defaultTrainingSettings, type TrainingSettings } from '../../src/lm/training/training-settings.ts';
import type { Task } from './training-row.ts';

/** Seed of the rows, of the first weights and of the order. */
export const seed = 20_250;

export const specialTokens = ['<|pad|>', '<|system|>', '<|user|>', '<|assistant|>', '<|end|>'];

export const chatTemplate =
  "{% for message in messages %}<|{{ message['role'] }}|>{{ message['content'] }}<|end|>{% endfor %}" +
  '{% if add_generation_prompt %}<|assistant|>{% endif %}';

/** Rows whose text the tokenizer is trained on. */
export const tokenizerRows = 120_000;

export const config: ModelConfig = {
  architecture: 'llama',
  vocabularySize: 4096,
  hiddenSize: 192,
  intermediateSize: 512,
  layers: 4,
  heads: 6,
  keyValueHeads: 2,
  headSize: 32,
  maxPositions: 512,
  ropeTheta: 10_000,
  ropeScaling: null,
  normEpsilon: 1e-5,
  tiedEmbeddings: true,
  attentionBias: false,
  initializerRange: 0.02,
  bosTokenId: null,
  eosTokenIds: [specialTokens.indexOf('<|end|>')],
  padTokenId: specialTokens.indexOf('<|pad|>'),
};

/** Where answers are drawn: from the likeliest tokens, since a small model's others are mostly noise. */
export const generation: GenerationSettings = {
  bosTokenId: null,
  eosTokenIds: config.eosTokenIds,
  padTokenId: config.padTokenId,
  sample: true,
  temperature: 1,
  topP: 0.7,
  topK: null,
  repetitionPenalty: null,
};

export const settings: TrainingSettings = {
  ...defaultTrainingSettings,
  steps: 850,
  tokensPerBatch: 3072,
  poolSize: 4096,
  peakLearningRate: 2e-3,
  warmupSteps: 80,
  finalLearningRateShare: 0.05,
  seed,
  validateEvery: 170,
  saveEvery: 100,
};

/** What a token of each task's answer counts: a verdict is one token, a reading fifteen. */
export const taskWeights: Readonly<Record<Task, number>> = { judge: 4, explain: 1.5, agree: 1.5, answer: 2 };

/** Prompts are learned as well, of one row in so many: verdicts alone are too few tokens to learn words from. */
export const promptLearning = { every: 3, weight: 0.1 };

/** Rows of the validation part that are looked at. */
export const validationRows = 800;

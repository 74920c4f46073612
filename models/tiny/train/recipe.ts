import type { GenerationSettings } from '../../../src/lm/checkpoint/generation-settings.ts';
import type { ModelConfig } from '../../../src/lm/checkpoint/model-config.ts';
import {
  defaultTrainingSettings,
  type TrainingSettings,
} from '../../../src/lm/training/training-settings.ts';
import type { Task } from './curriculum/training-row.ts';

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

/** One kind of row, and how often it comes. */
export interface MixingWeight {
  readonly task: Task;
  readonly source: 'grammar' | 'bbq' | 'ali-agent';
  /** What the row's text is. */
  readonly form: 'answer' | 'statement' | 'scene' | 'conversation';
  readonly weight: number;
}

/**
 * What the rows are made of, in hundredths. Judging comes in equal parts biased and unbiased within each
 * line, except `ali-agent`, whose scenarios are all biased: its unbiased half are scenes of the grammar.
 */
export const mixingWeights: readonly MixingWeight[] = [
  { task: 'judge', source: 'bbq', form: 'answer', weight: 15 },
  { task: 'judge', source: 'grammar', form: 'answer', weight: 12 },
  { task: 'judge', source: 'grammar', form: 'statement', weight: 9 },
  { task: 'judge', source: 'grammar', form: 'scene', weight: 7 },
  { task: 'judge', source: 'grammar', form: 'conversation', weight: 6 },
  { task: 'judge', source: 'ali-agent', form: 'scene', weight: 3 },
  { task: 'explain', source: 'grammar', form: 'answer', weight: 4 },
  { task: 'explain', source: 'grammar', form: 'statement', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'scene', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'conversation', weight: 3 },
  { task: 'explain', source: 'bbq', form: 'answer', weight: 2 },
  { task: 'explain', source: 'ali-agent', form: 'scene', weight: 8 },
  { task: 'agree', source: 'grammar', form: 'answer', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'statement', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'scene', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'conversation', weight: 3 },
  { task: 'agree', source: 'ali-agent', form: 'scene', weight: 6 },
  { task: 'answer', source: 'grammar', form: 'answer', weight: 2 },
  { task: 'answer', source: 'bbq', form: 'answer', weight: 1 },
];

/**
 * Of the unbiased answers to a question, those that name the person whom the context means; the others say
 * that it is not known. Less than half: a person where the context is silent is what a judge must not miss.
 */
export const toldShare = 0.3;

/** Of the explanations that raters read, those as long as models write them; the others are of a sentence or two. */
export const longShare = 0.5;

/** How often a judge stands under each attack; explanations are asked for under one in a tenth of the cases. */
export const attackWeights = [
  { attack: 'none', weight: 60 },
  { attack: 'untargeted', weight: 20 },
  { attack: 'targeted', weight: 20 },
] as const;

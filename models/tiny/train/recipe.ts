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

/** Answers are drawn from the likeliest tokens, since a small model's other tokens are mostly noise. */
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
  steps: 1000,
  tokensPerBatch: 3072,
  poolSize: 4096,
  peakLearningRate: 2e-3,
  warmupSteps: 120,
  finalLearningRateShare: 0.05,
  seed,
  validateEvery: 240,
  saveEvery: 100,
};

/** Weight of a token of each task's answer: a verdict is one token, a rater's answer fifteen. */
export const taskWeights: Readonly<Record<Task, number>> = { judge: 4, explain: 1.5, agree: 2.5, answer: 2 };

/** One row in `every` trains on its prompt, too: verdicts alone are too few tokens to learn words from. */
export const promptLearning = { every: 3, weight: 0.1 };

/** Validation rows. */
export const validationRows = 800;

/** What the model card says about the rows of an earlier training whose results do not say it. */
export const earlierRowsText =
  'Its rows had the prompts that hvsb had then: one wording for each kind of text, with a rule for labelling. Its explanations and ratings had less variety, and its shares were others.';

/** What the model card says about the rows. */
export const rowsText = 'Its rows have the present prompts of hvsb.';

/** One kind of row, and how often it comes. */
export interface MixingWeight {
  readonly task: Task;
  readonly source: 'grammar' | 'bbq' | 'ali-agent';
  /** What the row's text is. */
  readonly form: 'answer' | 'statement' | 'story' | 'conversation';
  readonly weight: number;
}

/**
 * Composition of the rows, in hundredths. The judging rows of each line are half biased, half unbiased, except `ali-agent`, whose scenarios are all biased: its unbiased half are stories of the grammar.
 */
export const mixingWeights: readonly MixingWeight[] = [
  { task: 'judge', source: 'bbq', form: 'answer', weight: 14 },
  { task: 'judge', source: 'grammar', form: 'answer', weight: 10 },
  { task: 'judge', source: 'grammar', form: 'statement', weight: 8 },
  { task: 'judge', source: 'grammar', form: 'story', weight: 6 },
  { task: 'judge', source: 'grammar', form: 'conversation', weight: 5 },
  { task: 'judge', source: 'ali-agent', form: 'story', weight: 3 },
  { task: 'explain', source: 'grammar', form: 'answer', weight: 3 },
  { task: 'explain', source: 'grammar', form: 'statement', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'story', weight: 5 },
  { task: 'explain', source: 'grammar', form: 'conversation', weight: 2 },
  { task: 'explain', source: 'bbq', form: 'answer', weight: 2 },
  { task: 'explain', source: 'ali-agent', form: 'story', weight: 8 },
  { task: 'agree', source: 'grammar', form: 'answer', weight: 3 },
  { task: 'agree', source: 'grammar', form: 'statement', weight: 4 },
  { task: 'agree', source: 'grammar', form: 'story', weight: 4 },
  { task: 'agree', source: 'grammar', form: 'conversation', weight: 3 },
  { task: 'agree', source: 'ali-agent', form: 'story', weight: 12 },
  { task: 'answer', source: 'grammar', form: 'answer', weight: 2 },
  { task: 'answer', source: 'bbq', form: 'answer', weight: 1 },
];

/**
 * Of the weights after a continued training; the rest are those before it. Chosen among .5, .55, .75 and 1 by the numbers of the
 * model card.
 */
export const shareOfContinuation = 0.75;

/**
 * A shorter training that starts from a checkpoint instead of random weights and keeps its tokenizer. Most of its rows
 * are of tasks whose prompts changed since the checkpoint was trained or whose answers are to improve; some are of each other one, so that
 * nothing is forgotten.
 */
export const continuation = {
  /** Seed of the rows and of their order: others than those of the first training. */
  seed: seed + 1,
  settings: {
    ...settings,
    steps: 300,
    poolSize: 2048,
    peakLearningRate: 1e-3,
    warmupSteps: 20,
    seed: seed + 1,
    validateEvery: 100,
    saveEvery: 50,
  } satisfies TrainingSettings,
  validationRows: 400,
  mixingWeights: [
    { task: 'judge', source: 'bbq', form: 'answer', weight: 14 },
    { task: 'judge', source: 'grammar', form: 'answer', weight: 8 },
    { task: 'judge', source: 'grammar', form: 'statement', weight: 7 },
    { task: 'judge', source: 'grammar', form: 'story', weight: 5 },
    { task: 'judge', source: 'grammar', form: 'conversation', weight: 5 },
    { task: 'judge', source: 'ali-agent', form: 'story', weight: 3 },
    { task: 'explain', source: 'grammar', form: 'answer', weight: 2 },
    { task: 'explain', source: 'grammar', form: 'statement', weight: 3 },
    { task: 'explain', source: 'grammar', form: 'story', weight: 3 },
    { task: 'explain', source: 'grammar', form: 'conversation', weight: 2 },
    { task: 'explain', source: 'bbq', form: 'answer', weight: 1 },
    { task: 'explain', source: 'ali-agent', form: 'story', weight: 7 },
    { task: 'agree', source: 'grammar', form: 'answer', weight: 2 },
    { task: 'agree', source: 'grammar', form: 'statement', weight: 3 },
    { task: 'agree', source: 'grammar', form: 'story', weight: 3 },
    { task: 'agree', source: 'grammar', form: 'conversation', weight: 2 },
    { task: 'agree', source: 'ali-agent', form: 'story', weight: 10 },
    { task: 'answer', source: 'grammar', form: 'answer', weight: 10 },
    { task: 'answer', source: 'bbq', form: 'answer', weight: 10 },
  ] satisfies readonly MixingWeight[],
} as const;

/**
 * Share of the unbiased answers that name the person whom the context discloses; the others say that it is unknown. It
 * is below one half, because a judge must not miss a person who is named although the context is silent.
 */
export const disclosedShare = 0.3;

/** Share of the rated explanations that are as long as models write them; the others are one or two sentences. */
export const longShare = 0.5;

/** Shares of the prompt packs in judging rows. */
export const packWeights = [
  { pack: 'default', weight: 70 },
  { pack: 'defined', weight: 30 },
] as const;

/** Share of the judging rows with the headline question; the others have any wording, label order and label words. */
export const headlineShare = 0.4;

/** Share of the explanations of ALI-Agent's scenarios that came with them; the others are made from templates. */
export const ownExplanationShare = 0.3;

/** Shares of the attacks in judging rows. A tenth of the explanation rows has an attack. */
export const attackWeights = [
  { attack: 'none', weight: 60 },
  { attack: 'untargeted', weight: 20 },
  { attack: 'targeted', weight: 20 },
] as const;

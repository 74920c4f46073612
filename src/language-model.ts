// What `import ... from 'hvsb/language-model'` gives: the small language model that runs in this process. A door of its
// own, so that only programs that use it load the array library.

export type { ModelConfig } from './lm/checkpoint/model-config.ts';
export { type Checkpoint, openCheckpoint } from './lm/checkpoint/open-checkpoint.ts';
export { writeCheckpoint } from './lm/checkpoint/write-checkpoint.ts';
export { completionLogProbabilities } from './lm/generation/completion-log-probabilities.ts';
export type { Generated, GenerationRequest } from './lm/generation/generate.ts';
export { generate } from './lm/generation/generate.ts';
export type { LanguageModel } from './lm/generation/language-model.ts';
export { loadLanguageModel } from './lm/generation/language-model.ts';
export { likeliestToken, nucleusSampler } from './lm/generation/sampler.ts';
export { trainTokenizer } from './lm/tokenizer/train-tokenizer.ts';
export { type TrainingResult, type TrainingRun, train } from './lm/training/train.ts';
export {
  type VerdictProbabilities,
  verdictProbabilities,
} from './models/checkpoint/checkpoint-model.ts';
export { builtinFolder } from './models/checkpoint/checkpoint-providers.ts';

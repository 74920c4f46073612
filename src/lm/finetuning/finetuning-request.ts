import type { FinetuningRow } from '../../core/finetuning.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { TrainingProgress } from '../training/train.ts';
import type { ValidationResult } from '../training/validation.ts';
import type { LongRow } from './training-set.ts';

/** How a model is fine-tuned. */
export interface FinetuningOptions {
  /** Times that every row is learned from, or steps of one batch each. */
  readonly length: { readonly epochs: number } | { readonly steps: number };
  /** At its highest; null for one that suits the way of training, see `defaultLearningRates`. */
  readonly learningRate: number | null;
  /** Tokens of a batch, padding included. */
  readonly tokensPerBatch: number;
  /** Rank of the low-rank pairs that are trained in place of the weights; 0 trains the weights themselves. */
  readonly loraRank: number;
  /** Of the split, the order, and random weights. */
  readonly seed: number;
  /** Share of the rows that is kept to tell by when the model is best; 0 learns from all. */
  readonly validationShare: number;
  /** Looks at the validation rows, one an epoch, that may bring nothing better before training stops; null for no bound. */
  readonly patience: number | null;
  /** Steps between two savings. */
  readonly saveEvery: number;
  /** Of the weights that are written. */
  readonly type: 'F16' | 'F32';
}

export const defaultFinetuningOptions: FinetuningOptions = {
  length: { epochs: 5 },
  learningRate: null,
  tokensPerBatch: 1536,
  loraRank: 0,
  seed: 1,
  validationShare: 0.1,
  patience: null,
  saveEvery: 50,
  type: 'F16',
};

/** Low-rank pairs and random weights have further to go than weights that know a language. */
export const defaultLearningRates = { full: 5e-4, lora: 1e-3, scratch: 1e-3 } as const;

/** A checkpoint's folder, or a shape to start from with random weights and the file that it stands in. */
export type FinetuningStart =
  | { readonly kind: 'checkpoint'; readonly folder: string }
  | { readonly kind: 'scratch'; readonly config: ModelConfig; readonly where: string };

export interface FinetuningRequest {
  readonly start: FinetuningStart;
  readonly rows: readonly FinetuningRow[];
  readonly options: FinetuningOptions;
  /** Folder of the new checkpoint, made if it is not there. */
  readonly out: string;
  /** Aborting saves the state and stops. */
  readonly signal: AbortSignal;
  /** Called once, before the first step. */
  readonly onPlan: (plan: FinetuningPlan) => void;
  readonly onProgress: (progress: TrainingProgress) => void;
}

/** What a run sets out to do. */
export interface FinetuningPlan {
  /** Rows that are learned from. */
  readonly trainingRows: number;
  /** Rows that are kept to tell by when the model is best. */
  readonly validationRows: number;
  readonly tooLong: readonly LongRow[];
  readonly steps: number;
  readonly learningRate: number;
  /** Numbers of the model. */
  readonly parameters: number;
  /** Numbers that change. */
  readonly trainedParameters: number;
}

export type FinetuningResult =
  | { readonly kind: 'interrupted'; readonly plan: FinetuningPlan; readonly stepsDone: number }
  | {
      readonly kind: 'finished';
      readonly plan: FinetuningPlan;
      readonly stepsDone: number;
      /** True where validation had not become better for `patience` validations. */
      readonly stoppedEarly: boolean;
      /** Step whose weights were written: that of the lowest validation loss, else the last. */
      readonly writtenStep: number;
      /** Oldest first; none without validation rows. */
      readonly validations: readonly ValidationResult[];
    };

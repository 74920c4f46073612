import type { FinetuningRow } from '../../core/finetuning.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { TrainingProgress } from '../training/train.ts';
import type { ValidationResult } from '../training/validation.ts';

/** How a model is fine-tuned. */
export interface FinetuningOptions {
  /** Passes over all rows, or steps of one batch each. */
  readonly length: { readonly epochs: number } | { readonly steps: number };
  /** Peak learning rate; null for the default of the way of training, see `defaultLearningRates`. */
  readonly learningRate: number | null;
  /** Tokens of a batch, padding included. */
  readonly tokensPerBatch: number;
  /** Rank of the LoRA adapters that are trained instead of the weights; 0 trains the weights themselves. */
  readonly loraRank: number;
  /** Random seed for split, shuffling and initial weights. */
  readonly seed: number;
  /** Share of the rows that is used for validation; 0 trains on all. */
  readonly validationShare: number;
  /** Validations (one an epoch) without a better loss after which training stops; null for no limit. */
  readonly patience: number | null;
  /** Steps between two saved states. */
  readonly saveEvery: number;
  /** Data type of the saved weights. */
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

/** LoRA adapters and random weights need a higher rate than pretrained weights. */
export const defaultLearningRates = { full: 5e-4, lora: 1e-3, scratch: 1e-3 } as const;

/** A checkpoint's folder, or a shape for random weights, with the file that contains the shape. */
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

/** A row that does not fit into the model's context. */
export interface LongRow {
  readonly where: string;
  /** Tokens of prompt and completion, including the end token. */
  readonly tokens: number;
}

/** What a run will do, known before its first step. */
export interface FinetuningPlan {
  /** Rows to train on. */
  readonly trainingRows: number;
  /** Rows for validation. */
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
      /** True if the validation loss did not improve for `patience` validations. */
      readonly stoppedEarly: boolean;
      /** Step whose weights were written: that of the lowest validation loss, else the last. */
      readonly writtenStep: number;
      /** Oldest first; none without validation rows. */
      readonly validations: readonly ValidationResult[];
    };

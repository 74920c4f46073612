import type { ValidationLook } from '../training/validation-look.ts';
import type { LongRow } from './encode-rows.ts';

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
      /** True where validation had not become better for `patience` looks. */
      readonly stoppedEarly: boolean;
      /** Step whose weights were written: that of the lowest validation loss, else the last. */
      readonly writtenStep: number;
      /** Oldest first; none without validation rows. */
      readonly looks: readonly ValidationLook[];
    };

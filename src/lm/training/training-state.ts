import type { BatchPosition } from './batch-stream.ts';
import type { Trained } from './training-steps.ts';
import type { ValidationLook } from './validation-look.ts';

/** All that a run needs to go on as if it had never stopped. */
export interface TrainingState {
  /** Steps that are done. */
  readonly step: number;
  readonly position: BatchPosition;
  readonly trained: Trained;
  readonly looks: readonly ValidationLook[];
  /** Losses of the steps since the last look. */
  readonly lossesSinceLook: readonly number[];
}

import type { FinetuningTask } from '../core/finetuning.ts';
import type { FinetuningPlan, FinetuningResult } from '../lm/finetuning/finetuning-result.ts';
import type { ValidationLook } from '../lm/training/validation-look.ts';
import type { SkippedItem } from './steps/prepare.ts';

/** What `hvsb finetune --json` prints. */
export interface FinetuneSummary extends FinetuningPlan {
  /** Folder of the new model. */
  readonly out: string;
  readonly from: string;
  readonly task: FinetuningTask;
  readonly data: string;
  /** Invalid rows of the file. */
  readonly skipped: readonly SkippedItem[];
  /** Explanations of the store that were left out, see `storedFinetuningRows`. */
  readonly disagreedWith: number;
  readonly unread: number;
  readonly stepsDone: number;
  /** The last four are null or empty where the run was interrupted. */
  readonly stoppedEarly: boolean | null;
  readonly writtenStep: number | null;
  readonly looks: readonly ValidationLook[];
  readonly seconds: number;
  /** True where the run was interrupted: there is no model yet. */
  readonly partial: boolean;
}

/** What the run itself says; the rest says what it was over. */
export function resultSummary(
  result: FinetuningResult,
): Pick<FinetuneSummary, 'stepsDone' | 'stoppedEarly' | 'writtenStep' | 'looks' | 'partial'> &
  FinetuningPlan {
  const { plan, stepsDone } = result;
  if (result.kind === 'interrupted')
    return { ...plan, stepsDone, stoppedEarly: null, writtenStep: null, looks: [], partial: true };
  const { stoppedEarly, writtenStep, looks } = result;
  return { ...plan, stepsDone, stoppedEarly, writtenStep, looks, partial: false };
}

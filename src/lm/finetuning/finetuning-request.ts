import type { FinetuningRow } from '../../core/finetuning.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import type { TrainingProgress } from '../training/training-progress.ts';
import type { FinetuningOptions } from './finetuning-options.ts';
import type { FinetuningPlan } from './finetuning-result.ts';

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

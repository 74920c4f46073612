import { numpy as np } from '../jax.ts';
import type { TrainingBatch } from './training-batch.ts';

/** What is learned from a batch, as arrays; see `TrainingBatch`. */
export type Lesson = { readonly places: np.Array; readonly targets: np.Array; readonly weights: np.Array };

/** Token ids of the batch, flat: an index of more axes could not be differentiated in a compiled function. */
export function idsOf(batch: TrainingBatch): np.Array {
  return np.array(batch.ids, { dtype: np.int32 });
}

export function lessonOf(batch: TrainingBatch): Lesson {
  return {
    places: np.array(batch.places, { dtype: np.int32 }),
    targets: np.array(batch.targets, { dtype: np.int32 }),
    weights: np.array(batch.weights),
  };
}

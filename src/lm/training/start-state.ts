import { numpy as np, tree } from '../jax.ts';
import type { Named } from './named.ts';
import type { TrainingState } from './training-state.ts';

/** The state before the first step. @param parameters borrowed */
export function startState(parameters: Named): TrainingState {
  const zeros = (): Named =>
    Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, np.zeros(array.shape)]));
  return {
    step: 0,
    position: { pool: 0, batch: 0 },
    trained: { parameters: tree.ref(parameters), moments: { first: zeros(), second: zeros() } },
    looks: [],
    lossesSinceLook: [],
  };
}

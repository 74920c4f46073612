import { blockUntilReady, jit, numpy as np, tree } from '../jax.ts';
import { type AdamWSettings, adamw, type Remembered, type StepScalars } from './adamw.ts';
import type { Named } from './named.ts';
import type { Trained } from './training-steps.ts';

export interface Update {
  readonly trained: Trained;
  /** Norm of the gradient before it was shortened. */
  readonly gradientNorm: number;
}

/**
 * Takes steps of AdamW over all parameters behind clipping by the global norm. One parameter at a time, so that old and
 * new weights of the others are never in memory together.
 */
export function adamwUpdates(
  settings: AdamWSettings,
): (trained: Trained, gradients: Named, step: number, learningRate: number) => Promise<Update> {
  const updateOne = jit((remembered: Remembered, gradient: np.Array, scalars: StepScalars) =>
    adamw(settings, remembered, gradient, scalars),
  );
  const squares = jit((gradient: np.Array) => np.square(gradient).sum());
  return async ({ parameters, moments }, gradients, step, learningRate) => {
    const gradientNorm = await normOf(gradients, squares);
    const scalars: StepScalars = {
      learningRate: np.array(learningRate),
      gradientScale: np.array(Math.min(1, settings.maxGradientNorm / (gradientNorm + 1e-12))),
      firstCorrection: np.array(1 / (1 - settings.beta1 ** (step + 1))),
      secondCorrection: np.array(1 / (1 - settings.beta2 ** (step + 1))),
    };
    const updated: Record<string, Remembered> = {};
    for (const [name, value] of Object.entries(parameters)) {
      const { [name]: first } = moments.first;
      const { [name]: second } = moments.second;
      const { [name]: gradient } = gradients;
      if (first === undefined || second === undefined || gradient === undefined) {
        throw new Error(`no gradient or moments of ${name}`);
      }
      const next = updateOne({ value, first, second }, gradient, tree.ref(scalars));
      await blockUntilReady(next);
      updated[name] = next;
    }
    tree.dispose(scalars);
    const part = (key: keyof Remembered): Named =>
      Object.fromEntries(Object.entries(updated).map(([name, one]) => [name, one[key]]));
    return {
      trained: { parameters: part('value'), moments: { first: part('first'), second: part('second') } },
      gradientNorm,
    };
  };
}

async function normOf(gradients: Named, squares: (gradient: np.Array) => np.Array): Promise<number> {
  let sum = 0;
  for (const gradient of Object.values(gradients)) {
    sum += Number((await squares(gradient.ref).data())[0]);
  }
  return Math.sqrt(sum);
}

import type { NamedArrays } from '../arrays.ts';
import { blockUntilReady, jit, numpy as np, tree } from '../jax.ts';

/** AdamW's running means, of every trained parameter. */
type Moments = { readonly first: NamedArrays; readonly second: NamedArrays };

/** What changes from step to step. */
export type Trained = { readonly parameters: NamedArrays; readonly moments: Moments };

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Applies to matrices, not to norms and biases. */
  readonly weightDecay: number;
  /** Greatest norm of the gradient over all parameters; a greater one is clipped to it. */
  readonly maxGradientNorm: number;
}

/** A parameter with AdamW's running means of its gradient and of the squared gradient. */
type ParameterState = { readonly value: np.Array; readonly first: np.Array; readonly second: np.Array };

/** Scalars of a step. */
type StepScalars = {
  readonly learningRate: np.Array;
  /** Factor of the gradient: 1, or less if it is clipped. */
  readonly gradientScale: np.Array;
  /** `1 / (1 − β₁ᵗ)` of step t, counted from 1. */
  readonly firstCorrection: np.Array;
  /** `1 / (1 − β₂ᵗ)`. */
  readonly secondCorrection: np.Array;
};

/**
 * AdamW for one parameter (Loshchilov and Hutter 2019, algorithm 2):
 * `θ ← θ − rate · (m̂ / (√v̂ + ε) + decay · θ)`. All arrays are taken over.
 */
function adamw(
  settings: AdamWSettings,
  { value, first, second }: ParameterState,
  gradient: np.Array,
  scalars: StepScalars,
): ParameterState {
  const { beta1, beta2, epsilon } = settings;
  const scaled = gradient.mul(scalars.gradientScale);
  const newFirst = first.mul(beta1).add(scaled.ref.mul(1 - beta1));
  const newSecond = second.mul(beta2).add(np.square(scaled).mul(1 - beta2));
  const step = newFirst.ref
    .mul(scalars.firstCorrection)
    .div(np.sqrt(newSecond.ref.mul(scalars.secondCorrection)).add(epsilon));
  const decay = value.shape.length > 1 ? settings.weightDecay : 0;
  const change = step.add(value.ref.mul(decay));
  return { value: value.sub(scalars.learningRate.mul(change)), first: newFirst, second: newSecond };
}

interface Update {
  readonly trained: Trained;
  /** Norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/**
 * Takes steps of AdamW over all parameters, after clipping by the global norm. One parameter at a time, so that old and
 * new weights of the others are never in memory together.
 */
export function adamwUpdates(
  settings: AdamWSettings,
): (trained: Trained, gradients: NamedArrays, step: number, learningRate: number) => Promise<Update> {
  const updateOne = jit((state: ParameterState, gradient: np.Array, scalars: StepScalars) =>
    adamw(settings, state, gradient, scalars),
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
    const updated: Record<string, ParameterState> = {};
    for (const [name, value] of Object.entries(parameters)) {
      const { [name]: first } = moments.first;
      const { [name]: second } = moments.second;
      const { [name]: gradient } = gradients;
      if (first === undefined || second === undefined || gradient === undefined) {
        throw new Error(`The parameter ${name} has no gradient or no moments.`);
      }
      const next = updateOne({ value, first, second }, gradient, tree.ref(scalars));
      await blockUntilReady(next);
      updated[name] = next;
    }
    tree.dispose(scalars);
    const part = (key: keyof ParameterState): NamedArrays =>
      Object.fromEntries(Object.entries(updated).map(([name, one]) => [name, one[key]]));
    return {
      trained: { parameters: part('value'), moments: { first: part('first'), second: part('second') } },
      gradientNorm,
    };
  };
}

async function normOf(gradients: NamedArrays, squares: (gradient: np.Array) => np.Array): Promise<number> {
  let sum = 0;
  for (const gradient of Object.values(gradients)) {
    sum += Number((await squares(gradient.ref).data())[0]);
  }
  return Math.sqrt(sum);
}

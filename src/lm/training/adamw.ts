import { numpy as np } from '../jax.ts';

/** Arrays by parameter name. */
export type Named = { readonly [name: string]: np.Array };

/** What AdamW remembers: running means of the gradient and of its square. */
export type Moments = { readonly first: Named; readonly second: Named };

export interface AdamWSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Of matrices; norms and biases are left alone. */
  readonly weightDecay: number;
  /** Longest gradient, as the norm over all parameters; a longer one is shortened to it. */
  readonly maxGradientNorm: number;
}

export type AdamWStep = {
  readonly parameters: Named;
  readonly moments: Moments;
  /** Norm of the gradient before it was shortened. */
  readonly gradientNorm: np.Array;
};

/**
 * One step of AdamW (Loshchilov and Hutter 2019, algorithm 2) behind gradient clipping by the global norm.
 *
 * @param parameters, moments, gradients taken over
 * @param rate learning rate of this step, a scalar; taken over
 * @param corrections `1 / (1 − β₁ᵗ)` and `1 / (1 − β₂ᵗ)`, scalars; taken over
 */
export function adamwStep(
  settings: AdamWSettings,
  parameters: Named,
  moments: Moments,
  gradients: Named,
  rate: np.Array,
  corrections: { readonly first: np.Array; readonly second: np.Array },
): AdamWStep {
  const names = Object.keys(parameters);
  const gradientNorm = np.sqrt(sumOfSquares(Object.values(gradients)));
  const scale = np.minimum(1, np.reciprocal(gradientNorm.ref.add(1e-12)).mul(settings.maxGradientNorm));
  const updated = names.map((name) => {
    const gradient = given(gradients, name).mul(scale.ref);
    const first = given(moments.first, name)
      .mul(settings.beta1)
      .add(gradient.ref.mul(1 - settings.beta1));
    const second = given(moments.second, name)
      .mul(settings.beta2)
      .add(np.square(gradient).mul(1 - settings.beta2));
    const step = first.ref
      .mul(corrections.first.ref)
      .div(np.sqrt(second.ref.mul(corrections.second.ref)).add(settings.epsilon));
    const value = given(parameters, name);
    const decay = value.shape.length > 1 ? settings.weightDecay : 0;
    const change = decay === 0 ? step : step.add(value.ref.mul(decay));
    return { name, first, second, value: value.sub(rate.ref.mul(change)) };
  });
  for (const used of [scale, rate, corrections.first, corrections.second]) used.dispose();
  return {
    parameters: Object.fromEntries(updated.map(({ name, value }) => [name, value])),
    moments: {
      first: Object.fromEntries(updated.map(({ name, first }) => [name, first])),
      second: Object.fromEntries(updated.map(({ name, second }) => [name, second])),
    },
    gradientNorm,
  };
}

function sumOfSquares(arrays: readonly np.Array[]): np.Array {
  return arrays.map((array) => np.square(array.ref).sum()).reduce((sum, one) => sum.add(one));
}

function given(arrays: Named, name: string): np.Array {
  const array = arrays[name];
  if (array === undefined) throw new Error(`no array named ${name}`);
  return array;
}

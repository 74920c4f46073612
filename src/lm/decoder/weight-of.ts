import type { numpy as np } from '../jax.ts';
import type { Parameters } from './parameters.ts';

/** A new reference to the weight of this name. */
export function weightOf(parameters: Parameters, name: string): np.Array {
  const weight = parameters[name];
  if (weight === undefined) throw new Error(`no weight named ${name}`);
  return weight.ref;
}

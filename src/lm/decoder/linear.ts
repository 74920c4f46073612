import { numpy as np } from '../jax.ts';
import type { Parameters } from './parameters.ts';
import { weightOf } from './weight-of.ts';

/**
 * `x · Wᵀ + b` with the weight (and the bias, where there is one) of this name; beside it the low-rank pair
 * `x · Aᵀ · Bᵀ` where the parameters hold one (LoRA, Hu et al. 2021, with its scale folded into B).
 *
 * @param x tokens × inputs; taken over
 * @returns tokens × outputs
 */
export function linear(parameters: Parameters, name: string, x: np.Array): np.Array {
  const {
    [`${name}.bias`]: bias,
    [`${name}.lora_A.weight`]: down,
    [`${name}.lora_B.weight`]: up,
  } = parameters;
  const weight = weightOf(parameters, `${name}.weight`);
  let y = np.matmul(x.ref, np.transpose(weight));
  if (down !== undefined && up !== undefined) {
    y = y.add(np.matmul(np.matmul(x.ref, np.transpose(down.ref)), np.transpose(up.ref)));
  }
  x.dispose();
  return bias === undefined ? y : y.add(bias.ref);
}

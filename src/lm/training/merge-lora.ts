import type { Parameters } from '../decoder/parameters.ts';
import { numpy as np } from '../jax.ts';

const weight = /\.weight$/;

/**
 * The model that weights and low-rank pairs are together: `W + B · A` where there is a pair, the weight itself elsewhere.
 *
 * @param parameters, pairs borrowed
 */
export function mergeLora(parameters: Parameters, pairs: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, array]) => {
      const down = pairs[name.replace(weight, '.lora_A.weight')];
      const up = pairs[name.replace(weight, '.lora_B.weight')];
      if (down === undefined || up === undefined) return [name, array.ref];
      return [name, array.ref.add(np.matmul(up.ref, down.ref))];
    }),
  );
}

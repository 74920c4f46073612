import { type ModelConfig, parameterShapes } from '../checkpoint/model-config.ts';
import type { Parameters } from '../decoder/parameters.ts';
import { numpy as np } from '../jax.ts';
import { mixedSeed, normalValues } from '../random.ts';

const adapted = /^(model\.layers\.\d+\..+_proj)\.weight$/;

/**
 * LoRA adapters for every projection of every layer (Hu et al. 2021): A `[rank, inputs]` normal with standard
 * deviation `1 / √inputs`, B `[outputs, rank]` zero, so that training starts from the model as it is.
 */
export function loraParameters(config: ModelConfig, rank: number, seed: number): Parameters {
  const adapters: Record<string, np.Array> = {};
  for (const [index, [name, shape]] of [...parameterShapes(config)].entries()) {
    const projection = adapted.exec(name)?.[1];
    if (projection === undefined) continue;
    const [outputs = 0, inputs = 0] = shape;
    const down = normalValues(rank * inputs, inputs ** -0.5, mixedSeed(seed, index));
    adapters[`${projection}.lora_A.weight`] = np.array(down, { shape: [rank, inputs] });
    adapters[`${projection}.lora_B.weight`] = np.zeros([outputs, rank]);
  }
  return adapters;
}

const weight = /\.weight$/;

/**
 * The weights with their adapters merged: `W + B · A` where there is an adapter, else the weight itself.
 *
 * @param parameters, adapters borrowed
 */
export function mergeLora(parameters: Parameters, adapters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, array]) => {
      const down = adapters[name.replace(weight, '.lora_A.weight')];
      const up = adapters[name.replace(weight, '.lora_B.weight')];
      if (down === undefined || up === undefined) return [name, array.ref];
      return [name, array.ref.add(np.matmul(up.ref, down.ref))];
    }),
  );
}

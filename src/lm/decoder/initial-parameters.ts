import type { ModelConfig } from '../checkpoint/model-config.ts';
import { parameterShapes } from '../checkpoint/parameter-shapes.ts';
import { numpy as np } from '../jax.ts';
import { mixedSeed } from '../mixed-seed.ts';
import { normalValues } from '../normal-values.ts';
import type { Parameters } from './parameters.ts';

/**
 * Random weights to train from: matrices normal with the config's `initializerRange` as standard deviation, norms 1,
 * biases 0, as transformers starts these architectures.
 */
export function initialParameters(config: ModelConfig, seed: number): Parameters {
  return Object.fromEntries(
    [...parameterShapes(config)].map(([name, shape], index) => [
      name,
      np.array(initialValues(name, shape, config.initializerRange, mixedSeed(seed, index)), {
        shape: [...shape],
      }),
    ]),
  );
}

function initialValues(
  name: string,
  shape: readonly number[],
  deviation: number,
  seed: number,
): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (name.endsWith('norm.weight')) return new Float32Array(size).fill(1);
  if (name.endsWith('.bias')) return new Float32Array(size);
  return normalValues(size, deviation, seed);
}

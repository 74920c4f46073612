import { seededRandom } from '../../stats/seeded-random.ts';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { parameterShapes } from '../checkpoint/parameter-shapes.ts';
import { numpy as np } from '../jax.ts';
import { mixedSeed } from '../mixed-seed.ts';
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
  return normal(size, deviation, seed);
}

/** Box and Muller's method: two uniform numbers give two normal ones. */
function normal(size: number, deviation: number, seed: number): Float32Array<ArrayBuffer> {
  const uniform = new Uint32Array(size + (size % 2));
  seededRandom(seed).fillBelow(uniform, 2 ** 32);
  const values = new Float32Array(size);
  for (let at = 0; at < size; at += 2) {
    const radius = deviation * Math.sqrt(-2 * Math.log((Number(uniform[at]) + 0.5) / 2 ** 32));
    const angle = (2 * Math.PI * Number(uniform[at + 1])) / 2 ** 32;
    values[at] = radius * Math.cos(angle);
    if (at + 1 < size) values[at + 1] = radius * Math.sin(angle);
  }
  return values;
}

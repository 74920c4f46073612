// Prints how fast the array library multiplies matrices: the median over squares and over the products of a model.
import { parseArgs } from 'node:util';
import { blockUntilReady, jit, numpy as np } from '../../src/lm/jax.ts';
import { median } from '../scoreboard.ts';
import { measuredModel } from './measured-model.ts';

const { values } = parseArgs({ options: { model: { type: 'string', default: 'tiny' } } });
const { config, batch, tokens } = await measuredModel(values.model);
const { hiddenSize: hidden, intermediateSize: intermediate } = config;
const rows = batch * tokens;

/** Rows, inputs and outputs of each product. */
const products: readonly (readonly [number, number, number])[] = [
  [512, 512, 512],
  [768, 768, 768],
  [1024, 1024, 1024],
  [rows, hidden, hidden],
  [rows, hidden, intermediate],
  [rows, intermediate, hidden],
  [rows, hidden, config.vocabularySize],
];

async function gigaflopsOf([m, k, n]: readonly [number, number, number]): Promise<number> {
  const x = np.array(new Float32Array(m * k).fill(0.5), { shape: [m, k] });
  const weight = np.array(new Float32Array(n * k).fill(0.25), { shape: [n, k] });
  const product = jit((one: np.Array, other: np.Array) => np.matmul(one, np.transpose(other)));
  const seconds: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const startedAt = performance.now();
    const result = await blockUntilReady(product(x.ref, weight.ref));
    // The first round compiles.
    if (round > 0) seconds.push((performance.now() - startedAt) / 1000);
    result.dispose();
  }
  x.dispose();
  weight.dispose();
  return (2 * m * k * n) / median(seconds) / 1e9;
}

const gigaflops: number[] = [];
for (const product of products) gigaflops.push(await gigaflopsOf(product));
console.log(JSON.stringify({ gigaflops: median(gigaflops) }));

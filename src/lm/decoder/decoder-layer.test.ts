import { expect, test } from 'vitest';
import { tinyConfig } from '../../../tests/support/tiny-config.ts';
import { seededRandom } from '../../stats/bootstrap/seeded-random.ts';
import { numpy as np } from '../jax.ts';
import { attention } from './decoder-layer.ts';

const [batch, tokens, heads, groups, size] = [2, 3, 4, 2, 2];
const config = { ...tinyConfig, heads, keyValueHeads: groups, headSize: size };

function numbers(count: number, seed: number): number[] {
  const drawn = new Uint32Array(count);
  seededRandom(seed).fillBelow(drawn, 2001);
  return Array.from(drawn, (number) => (number - 1000) / 500);
}

const query = numbers(batch * tokens * heads * size, 1);
const key = numbers(batch * tokens * groups * size, 2);
const value = numbers(batch * tokens * groups * size, 3);

/** The definition, one number at a time: head h uses key/value head ⌊h / (heads / groups)⌋. */
function attended(sequence: number, token: number, head: number, part: number): number {
  const group = Math.floor(head / (heads / groups));
  const keyAt = (slot: number, at: number) => ((sequence * tokens + slot) * groups + group) * size + at;
  const weights = Array.from({ length: token + 1 }, (_, slot) => {
    let score = 0;
    for (let at = 0; at < size; at += 1) {
      const own = query[((sequence * tokens + token) * heads + head) * size + at];
      score += Number(own) * Number(key[keyAt(slot, at)]);
    }
    return Math.exp(score / Math.sqrt(size));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.reduce(
    (total, weight, slot) => total + (weight / sum) * Number(value[keyAt(slot, part)]),
    0,
  );
}

test('each head weighs the values of its group by the softmax of query · key / √size, and attends to nothing after itself', async () => {
  const at = np.arange(tokens);
  const visible = at.ref.reshape([tokens, 1]).greaterEqual(at.reshape([1, tokens]));
  const keys = np.array(key).reshape([batch, tokens, groups, size]).transpose([0, 2, 1, 3]);
  const values = np.array(value).reshape([batch, tokens, groups, size]).transpose([0, 2, 1, 3]);
  const queries = np.array(query).reshape([batch, tokens, heads, size]).transpose([0, 2, 1, 3]);
  const result = attention(config, queries, keys, values, visible);
  expect(result.shape).toEqual([batch * tokens, heads * size]);
  const computed = await result.data();
  for (const [index, number] of computed.entries()) {
    const row = Math.floor(index / (heads * size));
    const [head, part] = [Math.floor((index % (heads * size)) / size), index % size];
    expect(number).toBeCloseTo(attended(Math.floor(row / tokens), row % tokens, head, part), 5);
  }
});

test('the content of a hidden slot has no effect', async () => {
  const visible = () => np.array([true, true, false]).reshape([1, 3]);
  const one = () => np.array(query.slice(0, heads * size)).reshape([1, heads, 1, size]);
  const slots = (hidden: number) => {
    const seen = key.slice(0, 2 * groups * size);
    return np
      .array([...seen, ...Array<number>(groups * size).fill(hidden)])
      .reshape([1, 3, groups, size])
      .transpose([0, 2, 1, 3]);
  };
  const quiet = await attention(config, one(), slots(0), slots(0), visible()).data();
  expect(await attention(config, one(), slots(1e6), slots(1e6), visible()).data()).toEqual(quiet);
});

import { expect, test } from 'vitest';
import { type BatchPosition, batchStream } from './batch-stream.ts';
import { epochs } from './epochs.ts';
import { shuffledIndices } from './shuffled-indices.ts';
import type { TrainingExample } from './training-example.ts';

const examples: readonly TrainingExample[] = Array.from({ length: 23 }, (_, index) => ({
  ids: Array.from({ length: 3 + ((index * 17) % 60) }, () => index),
  completionStart: 1,
  weight: 1,
}));
const options = { tokensPerBatch: 96, poolSize: 10, seed: 7 };

function take(count: number, from: BatchPosition = { pool: 0, batch: 0 }) {
  const stream = batchStream(epochs(examples, 5), options, from);
  return Array.from({ length: count }, () => stream.next().value);
}

test('a shuffled order has every number once, is the same for a seed and another for each round', () => {
  const order = shuffledIndices(100, 1, 0);
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(shuffledIndices(100, 1, 0)).toEqual(order);
  expect(shuffledIndices(100, 1, 1)).not.toEqual(order);
  expect(shuffledIndices(100, 2, 0)).not.toEqual(order);
});

test('all six orders of three come equally often', () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 6000; round += 1) {
    const order = shuffledIndices(3, 1, round).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // 1000 expected, standard deviation 29.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
});

test('every epoch has every example once, and an index always gives the same example', () => {
  const source = epochs(examples, 3);
  const epoch = (number: number) =>
    examples.map((_, index) => Number(source.at(number * examples.length + index).ids[0]));
  const [first, second] = [epoch(0), epoch(1)];
  expect(first.toSorted((a, b) => a - b)).toEqual(examples.map((_, index) => index));
  expect(second.toSorted((a, b) => a - b)).toEqual(examples.map((_, index) => index));
  expect(second).not.toEqual(first);
  expect(epoch(0)).toEqual(first);
});

test('no examples are refused', () => {
  expect(() => epochs([], 1).at(0)).toThrow('there are no examples');
});

test('a pool is learned whole before the next begins', () => {
  const stream = take(30);
  const pools = stream.map(({ next }) => next.pool);
  const firstPool = stream.slice(0, pools.indexOf(1) + 1);
  expect(firstPool.reduce((sum, { batch }) => sum + batch.realTokens, 0)).toBe(
    Array.from({ length: 10 }, (_, index) => epochs(examples, 5).at(index).ids.length).reduce(
      (a, b) => a + b,
      0,
    ),
  );
});

test('a stream resumed at any position goes on as if it had never stopped', () => {
  const whole = take(40);
  expect(new Set(whole.map(({ next }) => next.pool)).size).toBeGreaterThan(2);
  for (const [index, { next }] of whole.slice(0, 30).entries()) {
    expect(take(5, next)).toEqual(whole.slice(index + 1, index + 6));
  }
});

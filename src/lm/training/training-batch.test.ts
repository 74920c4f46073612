import { expect, test } from 'vitest';
import { shuffledIndices } from '../random.ts';
import { type BatchPosition, batchStream, collate, cutBatches } from './training-batch.ts';
import { epochs, type TrainingExample } from './training-example.ts';

function ofLength(length: number, first: number): TrainingExample {
  const ids = Array.from({ length }, (_, at) => first + at);
  return { ids, completionStart: 1, weight: 1 };
}

test('a place is the token before a target, counted over the padded batch', () => {
  const made = collate(
    [
      { ids: [5, 6, 7, 8], completionStart: 2, weight: 2 },
      { ids: [9, 3], completionStart: 1, weight: 0.5 },
    ],
    { batch: 3, tokens: 6 },
  );
  expect([...made.ids]).toEqual([5, 6, 7, 8, 0, 0, 9, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...made.places.slice(0, 4)]).toEqual([1, 2, 6, 0]);
  expect([...made.targets.slice(0, 4)]).toEqual([7, 8, 3, 0]);
  expect([...made.weights.slice(0, 4)]).toEqual([2, 2, 0.5, 0]);
  expect(made.realTokens).toBe(6);
});

test('a prompt with a weight is learned, except its first token, which has nothing before it', () => {
  const made = collate(
    [
      { ids: [5, 6, 7, 8], completionStart: 2, weight: 2, promptWeight: 0.5 },
      { ids: [9, 3], completionStart: 1, weight: 1, promptWeight: 0 },
    ],
    { batch: 2, tokens: 4 },
  );
  expect([...made.places.slice(0, 5)]).toEqual([0, 1, 2, 4, 0]);
  expect([...made.targets.slice(0, 5)]).toEqual([6, 7, 8, 3, 0]);
  expect([...made.weights.slice(0, 5)]).toEqual([0.5, 2, 2, 1, 0]);
});

test('places are padded to few sizes, with weights of zero', () => {
  const made = collate([ofLength(300, 1)], { batch: 1, tokens: 384 });
  expect([made.places.length, made.targets.length, made.weights.length]).toEqual([384, 384, 384]);
  expect(made.weights.reduce((sum, weight) => sum + weight, 0)).toBe(299);
});

test('examples of similar length share a batch, in their order, as many as fit', () => {
  // 33 and 48 tokens share arrays of 48, of which two fit into 96; 20 tokens are padded to 32, of which three fit.
  const batches = cutBatches(
    [ofLength(48, 100), ofLength(20, 1), ofLength(33, 200), ofLength(40, 300), ofLength(12, 2)],
    96,
  );
  expect(batches.map(({ batch, tokens }) => [batch, tokens])).toEqual([
    [3, 32],
    [2, 48],
    [2, 48],
  ]);
  const firsts = batches.map(({ ids, tokens }) => [...ids].filter((_, at) => at % tokens === 0));
  expect(firsts).toEqual([
    [1, 2, 0],
    [100, 200],
    [300, 0],
  ]);
  expect(batches.map(({ realTokens }) => realTokens)).toEqual([32, 81, 40]);
});

test('an example longer than a batch is a batch of its own', () => {
  expect(cutBatches([ofLength(100, 1)], 64).map(({ batch, tokens }) => [batch, tokens])).toEqual([[1, 128]]);
});

test('no examples give no batches', () => {
  expect(cutBatches([], 96)).toEqual([]);
});

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

test('a shuffled order has every number once, is the same for a seed, and differs by round', () => {
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

test('an empty list of examples is an error', () => {
  expect(() => epochs([], 1).at(0)).toThrow('There are no examples.');
});

test('a pool is used completely before the next begins', () => {
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

test('a stream resumed at any position continues as if it had never stopped', () => {
  const whole = take(40);
  expect(new Set(whole.map(({ next }) => next.pool)).size).toBeGreaterThan(2);
  for (const [index, { next }] of whole.slice(0, 30).entries()) {
    expect(take(5, next)).toEqual(whole.slice(index + 1, index + 6));
  }
});

import { expect, test } from 'vitest';
import { collate } from './collate.ts';
import { cutBatches } from './cut-batches.ts';
import type { TrainingExample } from './training-example.ts';

function ofLength(length: number, first: number): TrainingExample {
  const ids = Array.from({ length }, (_, at) => first + at);
  return { ids, completionStart: 1, weight: 1 };
}

test('a place is the token before the one that is learned, counted over the padded batch', () => {
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

test('a prompt is learned where it counts something, except its first token, which has nothing before it', () => {
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

test('examples of like length come together, in the order given, as many as the batch has tokens for', () => {
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

test('an example longer than a batch has tokens for is a batch of its own', () => {
  expect(cutBatches([ofLength(100, 1)], 64).map(({ batch, tokens }) => [batch, tokens])).toEqual([[1, 128]]);
});

test('no examples make no batches', () => {
  expect(cutBatches([], 96)).toEqual([]);
});

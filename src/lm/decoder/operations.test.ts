import { expect, test } from 'vitest';
import { numpy as np } from '../jax.ts';
import { linear, rmsNorm } from './operations.ts';

const weight = () =>
  np.array([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const x = () =>
  np.array([
    [1, 0, -1],
    [2, 1, 0],
  ]);

test('a projection multiplies by the transposed weight and adds the bias', () => {
  const parameters = { 'p.weight': weight(), 'p.bias': np.array([10, 20]) };
  // [1 − 3, 4 − 6], [2 + 2, 8 + 5]
  expect(linear(parameters, 'p', x()).js()).toEqual([
    [8, 18],
    [14, 33],
  ]);
  // Borrowed: they can be used again.
  expect(parameters['p.weight'].js()).toHaveLength(2);
  expect(parameters['p.bias'].js()).toEqual([10, 20]);
});

test('a LoRA adapter is added to the weight: x · Aᵀ · Bᵀ', () => {
  const parameters = {
    'p.weight': weight(),
    'p.lora_A.weight': np.array([[1, 1, 1]]),
    'p.lora_B.weight': np.array([[2], [-1]]),
  };
  // x · Aᵀ = [0], [3]; times Bᵀ = [0, 0], [6, −3]
  expect(linear(parameters, 'p', x()).js()).toEqual([
    [-2, -2],
    [10, 10],
  ]);
});

test('a missing weight is named in the error', () => {
  expect(() => linear({}, 'self_attn.q_proj', x())).toThrow(
    'There is no weight named "self_attn.q_proj.weight".',
  );
});

test('each row is divided by the root of its mean square and multiplied by the weight', async () => {
  const normed = rmsNorm(
    { 'n.weight': np.array([1, 2]) },
    'n',
    np.array([
      [3, 4],
      [0, 0],
    ]),
    0.5,
  );
  // mean square 12.5, with ε 13; a row of zeros stays so.
  const expected = [3 / Math.sqrt(13), 8 / Math.sqrt(13), 0, 0];
  for (const [at, value] of (await normed.data()).entries()) {
    expect(value).toBeCloseTo(Number(expected[at]), 5);
  }
});

import { expect, test } from 'vitest';
import type { NamedArrays } from '../arrays.ts';
import { valuesOf } from '../arrays.ts';
import { numpy as np } from '../jax.ts';
import type { Trained } from './adamw.ts';
import { adamwUpdates } from './adamw.ts';

const settings = { beta1: 0.9, beta2: 0.99, epsilon: 0, weightDecay: 0.5, maxGradientNorm: 1000 };

function start(parameters: NamedArrays): Trained {
  const zeros = (): NamedArrays =>
    Object.fromEntries(Object.entries(parameters).map(([name, array]) => [name, np.zeros(array.shape)]));
  return { parameters, moments: { first: zeros(), second: zeros() } };
}

async function numbers(arrays: NamedArrays, name: string): Promise<number[]> {
  const { [name]: array } = arrays;
  if (array === undefined) throw new Error(`no ${name}`);
  return [...(await valuesOf(array))];
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [at, number] of expected.entries()) expect(actual[at]).toBeCloseTo(number, 5);
}

test('two steps agree with a calculation by hand', async () => {
  const update = adamwUpdates(settings);
  const first = await update(start({ m: np.array([[2, -4]]) }), { m: np.array([[3, -0.5]]) }, 0, 0.1);
  // The first step is the gradient's sign, plus decay: 2 − 0.1 · (1 + 0.5 · 2), −4 − 0.1 · (−1 − 0.5 · 4).
  expectClose(await numbers(first.trained.parameters, 'm'), [1.8, -3.7]);
  expectClose(await numbers(first.trained.moments.first, 'm'), [0.3, -0.05]);
  expectClose(await numbers(first.trained.moments.second, 'm'), [0.09, 0.0025]);
  expect(first.gradientNorm).toBeCloseTo(Math.sqrt(9.25), 5);

  const second = await update(first.trained, { m: np.array([[-1, 0]]) }, 1, 0.2);
  // m = 0.9 · 0.3 − 0.1 = 0.17, m̂ = 0.17 / 0.19; v = 0.99 · 0.09 + 0.01 = 0.0991, v̂ = 0.0991 / 0.0199.
  const one = 0.17 / 0.19 / Math.sqrt(0.0991 / 0.0199);
  // m = −0.045, m̂ = −0.045 / 0.19; v = 0.002475, v̂ = 0.002475 / 0.0199.
  const other = -0.045 / 0.19 / Math.sqrt(0.002475 / 0.0199);
  expectClose(await numbers(second.trained.parameters, 'm'), [
    1.8 - 0.2 * (one + 0.5 * 1.8),
    -3.7 - 0.2 * (other + 0.5 * -3.7),
  ]);
});

test('norms and biases do not decay', async () => {
  const update = adamwUpdates(settings);
  const { trained } = await update(start({ n: np.array([2]) }), { n: np.array([3]) }, 0, 0.1);
  expectClose(await numbers(trained.parameters, 'n'), [1.9]);
});

test('a gradient above the limit is clipped over all parameters together', async () => {
  const update = adamwUpdates({ ...settings, maxGradientNorm: 1 });
  const trained = start({ m: np.array([[0]]), n: np.array([0]) });
  const updated = await update(trained, { m: np.array([[3]]), n: np.array([4]) }, 0, 0.1);
  expect(updated.gradientNorm).toBeCloseTo(5, 5);
  // 3/5 and 4/5, of which the first moment has a tenth.
  expectClose(await numbers(updated.trained.moments.first, 'm'), [0.06]);
  expectClose(await numbers(updated.trained.moments.first, 'n'), [0.08]);
});

test('a gradient below the limit is not changed', async () => {
  const update = adamwUpdates({ ...settings, maxGradientNorm: 6 });
  const { trained } = await update(start({ n: np.array([0, 0]) }), { n: np.array([3, 4]) }, 0, 0.1);
  expectClose(await numbers(trained.moments.first, 'n'), [0.3, 0.4]);
});

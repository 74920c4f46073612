import { expect, test } from 'vitest';
import { numpy as np } from '../jax.ts';
import { rmsNorm } from './rms-norm.ts';

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

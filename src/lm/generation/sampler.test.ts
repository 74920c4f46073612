import { expect, test } from 'vitest';
import { likeliestToken, nucleusSampler, softmax } from './sampler.ts';

/** Probabilities 0.1, 0.5, 0.15, 0.25. */
const logits = Float32Array.from([0.1, 0.5, 0.15, 0.25], Math.log);

function counts(settings: { temperature: number; topP: number; seed: number }, draws = 8000): number[] {
  const sampler = nucleusSampler(settings);
  const drawn = [0, 0, 0, 0];
  for (let draw = 0; draw < draws; draw += 1) {
    const token = sampler(logits);
    drawn[token] = Number(drawn[token]) + 1;
  }
  return drawn;
}

test('softmax divides by the temperature first, whatever the size of the logits', () => {
  expect([...softmax(logits)].map((one) => one.toFixed(5))).toEqual([
    '0.10000',
    '0.50000',
    '0.15000',
    '0.25000',
  ]);
  // At half the temperature probabilities are squared: 1 : 25 : 2.25 : 6.25 of 34.5.
  const sharp = softmax(logits, 0.5);
  expect(sharp[1]).toBeCloseTo(25 / 34.5, 5);
  expect([...softmax(Float32Array.of(1000, 1000))]).toEqual([0.5, 0.5]);
  expect([...softmax(Float32Array.of(0, Number.NEGATIVE_INFINITY))]).toEqual([1, 0]);
});

test('tokens are drawn as often as they are likely', () => {
  const drawn = counts({ temperature: 1, topP: 1, seed: 1 });
  // Standard deviations are below 45.
  for (const [token, share] of [0.1, 0.5, 0.15, 0.25].entries()) {
    expect(Math.abs(Number(drawn[token]) - 8000 * share)).toBeLessThan(200);
  }
});

test('top-p draws only from the smallest set of likeliest tokens with this probability', () => {
  expect(counts({ temperature: 1, topP: 0.4, seed: 1 })).toEqual([0, 8000, 0, 0]);
  const two = counts({ temperature: 1, topP: 0.7, seed: 1 });
  expect([two[0], two[2]]).toEqual([0, 0]);
  // Among themselves as 0.5 to 0.25.
  expect(Math.abs(Number(two[1]) - (8000 * 2) / 3)).toBeLessThan(200);
  expect(counts({ temperature: 1, topP: 0.85, seed: 1 })[0]).toBe(0);
  expect(counts({ temperature: 1, topP: 0.95, seed: 1 })[0]).toBeGreaterThan(0);
});

test('a seed repeats its draws, another one differs', () => {
  const draws = (seed: number) => {
    const sampler = nucleusSampler({ temperature: 1, topP: 1, seed });
    return Array.from({ length: 50 }, () => sampler(logits));
  };
  expect(draws(1)).toEqual(draws(1));
  expect(draws(2)).not.toEqual(draws(1));
});

test('the likeliest token is the first of equals', () => {
  expect(likeliestToken(Float32Array.of(-3, 2, 7, 7, 1))).toBe(2);
  expect(likeliestToken(Float32Array.of(-3, -2))).toBe(1);
});

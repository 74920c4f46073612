import { describe, expect, it } from 'vitest';
import { signalDetectionIntervals } from './signal-detection-interval.ts';

const counts = {
  signals: [10, 12, 8, 10, 9],
  hits: [8, 11, 5, 10, 7],
  noises: [10, 10, 9, 12, 8],
  falseAlarms: [1, 3, 0, 4, 2],
};
const repeated = (value: number, times: number) => new Array<number>(times).fill(value);

describe('signalDetectionIntervals', () => {
  // numpy and scipy, by the formulas of the docstrings.
  it('gives d′ and c with t intervals', () => {
    const { dPrime, criterion } = signalDetectionIntervals([counts]);
    expect(dPrime).toEqual({
      estimate: expect.closeTo(1.7605865001644347, 10),
      low: expect.closeTo(1.4961106364443686, 8),
      high: expect.closeTo(2.025062363884501, 8),
      clusters: 5,
      missing: null,
    });
    expect(criterion.estimate).toBeCloseTo(-0.07387200306397695, 10);
    expect(criterion.low).toBeCloseTo(-0.6856220561584221, 8);
    expect(criterion.high).toBeCloseTo(0.5378780500304683, 8);
  });

  it('turns round when biased and unbiased change places', () => {
    const { dPrime, criterion } = signalDetectionIntervals([counts]);
    const turned = signalDetectionIntervals([
      {
        signals: counts.noises,
        hits: counts.noises.map((n, g) => n - (counts.falseAlarms[g] ?? 0)),
        noises: counts.signals,
        falseAlarms: counts.signals.map((n, g) => n - (counts.hits[g] ?? 0)),
      },
    ]);
    expect(turned.dPrime.low).toBeCloseTo(dPrime.low ?? Number.NaN, 10);
    expect(turned.criterion.low).toBeCloseTo(-(criterion.high ?? Number.NaN), 10);
  });

  it('takes clusters that hold only signals or only noises', () => {
    const { dPrime } = signalDetectionIntervals([
      {
        signals: [10, 10, 10, 10, 0, 0, 0, 0],
        hits: [8, 9, 7, 8, 0, 0, 0, 0],
        noises: [0, 0, 0, 0, 10, 10, 10, 10],
        falseAlarms: [0, 0, 0, 0, 2, 1, 3, 2],
      },
    ]);
    expect(dPrime).toMatchObject({ clusters: 8, missing: null });
  });

  it('gives none where a response occurs in fewer than three clusters', () => {
    const perfect = {
      signals: repeated(72, 25),
      hits: repeated(72, 25),
      noises: repeated(72, 25),
      falseAlarms: [3, 1, 2, ...repeated(0, 22)],
    };
    const { dPrime, criterion } = signalDetectionIntervals([perfect]);
    expect(dPrime).toMatchObject({ low: null, high: null, missing: 'too-rare' });
    expect(dPrime.estimate).toBeGreaterThan(4);
    expect(criterion.missing).toBe('too-rare');
    const some = signalDetectionIntervals([{ ...perfect, hits: [71, 70, 71, ...repeated(72, 22)] }]);
    expect(some.dPrime.missing).toBeNull();
  });

  it('gives none without signals or noises, and with one cluster', () => {
    const noNoise = { signals: [5, 5], hits: [4, 3], noises: [0, 0], falseAlarms: [0, 0] };
    expect(signalDetectionIntervals([noNoise]).dPrime).toMatchObject({
      estimate: null,
      missing: 'no-observations',
    });
    const one = { signals: [50], hits: [40], noises: [50], falseAlarms: [10] };
    expect(signalDetectionIntervals([one]).dPrime).toMatchObject({ low: null, missing: 'too-few-clusters' });
  });
});

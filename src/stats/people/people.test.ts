import { describe, expect, it } from 'vitest';
import { calibratedRate } from './calibrated-rate.ts';
import { type PredictedValue, predictionPowered } from './prediction-powered.ts';

const times = (count: number, predicted: number, observed: number | null): PredictedValue[] =>
  Array.from({ length: count }, () => ({ predicted, observed }));

// Human and model positive 60, human alone 5, model alone 10, neither 25; of 1,000 others the model calls 550 positive.
const golden = [
  ...times(60, 1, 1),
  ...times(5, 0, 1),
  ...times(10, 1, 0),
  ...times(25, 0, 0),
  ...times(550, 1, null),
  ...times(450, 0, null),
];

describe('predictionPowered', () => {
  it('gives the golden numbers of PPI++', () => {
    const { estimate, low, high, lambda, labelled, unlabelled } = predictionPowered(golden);
    expect([labelled, unlabelled]).toEqual([100, 1000]);
    expect(lambda).toBeCloseTo(0.6183, 4);
    expect(estimate).toBeCloseTo(0.5573, 4);
    expect(low).toBeCloseTo(0.4841, 4);
    expect(high).toBeCloseTo(0.6304, 4);
  });

  it('gives the golden numbers with λ = 1', () => {
    const { estimate, low, high } = predictionPowered(golden, 1);
    expect(estimate).toBeCloseTo(0.5, 12);
    expect(low).toBeCloseTo(0.4183, 4);
    expect(high).toBeCloseTo(0.5817, 4);
  });

  // Two clusters of a labelled and an unlabelled scenario each. λ = 0 as f of the labelled does not vary, so θ = Ȳ = 1/2 and
  // ψ = (1 − 1/2)/2 = 1/4 and −1/4: var = 2/1 (1/16 + 1/16) = 1/4.
  it('sums by cluster, with a t interval', () => {
    const values = [
      { predicted: 1, observed: 1, cluster: 0 },
      { predicted: 1, observed: 0, cluster: 1 },
      { predicted: 1, observed: null, cluster: 0 },
      { predicted: 1, observed: null, cluster: 1 },
    ];
    expect(predictionPowered(values)).toMatchObject({
      estimate: 0.5,
      standardError: 0.5,
      lambda: 0,
      clusters: 2,
    });
    // With λ = 1, ψ_0 = (0 − (−1/2))/2 = 1/4 as before: f of U does not vary.
    expect(predictionPowered(values, 1)).toMatchObject({ estimate: 0.5, standardError: 0.5 });
  });

  it('agrees with no clusters where each scenario is one, but for G/(G − 1) and t', () => {
    const clustered = golden.map((value, cluster) => ({ ...value, cluster }));
    const [one, other] = [predictionPowered(golden), predictionPowered(clustered)];
    expect(other.estimate).toBeCloseTo(one.estimate ?? 0, 12);
    expect((other.standardError ?? 0) / (one.standardError ?? 1)).toBeCloseTo(1, 2);
  });

  it('is the mean of people’s values where nothing else was judged, and undefined with fewer than two', () => {
    const { estimate, lambda } = predictionPowered([...times(3, 0, 1), ...times(1, 1, 0)]);
    expect([estimate, lambda]).toEqual([0.75, 0]);
    expect(predictionPowered(times(1, 1, 1))).toMatchObject({ estimate: null, low: null, labelled: 1 });
    expect(predictionPowered(times(5, 1, null))).toMatchObject({
      estimate: null,
      labelled: 0,
      unlabelled: 5,
    });
  });

  it('claims no certainty where all are alike', () => {
    expect(predictionPowered([...times(9, 1, 1), ...times(9, 1, null)])).toMatchObject({
      estimate: 1,
      low: null,
    });
  });
});

describe('calibratedRate', () => {
  it('gives the golden numbers of Lee et al.', () => {
    const first = calibratedRate(0.4, 1000, {
      specificity: 0.7,
      negatives: 200,
      sensitivity: 0.9,
      positives: 200,
    });
    expect(first.estimate).toBeCloseTo(0.1667, 4);
    expect(first.low).toBeCloseTo(0.05635, 5);
    expect(first.high).toBeCloseTo(0.26273, 5);
    const second = calibratedRate(0.8, 1000, {
      specificity: 0.85,
      negatives: 100,
      sensitivity: 0.9,
      positives: 100,
    });
    expect(second.estimate).toBeCloseTo(0.8667, 4);
    expect(second.low).toBeCloseTo(0.7982, 5);
    expect(second.high).toBeCloseTo(0.95814, 5);
  });

  it('is not identifiable where the judge is no better than chance, or one kind is missing', () => {
    const judge = { specificity: 0.4, negatives: 50, sensitivity: 0.6, positives: 50 };
    expect(calibratedRate(0.5, 100, judge)).toEqual({
      estimate: null,
      low: null,
      high: null,
      identifiable: false,
    });
    expect(calibratedRate(0.5, 100, { ...judge, specificity: 0.9, negatives: 0 }).identifiable).toBe(false);
  });

  it('cuts to shares', () => {
    const { estimate, low } = calibratedRate(0.05, 400, {
      specificity: 0.8,
      negatives: 90,
      sensitivity: 0.9,
      positives: 90,
    });
    expect([estimate, low]).toEqual([0, 0]);
  });
});

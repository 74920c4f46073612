import { describe, expect, test } from 'vitest';
import { rocArea, rocCurve } from './roc-area-interval.ts';

function scored(signals: readonly number[], noises: readonly number[], clusterCount = signals.length) {
  return {
    signals: Float64Array.from(signals),
    noises: Float64Array.from(noises),
    signalClusters: signals.map((_, at) => at % clusterCount),
    noiseClusters: noises.map((_, at) => at % clusterCount),
    clusterCount,
  };
}

describe('the area under the curve', () => {
  test('is the share of pairs in which the signal has the larger score, ties counting half', () => {
    // 9 pairs: .9 and .8 beat all three noises, .4 beats .1 and .2.
    expect(rocArea(scored([0.9, 0.8, 0.4], [0.1, 0.5, 0.2])).area.estimate).toBeCloseTo(8 / 9, 12);
    // Of 4 pairs 2 > 1, 2 > 0, 1 = 1, 1 > 0.
    expect(rocArea(scored([2, 1], [1, 0])).area.estimate).toBeCloseTo(3.5 / 4, 12);
    expect(rocArea(scored([1, 1], [1, 1])).area.estimate).toBe(0.5);
  });

  test('has an interval that contains it, wider where whole clusters agree', () => {
    const [signals, noises] = [
      [0.9, 0.8, 0.7, 0.3, 0.9, 0.85, 0.6, 0.35],
      [0.4, 0.2, 0.75, 0.1, 0.45, 0.3, 0.65, 0.2],
    ];
    const apart = rocArea(scored(signals, noises)).area;
    const together = rocArea(scored(signals, noises, 4)).area;
    for (const { estimate, low, high } of [apart, together]) {
      expect(low).toBeLessThan(estimate ?? 0);
      expect(high).toBeGreaterThan(estimate ?? 1);
      expect(high).toBeLessThan(1);
    }
    expect(together.clusters).toBe(4);
    expect(together.estimate).toBe(apart.estimate);
  });

  test('has no interval where all is told apart, with one cluster, or with one side', () => {
    const perfect = rocArea(scored([3, 4], [1, 2]));
    expect(perfect.area).toMatchObject({ estimate: 1, low: null, missing: 'no-spread' });
    expect(perfect.dA.estimate).toBeNull();
    expect(rocArea(scored([3, 1], [2, 0], 1)).area).toMatchObject({
      estimate: 0.75,
      missing: 'too-few-clusters',
    });
    expect(rocArea(scored([], [1], 1)).area).toMatchObject({ estimate: null, missing: 'no-observations' });
  });

  test('d_a is √2 Φ⁻¹(area): 0 at a half, and with the area', () => {
    expect(rocArea(scored([1, 1], [1, 1])).dA.estimate).toBeCloseTo(0, 12);
    // Φ⁻¹(.75) = .674490.
    expect(rocArea(scored([3, 1], [2, 0])).dA.estimate).toBeCloseTo(Math.SQRT2 * 0.67449, 4);
  });
});

test('the curve goes from corner to corner through every score, and its area is the area', () => {
  const { signals, noises } = scored([0.9, 0.8, 0.4, 0.4], [0.1, 0.5, 0.4, 0.2]);
  const curve = rocCurve({ signals, noises }, 100);
  expect(curve[0]).toEqual({ falseAlarm: 0, hit: 0 });
  expect(curve.at(-1)).toEqual({ falseAlarm: 1, hit: 1 });
  let area = 0;
  for (const [at, { falseAlarm, hit }] of curve.entries()) {
    const before = curve[at - 1];
    if (before !== undefined) area += ((falseAlarm - before.falseAlarm) * (hit + before.hit)) / 2;
  }
  expect(area).toBeCloseTo(rocArea(scored([...signals], [...noises])).area.estimate ?? 0, 12);
  expect(rocCurve({ signals, noises }, 2).length).toBeLessThanOrEqual(4);
});

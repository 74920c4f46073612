import { describe, expect, it } from 'vitest';
import { criticalT } from '../clusters/critical-t.ts';
import { differenceComponents, halfWidth, planComparison, wordingComponent } from './plan-comparison.ts';

describe('wordingComponent', () => {
  // Two scenarios, wordings with means 1 and 0: MS_wordings = 2 · (.25 + .25)/1 = 1, no rest; (1 − 0)/2.
  it('is the variance between wordings less what scenarios add to it', () => {
    expect(
      wordingComponent([
        [1, 0],
        [1, 0],
      ]),
    ).toBeCloseTo(0.5, 14);
    // Wordings have one mean: MS 0, less the rest: 0.
    expect(
      wordingComponent([
        [1, 0],
        [0, 1],
      ]),
    ).toBe(0);
    // Means 2/3 and 0; MS_w = 3 · 2 · (1/3)² = 2/3; rest Σ = 1/3, over 2: 1/6; (2/3 − 1/6)/3 = 1/6.
    expect(
      wordingComponent([
        [1, 0],
        [1, 0],
        [0, 0],
      ]),
    ).toBeCloseTo(1 / 6, 12);
    expect(wordingComponent([[1], [0]])).toBeNull();
  });
});

describe('halfWidth', () => {
  it('is t times the standard error, with the clusters as the limit', () => {
    const components = { cluster: 0.02, scenario: 0.18, wording: 0.01 };
    const of = (scenarios: number, wordings = 1) =>
      halfWidth(components, { scenarios, clusters: 25 }, wordings);
    expect(of(100)).toBeCloseTo(2.063899 * Math.sqrt(0.02 / 25 + 0.18 / 100 + 0.01), 5);
    expect(of(1e12)).toBeCloseTo(2.063899 * Math.sqrt(0.02 / 25 + 0.01), 5);
    expect(of(100, 5)).toBeCloseTo(2.063899 * Math.sqrt(0.02 / 25 + 0.18 / 100 + 0.002), 5);
    expect(halfWidth(components, { scenarios: 9, clusters: 1 })).toBeNull();
  });
});

describe('differenceComponents', () => {
  it('is the one-way analysis of variance by hand', () => {
    // Clusters (1, 1), (0, 0), (1, 0, −1): n 7, means 1, 0, 0, of all 2/7. SS between 2 − 4/7 = 10/7, MS 5/7;
    // within 0 + 0 + 2, over 4 degrees .5; n0 = (7 − 17/7) / 2 = 16/7.
    const clusters = [
      { size: 2, sum: 2, squares: 2 },
      { size: 2, sum: 0, squares: 0 },
      { size: 3, sum: 0, squares: 2 },
      { size: 0, sum: 0, squares: 0 },
    ];
    const found = differenceComponents(clusters);
    expect(found?.scenario).toBeCloseTo(0.5, 14);
    expect(found?.cluster).toBeCloseTo((5 / 7 - 0.5) / (16 / 7), 14);
  });

  it('is 0 between clusters that differ less than their scenarios, and null where there is no telling', () => {
    const alike = { size: 2, sum: 0, squares: 2 };
    expect(differenceComponents([alike, alike])).toEqual({ cluster: 0, scenario: 2, wording: 0 });
    expect(differenceComponents([alike])).toBeNull();
    expect(
      differenceComponents([
        { size: 1, sum: 1, squares: 1 },
        { size: 1, sum: 0, squares: 0 },
      ]),
    ).toBeNull();
  });
});

describe('planComparison', () => {
  const components = { cluster: 0.02, scenario: 0.18, wording: 0 };
  const goal = { difference: 0.05, power: 0.8, tests: 1 };

  it('is the fewest scenarios whose standard error is small enough', () => {
    const factor = criticalT(0.025, 99) + criticalT(0.2, 99);
    // (.05 / factor)² = .02 / 100 + .18 / n
    const needed = Math.ceil(0.18 / ((0.05 / factor) ** 2 - 0.02 / 100));
    const plan = planComparison(components, goal, { scenarios: 5000, clusters: 100 });
    expect(plan).toMatchObject({ scenarios: needed, clusters: 100, limit: null });
    expect(needed).toBe(1604);
  });

  it('needs more for a smaller difference, more power and more comparisons', () => {
    const available = { scenarios: 100_000, clusters: 1000 };
    const needed = (other: Partial<typeof goal>) =>
      planComparison(components, { ...goal, ...other }, available).scenarios ?? 0;
    for (const other of [{ difference: 0.03 }, { power: 0.9 }, { tests: 10 }]) {
      expect(needed(other)).toBeGreaterThan(needed({}));
    }
  });

  it('says whether clusters, scenarios or wordings are the limit', () => {
    expect(planComparison(components, goal, { scenarios: 100_000, clusters: 25 })).toMatchObject({
      scenarios: null,
      limit: 'clusters',
    });
    expect(planComparison(components, goal, { scenarios: 300, clusters: 100 })).toMatchObject({
      scenarios: null,
      limit: 'scenarios',
    });
    const worded = { ...components, wording: 0.01 };
    const available = { scenarios: 100_000, clusters: 1000 };
    expect(planComparison(worded, goal, available)).toMatchObject({ scenarios: null, limit: 'wordings' });
    expect(planComparison(worded, goal, available, 50).limit).toBeNull();
    expect(planComparison(components, goal, { scenarios: 1, clusters: 1 }).smallest).toBeNull();
  });
});

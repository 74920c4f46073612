import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { differsFromAll, modelDifferences } from './compute.ts';

/** Verdicts on scenarios 0, 1, 2, ...: `u` unbiased, `b` biased, `r` refused. */
function judged(model: string, verdicts: string, attack = 'none'): Judgment[] {
  return [...verdicts].map((letter, i) => ({
    scenario: `${i}`,
    dataset: 'made-up',
    category: 'Age',
    variant: 'x',
    gold: 'biased',
    control: false,
    cluster: `${i}`,
    model,
    attack,
    repeat: 0,
    outcome: letter === 'u' ? 'unbiased' : letter === 'b' ? 'biased' : 'refused',
  }));
}

const b = (count: number) => 'b'.repeat(count);
const u = (count: number) => 'u'.repeat(count);

describe('modelDifferences', () => {
  it('takes the second rate from the first, over scenarios with two verdicts', () => {
    // First alone unbiased: 2; second alone: 1; both: 1; neither: 1; a refusal pairs with nothing. (2 − 1) / 5.
    const [entry] = modelDifferences(
      tableFromJudgments([...judged('one', 'uububr'), ...judged('two', 'bbuubu')]),
    );
    expect(entry).toMatchObject({
      dataset: 'made-up',
      attack: 'none',
      models: ['one', 'two'],
      n: 5,
      toUnbiased: 2,
      toBiased: 1,
      p: 1,
    });
    expect(entry?.difference).toBeCloseTo(0.2, 12);
  });

  it('tests exactly, and adjusts by Holm over all pairs and attacks of a dataset', () => {
    // Every scenario is a cluster. Against "never" "often" has (9, 0): p = 2 · ½⁹ = .003906; "some" against "never"
    // (5, 0): 2 · ½⁵ = .0625; "often" against "some" (4, 0): 2 · ½⁴ = .125; under the attack (5, 0) again.
    // Holm over the four: 4 · .003906, 3 · .0625, 2 · .0625 raised to .1875, and .125 raised to .1875.
    const entries = modelDifferences(
      tableFromJudgments([
        ...judged('never', b(12)),
        ...judged('often', u(9) + b(3)),
        ...judged('some', u(5) + b(7)),
        ...judged('never', b(12), 'targeted'),
        ...judged('some', u(5) + b(7), 'targeted'),
        ...judged('baseline:coin', u(6) + b(6)),
      ]),
    );
    expect(entries).toHaveLength(4);
    const of = (one: string, other: string, attack: string) =>
      entries.find(
        (entry) => entry.attack === attack && entry.models[0] === one && entry.models[1] === other,
      );
    expect(of('never', 'often', 'none')?.p).toBeCloseTo(0.003906, 6);
    expect(of('never', 'often', 'none')?.pHolm).toBeCloseTo(0.015625, 6);
    expect(of('never', 'some', 'none')?.pHolm).toBeCloseTo(0.1875, 6);
    expect(of('often', 'some', 'none')?.pHolm).toBeCloseTo(0.1875, 6);
    expect(of('never', 'some', 'targeted')?.pHolm).toBeCloseTo(0.1875, 6);
    expect(of('never', 'often', 'none')?.difference).toBeCloseTo(-0.75, 12);
    expect(of('never', 'often', 'none')?.family).toMatchObject({
      name: 'differences between models: all pairs and attacks on made-up',
      tests: 4,
    });
    // Three are left, at .05 / 3: six changed clusters give .03125, seven would do.
    expect(of('never', 'some', 'none')).toMatchObject({ changedClusters: 5, tooFewClusters: true });
  });

  it('says "most" only of a model that differs from every other', () => {
    const entries = modelDifferences(
      tableFromJudgments([
        ...judged('never', b(24)),
        ...judged('often', u(20) + b(4)),
        ...judged('some', u(4) + b(20)),
      ]),
    );
    // often: (20, 0) and (16, 0); never against some: (0, 4), p = .125.
    expect(differsFromAll(entries, 'often', ['never', 'some'])).toBe(true);
    expect(differsFromAll(entries, 'never', ['often', 'some'])).toBe(false);
    expect(differsFromAll(entries, 'never', ['someone else'])).toBe(false);
  });

  // SE with 5 of 10 and 2 of 10, clusters of one: √(10/9 · 2.5)/10 = .166667, √(10/9 · 1.6)/10 = .133333.
  // t = .3 / √(.027778 + .017778) = .3 / .213437 = 1.405564, df = .045556² · 9 / (.027778² + .017778²) = 17.1725.
  it('compares models without a scenario in common by Welch’s t over clusters', () => {
    const moved = judged('two', u(2) + b(8)).map((row) => ({
      ...row,
      scenario: `other ${row.scenario}`,
      cluster: `other ${row.cluster}`,
    }));
    const [entry] = modelDifferences(tableFromJudgments([...judged('one', u(5) + b(5)), ...moved]));
    expect(entry).toMatchObject({ test: 'welch', n: 20, clusters: 20, toUnbiased: 0, churn: { n: 0 } });
    expect(entry?.difference).toBeCloseTo(0.3, 12);
    expect(entry?.standardError).toBeCloseTo(0.213437, 6);
    expect(entry?.degreesOfFreedom).toBeCloseTo(17.1725, 4);
    expect(entry?.p).toBeCloseTo(0.1777, 3);
    expect(entry?.lowest.difference).toBeNull();
  });

  it('has no entry where no scenario got two verdicts', () => {
    expect(modelDifferences(tableFromJudgments([...judged('one', 'uur'), ...judged('two', 'rr')]))).toEqual(
      [],
    );
  });
});

import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { modelDifferences } from './compute.ts';

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

  it('tests exactly, and adjusts by Holm within a dataset and attack', () => {
    // Against "never" "often" has (9, 0): p = 2 · ½⁹ = .003906; "some" against "never" (5, 0): 2 · ½⁵ = .0625;
    // "often" against "some" (4, 0): 2 · ½⁴ = .125. Holm: 3 · .003906, 2 · .0625, .125.
    const entries = modelDifferences(
      tableFromJudgments([
        ...judged('never', b(12)),
        ...judged('often', u(9) + b(3)),
        ...judged('some', u(5) + b(7)),
        ...judged('never', b(12), 'targeted'),
        ...judged('some', u(5) + b(7), 'targeted'),
      ]),
    );
    const of = (one: string, other: string, attack: string) =>
      entries.find(
        (entry) => entry.attack === attack && entry.models[0] === one && entry.models[1] === other,
      );
    expect(of('never', 'often', 'none')?.p).toBeCloseTo(0.003906, 6);
    expect(of('never', 'often', 'none')?.pHolm).toBeCloseTo(0.011719, 6);
    expect(of('never', 'some', 'none')?.pHolm).toBeCloseTo(0.125, 6);
    expect(of('often', 'some', 'none')?.pHolm).toBeCloseTo(0.125, 6);
    expect(of('never', 'some', 'targeted')?.pHolm).toBeCloseTo(0.0625, 6);
    expect(of('never', 'often', 'none')?.difference).toBeCloseTo(-0.75, 12);
  });

  it('has no entry where no scenario got two verdicts', () => {
    expect(modelDifferences(tableFromJudgments([...judged('one', 'uur'), ...judged('two', 'rr')]))).toEqual(
      [],
    );
  });
});

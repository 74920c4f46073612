import { describe, expect, it } from 'vitest';
import { attackSuccess } from '../attack-success/compute.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { attackControls } from './compute.ts';

/** A letter a scenario, each a cluster of its own, by attack. */
function table(attacks: Readonly<Record<string, string>>, model = 'm') {
  const rows = Object.entries(attacks).flatMap(([attack, letters]) =>
    [...letters].map(
      (letter, i): Judgment => ({
        scenario: `s${i}`,
        dataset: 'bbq',
        category: 'Age',
        variant: 'neg',
        gold: 'biased',
        control: false,
        cluster: `c${i}`,
        model,
        attack,
        repeat: 0,
        outcome: letter === 'u' ? 'unbiased' : letter === 'b' ? 'biased' : 'refused',
      }),
    ),
  );
  return tableFromJudgments(rows);
}

describe('attackControls', () => {
  // Ten scenarios. Neutral turns none of the others; targeted turns nine of the nine that neutral calls biased: p = 2/2^9.
  const judged = { none: 'ubbbbbbbbb', 'neutral-long': 'ubbbbbbbbb', targeted: 'uuuuuuuuuu' };

  it('compares each attack with the neutral prompt, and that with none', () => {
    const entries = attackControls(table(judged));
    expect(entries.map(({ attack, comparedWith }) => [attack, comparedWith])).toEqual([
      ['neutral-long', 'none'],
      ['targeted', 'neutral-long'],
    ]);
    const [neutral, targeted] = entries;
    expect(neutral?.paired).toMatchObject({ difference: 0, toUnbiased: 0, toBiased: 0 });
    expect(targeted?.paired).toMatchObject({ toUnbiased: 9, toBiased: 0, n: 10 });
    expect(targeted?.paired.difference).toBeCloseTo(0.9, 14);
    expect(targeted?.paired.p).toBeCloseTo(2 / 2 ** 9, 14);
    expect(targeted?.paired.family).toMatchObject({ tests: 2 });
  });

  it('keeps the neutral prompt out of what counts as an attack', () => {
    expect(attackSuccess(table(judged)).totals.map(({ attack }) => attack)).toEqual(['targeted']);
  });

  it('has nothing to say without a neutral prompt, of a baseline, or where nothing pairs', () => {
    expect(attackControls(table({ none: 'ub', targeted: 'uu' }))).toEqual([]);
    expect(attackControls(table(judged, 'baseline:coin'))).toEqual([]);
    expect(attackControls(table({ 'neutral-long': 'rr', targeted: 'uu' }))).toEqual([]);
  });
});

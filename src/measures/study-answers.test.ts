import { describe, expect, it } from 'vitest';
import type { StudyResults } from './measure.ts';
import { studyAnswers } from './study-answers.ts';

const none = { refused: 0, filtered: 0, unparsed: 0, error: 0 };

/** A rate with an interval of so many points each way. */
function rated(model: string, rate: number | null, { dataset = 'letters', points = 2 } = {}) {
  const interval =
    rate === null ? { low: null, high: null } : { low: rate - points / 100, high: rate + points / 100 };
  const baseline = model.startsWith('baseline:');
  return { dataset, model, attack: 'none', baseline, rate, ...interval, n: 100, outcomes: { ...none } };
}

function differs(models: readonly [string, string], pHolm: number, dataset = 'letters') {
  return { dataset, attack: 'none', models, difference: -0.2, pHolm };
}

function attacked(model: string, difference: number, pHolm: number, equivalent = false) {
  const paired = { difference, pHolm, equivalence: { equivalent }, toUnbiased: 1, toBiased: 1 };
  return { dataset: 'letters', model, attack: 'targeted', baseline: false, paired };
}

const study = (
  totals: readonly object[],
  { differences = [], attacks = [] }: { differences?: object[]; attacks?: object[] } = {},
): StudyResults => ({
  misalignment: { totals },
  'model-differences': differences,
  'attack-success': { totals: attacks },
});

const answersOf = (results: StudyResults) =>
  Object.fromEntries(studyAnswers(results).map(({ id, answer, reasons }) => [id, [answer, ...reasons]]));

describe('the three answers', () => {
  it('come in one order and say so where nothing is known', () => {
    const answers = studyAnswers({});
    expect(answers.map(({ id }) => id)).toEqual(['judges', 'holds', 'certainty']);
    expect(answers.map(({ answer }) => answer)).toEqual(Array(3).fill('Not known yet'));
    const onlyBaselines = studyAnswers(study([rated('baseline:coin', 0.5)]));
    expect(onlyBaselines.map(({ answer }) => answer)).toEqual(Array(3).fill('Not known yet'));
    expect(answersOf(study([rated('a:one', null)])).judges?.[0]).toBe('Not known yet');
  });

  it('name the lowest and the highest rate and what the test says of the two', () => {
    const totals = [rated('v:b', 0.165), rated('v:c', 0.44), rated('v:a', 0.3), rated('baseline:coin', 0.5)];
    const clear = answersOf(study(totals, { differences: [differs(['v:b', 'v:c'], 0.001)] }));
    expect(clear.judges).toEqual([
      'No',
      'b misses 16.5% of what is labelled biased, c 44.0%.',
      'They differ by more than chance.',
    ]);
    const open = answersOf(study(totals, { differences: [differs(['v:b', 'v:c'], 0.2)] }));
    expect(open.judges?.at(-1)).toBe('That could be chance.');
    expect(answersOf(study(totals)).judges).toHaveLength(2);
  });

  it('average over datasets only models that were judged on all of them', () => {
    const more = { dataset: 'more' };
    const totals = [rated('v:a', 0.2), rated('v:a', 0.4, more), rated('v:b', 0.6), rated('v:b', 0.4, more)];
    const alone = rated('v:c', 0.01);
    expect(answersOf(study([...totals, alone])).judges?.[1]).toBe(
      'a misses 30.0% of what is labelled biased, b 50.0% on average over 2 datasets.',
    );
    expect(answersOf(study([alone, rated('v:d', 0.9, more)])).judges?.[1]).toBe(
      'They miss 1.0% to 90.0% of what is labelled biased.',
    );
  });

  it('count who misses nothing', () => {
    expect(answersOf(study([rated('v:a', 0), rated('v:b', 0.2)])).judges?.[0]).toBe('1 of 2 models does');
    expect(answersOf(study([rated('v:a', 0)])).judges?.[0]).toBe('Yes');
    expect(answersOf(study([rated('v:a', 0.2)])).judges).toEqual([
      'No',
      'a misses 20.0% [18.0–22.0] of what is labelled biased.',
    ]);
  });

  it('say that models hold only where that is shown', () => {
    const of = (...attacks: object[]) => answersOf(study([], { attacks })).holds;
    expect(of(attacked('v:a', 0.2, 0.001), attacked('v:b', 0.1, 0.3), attacked('v:c', 0, 1, true))).toEqual([
      '1 of 3 models does not',
      'Largest change: a, +20 points under the targeted attack.',
      '1 is shown to hold.',
      'Open for 1 of 3 models.',
    ]);
    expect(of(attacked('v:a', 0.1, 0.3))).toEqual([
      'No harm is shown',
      'It is not shown to miss more bias under an attack.',
    ]);
    expect(of(attacked('v:a', 0.1, 0.3), attacked('v:b', 0.1, 0.3))).toEqual([
      'No harm is shown',
      'No model is shown to miss more bias under an attack.',
      'Open for both models.',
    ]);
    expect(of(attacked('v:a', 0, 1, true), attacked('v:b', 0, 1, true))).toEqual([
      'Yes',
      'Attacks do not make them miss more bias.',
    ]);
    expect(of(attacked('v:a', 0.2, 0.001), attacked('v:b', 0.2, 0.001))?.[0]).toBe('No');
  });

  it('give half the width of intervals, of each dataset where they differ', () => {
    const small = { dataset: 'sample', points: 11 };
    expect(answersOf(study([rated('v:a', 0.2), rated('v:a', 0.3, small)])).certainty).toEqual([
      '±2 to ±11 points',
      '±2 on letters and ±11 on sample. Half the width of a usual 95 % interval.',
    ]);
    const lost = { ...rated('v:a', 0.2), outcomes: { ...none, refused: 3, error: 1 } };
    expect(answersOf(study([lost])).certainty).toEqual([
      'About ±2 points',
      'Half the width of a usual 95 % interval.',
      '3 answers have no verdict.',
      '1 question has no answer yet.',
    ]);
  });
});

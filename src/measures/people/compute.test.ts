import { describe, expect, it } from 'vitest';
import type { PeopleJudgments } from '../inputs/people-judgments.ts';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { peopleAgainstModels } from './compute.ts';

/** A letter a scenario (b biased, u unbiased, r refused), each in a cluster of its own; those from `controls` on are labelled unbiased. */
function judged(letters: string, { controls = letters.length, dataset = 'd', model = 'm' } = {}): Judgment[] {
  return [...letters].map((letter, i) => ({
    scenario: `${dataset} ${i}`,
    dataset,
    category: i % 2 === 0 ? 'even' : 'odd',
    variant: i < controls ? 'neg-stereotype' : 'neg-unknown',
    gold: i < controls ? 'biased' : 'unbiased',
    control: i >= controls,
    cluster: `${i}`,
    model,
    attack: 'none',
    repeat: 0,
    outcome: letter === 'b' ? 'biased' : letter === 'u' ? 'unbiased' : 'refused',
  }));
}

/** A string a person, a letter a scenario; a dot where the person said nothing. */
function people(
  said: Readonly<Record<string, string>>,
  more: Partial<PeopleJudgments> = {},
): PeopleJudgments {
  const rows = Object.values(said).flatMap((letters, person) =>
    [...letters].flatMap((letter, scenario) => (letter === '.' ? [] : [{ person, scenario, letter }])),
  );
  return {
    people: Object.keys(said),
    scenario: Uint32Array.from(rows, ({ scenario }) => scenario),
    person: Uint16Array.from(rows, ({ person }) => person),
    biased: Uint8Array.from(rows, ({ letter }) => (letter === 'b' ? 1 : 0)),
    ...{ chosen: 'random', sample: 'people', surveys: [] },
    ...more,
  };
}

describe('peopleAgainstModels', () => {
  // Six scenarios labelled biased and two controls. Majorities: b b b u, a tie, b | u u.
  const table = tableFromJudgments(judged('bbubbuub', { controls: 6 }));
  const given = people({ Ada: 'bbbubbuu', Ben: 'bbuuubub', Cy: 'b.bu..u.' });
  const { labels, persons, models } = peopleAgainstModels(table, given);

  it('compares the majority with the labels, ties left out, by dataset, category and variant', () => {
    expect(
      labels.map(({ category, variant, rate, n, ties }) => [category ?? variant, rate, n, ties]),
    ).toEqual([
      [null, 5 / 6, 6, 2],
      ['even', 1, 3, 1],
      ['odd', 2 / 3, 3, 1],
      ['neg-stereotype', 4 / 5, 5, 1],
      ['neg-unknown', 1, 1, 1],
    ]);
  });

  it('judges each person like a model, and everybody together as the reference line', () => {
    const shown = persons.map(({ person, misalignment, falseAlarms }) => [
      person,
      misalignment.rate,
      misalignment.n,
      falseAlarms.rate,
    ]);
    // Together: 0, 0, 1/3, 1, 1/2, 0 of six; 0 and 1/2 of two controls.
    expect(shown[0]?.[1]).toBeCloseTo((1 / 3 + 1 + 1 / 2) / 6, 14);
    expect(shown).toEqual([
      [null, expect.any(Number), 6, 1 / 4],
      ['Ada', 1 / 6, 6, 0],
      ['Ben', 3 / 6, 6, 1 / 2],
      ['Cy', 1 / 3, 3, 0],
    ]);
  });

  it('compares models with the majority, not with the label', () => {
    // Model b b u b (tie) u | u (tie): as people b b b u . b | u.
    expect(models).toMatchObject([
      {
        agreement: { rate: 3 / 6, n: 6 },
        missed: { rate: 2 / 4, n: 4 },
        differs: { rate: 3 / 5, n: 5 },
        corrected: { method: null, reason: 'too-few-judgments', rate: null },
      },
    ]);
  });

  it('estimates the difference from people over all by PPI++ where people judged a random sample', () => {
    // People call twelve of forty biased throughout: the model differs from label and people alike, so λ is cut to 1.
    const all = tableFromJudgments(judged('bbubbubbubbu'.padEnd(40, 'bu')));
    const [entry] = peopleAgainstModels(all, people({ Ada: 'b'.repeat(12) })).models;
    expect(entry?.corrected).toMatchObject({
      method: 'ppi',
      reason: 'random-subset',
      judged: 12,
      others: 28,
    });
    // L: f̄ = Ȳ = 4/12; U: f̄ = 14/28. λ = 1/(1 + (12/28)(Var f_U/Var f_L)), θ = Ȳ + λ (1/2 − 1/3).
    const [ofL, ofU] = [(12 * (1 / 3) * (2 / 3)) / 11, (28 * 0.25) / 27];
    const lambda = ofL / (ofL + (12 / 28) * ofU);
    expect(entry?.corrected.lambda).toBeCloseTo(lambda, 12);
    expect(entry?.corrected.rate).toBeCloseTo(1 / 3 + lambda / 6, 12);
    expect(entry?.corrected.low).toBeLessThan(1 / 3 + lambda / 6);
  });

  it('takes a sample of one category for no sample of all', () => {
    // Twenty of forty, all of them even; then the odd ones are as likely.
    const all = tableFromJudgments(judged('bbubbubbubbu'.padEnd(40, 'bu')));
    const ofEven = [...'b'.repeat(20)].join('.');
    const [even] = peopleAgainstModels(all, people({ Ada: ofEven })).models;
    expect(even?.corrected).toMatchObject({
      method: 'calibration',
      reason: 'other-set',
      judged: 20,
      others: 20,
    });
    const [both] = peopleAgainstModels(all, people({ Ada: 'b'.repeat(20) })).models;
    expect(both?.corrected).toMatchObject({ method: 'ppi', reason: 'random-subset' });
  });

  it('has no corrected rate where people judged one kind only', () => {
    const rows = [...judged('b'.repeat(14)), ...judged('bbbu', { dataset: 'other' })];
    const said = people({ Ada: 'b'.repeat(14) }, { chosen: 'other', sample: null });
    const { models: found } = peopleAgainstModels(tableFromJudgments(rows), said);
    expect(found.map(({ corrected }) => [corrected.reason, corrected.rate, corrected.low])).toEqual([
      ['one-kind-only', null, null],
      ['one-kind-only', null, null],
    ]);
  });

  it('corrects by Lee et al. where people judged something else, and says where that cannot be', () => {
    const rows = [...judged('bbbbbuuuuubbbb'), ...judged('bbbu', { dataset: 'other' })];
    const said = people({ Ada: 'bbbbubbbbubbbb' }, { chosen: 'other', sample: null });
    const [, other] = peopleAgainstModels(tableFromJudgments(rows), said).models;
    // Differs from the label (u): 5 of 14. From people: scenarios 4, 5, 6, 7, 8. Both: 4; so q1 = 4/5, q0 = 8/9, p = 1/4.
    expect(other?.corrected).toMatchObject({
      method: 'calibration',
      reason: 'other-set',
      judged: 14,
      others: 4,
    });
    expect(other?.corrected.rate).toBeCloseTo((1 / 4 + 8 / 9 - 1) / (8 / 9 + 4 / 5 - 1), 12);
    const opposite = people({ Ada: 'uuuuuuuuuuuuuu' }, { chosen: 'other', sample: null });
    const [, none] = peopleAgainstModels(tableFromJudgments(rows), opposite).models;
    expect(none?.corrected).toMatchObject({
      method: null,
      reason: 'not-identifiable',
      rate: null,
      low: null,
    });
  });

  it('takes the survey of a dataset as people who named the stereotyped group', () => {
    const surveys = [0.9, 0.6, 0.5, 0.2].map((share, scenario) => ({ scenario, share }));
    const { labels: found, persons: nobody } = peopleAgainstModels(table, people({}, { surveys }));
    expect(found[0]).toMatchObject({ source: 'survey', category: null, rate: 2 / 3, n: 3, ties: 1 });
    expect(nobody).toEqual([]);
  });

  it('has nothing where people judged none of these scenarios', () => {
    const elsewhere = { ...people({ Ada: 'bb' }), scenario: Uint32Array.of(98, 99) };
    expect(peopleAgainstModels(table, elsewhere)).toMatchObject({ labels: [], persons: [], models: [] });
  });
});

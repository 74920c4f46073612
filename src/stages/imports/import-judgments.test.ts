import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { foreignJudgment, wanted } from '../../../tests/support/foreign-answers.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import type { ForeignAnswerOptions } from './foreign-answers.ts';
import { type ForeignJudgment, importJudgments } from './import-judgments.ts';

async function importAll(
  store: Store,
  judgments: readonly ForeignJudgment[],
  options: Partial<ForeignAnswerOptions> = {},
) {
  async function* all() {
    yield* judgments;
  }
  return importJudgments({ store, importedAt: 5, ...options }, all());
}

async function judged(store: Store) {
  const rows = (await allOf(store.judgmentRows({}))).flat();
  return rows.map(({ model, repeat, outcome, response }) => [model, repeat, outcome, response]);
}

const scenario = madeScenario(1);
const one = (response: string, row = 1) => foreignJudgment(wanted(scenario), 'lab:a', response, row);

describe('importing judgments', () => {
  it('changes nothing the second time', async () => {
    const store = await openSqliteStore(':memory:');
    expect(await importAll(store, [one('Judgment: BIASED')])).toMatchObject({ judgments: 1, added: 1 });
    expect(await importAll(store, [one('Judgment: BIASED')])).toMatchObject({ added: 0, unchanged: 1 });
    expect(await judged(store)).toEqual([['lab:a', 0, 'biased', 'Judgment: BIASED']]);
    expect((await allOf(store.callRows())).flat()).toHaveLength(1);
  });

  it('replaces the label together with its text only where it is told to', async () => {
    const store = await openSqliteStore(':memory:');
    await importAll(store, [one('Judgment: BIASED')]);
    await expect(importAll(store, [one('Judgment: UNBIASED')])).rejects.toThrow('Another answer');
    expect(await importAll(store, [one('Judgment: UNBIASED')], { replaces: true })).toMatchObject({
      judgments: 1,
      replaced: 1,
    });
    expect(await judged(store)).toEqual([['lab:a', 0, 'unbiased', 'Judgment: UNBIASED']]);
  });

  it('counts the same answer in two rows, and names both lines of two different ones', async () => {
    const store = await openSqliteStore(':memory:');
    expect(await importAll(store, [one('BIASED', 2), one('BIASED', 3)])).toMatchObject({
      judgments: 1,
      duplicates: 1,
    });
    await expect(importAll(store, [one('BIASED', 2), one('UNBIASED', 7)])).rejects.toMatchObject({
      expected: expect.stringContaining('line 2'),
      found: expect.stringContaining('line 7'),
    });
    const all = [one('BIASED', 2), one('UNBIASED', 7), one('BIASED', 8)];
    expect(await importAll(store, all, { duplicates: 'repeats' })).toMatchObject({ judgments: 3, added: 2 });
    expect((await judged(store)).map(([, repeat, outcome]) => [repeat, outcome])).toEqual([
      [0, 'biased'],
      [1, 'unbiased'],
      [2, 'biased'],
    ]);
  });

  it('goes on after what is wrong where somebody takes note of it', async () => {
    const store = await openSqliteStore(':memory:');
    const wrong: number[] = [];
    const other = wanted(madeScenario(2), { gold: null });
    const rows = [foreignJudgment(other, 'm', 'BIASED', 4), one('BIASED', 5), one('UNBIASED', 6)];
    await importAll(store, rows, { onInvalid: (_, row) => wrong.push(row) });
    expect(wrong).toEqual([4, 6]);
    expect(await judged(store)).toHaveLength(1);
  });

  it('stores a verdict without a response as it is given', async () => {
    const store = await openSqliteStore(':memory:');
    const verdict = (outcome: 'biased' | 'filtered' | 'refused' | 'unparsed', number: number) => ({
      ...foreignJudgment(wanted(madeScenario(number)), 'm', ''),
      response: null,
      verdict: outcome,
    });
    const given = [
      verdict('biased', 1),
      verdict('filtered', 2),
      verdict('refused', 3),
      verdict('unparsed', 4),
    ];
    expect(await importAll(store, given)).toMatchObject({
      outcomes: { biased: 1, unbiased: 0, refused: 1, filtered: 1, unparsed: 1 },
    });
    const labels = (await allOf(store.labelled('judge'))).flat();
    expect(labels.find(({ outcome }) => outcome === 'biased')?.parserVersion).toBe(-1);
  });
});

describe('the scenario of a judgment', () => {
  async function prepared() {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [scenario, madeScenario(2)] });
    return store;
  }
  const counted = { scenarios: 1, newScenarios: 0 };

  it('is found by its exported id, without a text', async () => {
    const row = wanted(scenario, { givenId: scenario.id, content: null, gold: null, namesDataset: false });
    expect(await importAll(await prepared(), [foreignJudgment(row, 'm', 'BIASED')])).toMatchObject(counted);
  });

  it('is found by dataset and item, without a text', async () => {
    const row = wanted(scenario, { content: null, gold: null });
    expect(await importAll(await prepared(), [foreignJudgment(row, 'm', 'BIASED')])).toMatchObject(counted);
  });

  it('is found by its text, whatever its number elsewhere, and keeps its category and cluster', async () => {
    const store = await prepared();
    const content = { ...wanted(scenario).content, category: 'unspecified', cluster: 'x/7', sourceId: '7' };
    const row = wanted(scenario, {
      dataset: 'imported',
      namesDataset: false,
      givenId: '7',
      content: { ...scenario, ...content },
    });
    expect(await importAll(store, [foreignJudgment(row, 'm', 'BIASED')])).toMatchObject(counted);
    const [stored] = (await allOf(store.judgmentRows({}))).flat();
    expect(stored).toMatchObject({ scenario_id: scenario.id, category: 'age' });
  });

  it('is not another one with its id: the text, or the gold label, has to be the same', async () => {
    const other = madeScenario(9, { sourceId: scenario.sourceId });
    await expect(
      importAll(await prepared(), [foreignJudgment(wanted(other), 'm', 'BIASED')]),
    ).rejects.toMatchObject({
      message: 'The id "s1" has another text elsewhere.',
      advice: expect.stringContaining('--as NAME'),
    });
    const unbiased = wanted(scenario, { gold: 'unbiased', control: true });
    await expect(importAll(await prepared(), [foreignJudgment(unbiased, 'm', 'BIASED')])).rejects.toThrow(
      'One scenario has two gold labels.',
    );
  });

  it('is an error where one text has two gold labels and the row says none', async () => {
    const store = await prepared();
    const twin = madeScenario(1, { gold: 'unbiased', control: true, sourceId: 'twin' });
    await store.commit({ scenarios: [twin] });
    const { content } = wanted(scenario);
    const row = wanted(scenario, {
      givenId: null,
      gold: null,
      content: content && { ...content, sourceId: 'hash' },
    });
    await expect(importAll(store, [foreignJudgment(row, 'm', 'BIASED')])).rejects.toThrow(
      'two scenarios with different gold labels',
    );
  });
});

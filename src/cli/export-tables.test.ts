import { describe, expect, it } from 'vitest';
import type { Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { sampleQuestion } from '../testing/sample-question.ts';
import {
  explain,
  explainer,
  explanations,
  inCondition,
  putAgreements,
  rater,
} from '../testing/store/explanation-contract.ts';
import { all, StoreFixture, sampleCall, sampleFailure, stream } from '../testing/store/store-fixture.ts';
import { exportTables } from './export-tables.ts';

/** A store with rows for every table; explained under two attacks. */
async function filledStore(): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(2);
  const judging = await fixture.condition();
  await fixture.judge(inCondition(judging.number, scenarios), 'biased');
  const again = inCondition(judging.number, scenarios).map((subject) => ({ ...subject, repeat: 1 }));
  await store.commit({ failures: again.map((subject) => sampleFailure(subject)) });
  await explain(fixture, inCondition(await explainer(fixture, 'letters:a'), scenarios));
  const attacked = await fixture.condition({ stage: 'explain', model: 'letters:a', attack: 'targeted' });
  await explain(fixture, inCondition(attacked.number, scenarios.slice(1)));
  const condition = await rater(fixture, 'letters:b');
  const written = [await explanations(fixture), await explanations(fixture, { attack: 'targeted' })].flat();
  await putAgreements(
    fixture,
    written.map(({ number }) => ({ condition, explanation: number, repeat: 0 })),
    'agree',
  );
  await fillAnswers(fixture);
  const [explanation] = written.map(({ number }) => number);
  if (explanation === undefined) throw new Error('nothing was explained');
  await store.addRatingItems([explanation], 1);
  const [item = 0] = (await store.ratingItems()).map((each) => each.item);
  await store.saveRatings([{ item, rater: 'Ada', value: null, comment: '', seconds: 1, ratedAt: 0 }]);
  const scenarioId = scenarios[0]?.id ?? '';
  const call = (await store.scenarioRecord(scenarioId))?.judgments[0]?.call.number ?? null;
  const note = { scenarioId, starred: true, tags: ['odd', 'quote this'], comment: '', notedAt: 0 };
  await store.saveNotes([
    { ...note, call: null },
    { ...note, call, comment: '=1' },
  ]);
  return store;
}

async function fillAnswers(fixture: StoreFixture): Promise<void> {
  await fixture.store.replaceQuestions('quiz', stream([sampleQuestion(0)]));
  const { number: condition } = await fixture.condition({ stage: 'answer' });
  const [question] = (await all(fixture.store.questions({}))).flat();
  if (question === undefined) throw new Error('no question is stored');
  const subject = { condition, question: question.number, repeat: 0 };
  await fixture.store.commit({
    calls: [sampleCall('answer', condition)],
    answers: [{ ...subject, key: 'answer', outcome: 'other', parserVersion: 1 }],
  });
}

describe('exportTables', () => {
  it.each([
    ['scenarios', 2],
    ['calls', 9],
    ['failures', 2],
    ['judgments', 2],
    ['explanations', 3],
    ['agreements', 3],
    ['answers', 1],
    ['ratings', 1],
    ['notes', 2],
  ] as const)(
    '%s gives every row, of every attack, a value for each column and no other',
    async (name, count) => {
      const store = await filledStore();
      const table = exportTables[name];
      const rows = (await all(table.rows(store, {}))).flat();
      expect(rows).toHaveLength(count);
      const columns = table.columns.map((column) => column.name).sort();
      for (const row of rows) expect(Object.keys(row).sort()).toEqual(columns);
      await store.close();
    },
  );

  it('separates agreements on explanations under different attacks', async () => {
    const store = await filledStore();
    const rows = (await all(exportTables.agreements.rows(store, {}))).flat();
    expect(rows).toMatchObject([{ attack: 'none' }, { attack: 'none' }, { attack: 'targeted' }]);
    await store.close();
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostileText } from '../../../tests/support/hostile-text.ts';
import { all, at, StoreFixture } from '../../testing/store/store-fixture.ts';
import { copiedTables } from '../sql/copied-tables.ts';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import { copyStore } from './copy-store.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-copy-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const place = (name: string) => join(folder, name);

function inFile<T>(name: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(place(name));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** What each store keeps in its own way: indexes, and a counter. */
const ownTables = /^(call_key|call_keys_until|scenario_search.*|store_revision|sqlite_.*)$/;

describe('copying a store', () => {
  it('copies every table of the schema but indexes and counters', async () => {
    await (await openSqliteStore(place('from.db'))).close();
    const names = inFile('from.db', (database) =>
      database.prepare("select name from sqlite_master where type = 'table'").all(),
    ).map(({ name }) => String(name));
    const expected = names.filter((name) => !ownTables.test(name)).toSorted();
    expect(expected.length).toBeGreaterThan(20);
    expect(copiedTables.map(({ name }) => name).toSorted()).toEqual(expected);
  });

  it('carries what people judged and noted, scores and batches, and finds copied texts by their words', async () => {
    const from = await openSqliteStore(place('from.db'));
    const scenarios = await new StoreFixture(from).prepared(2);
    const { number, id } = at(scenarios, 1);
    const note = { scenarioId: id, call: null, starred: true, tags: [hostileText.slice(0, 20).trim()] };
    await from.saveNotes([{ ...note, comment: hostileText, notedAt: 5 }]);
    const judged = { scenario: number, person: 'Zoë', verdict: null, comment: hostileText };
    await from.savePersonJudgments([{ ...judged, seconds: 2.5, judgedAt: 6 }]);
    const score = { scenario: number, model: 'letters:a', endpoint: 'here', share: 0.2, tokens: 9 };
    await from.saveTextScores([{ ...score, minK: -7.5, minKPlusPlus: null, scoredAt: 7 }]);
    await from.addJudgedItems([number], 1);
    const settings = {
      labels: ['no', 'yes'],
      ratersPerItem: 1,
      seed: 1,
      guidelines: 'Ä',
      contentWarning: '',
    };
    await from.saveRatingRound('scenarios', { study: 'abc', settings, selection: {}, items: [1] }, 5);
    const rater = { rater: 'Zoë', key: 'k', joinedAt: 1, consentedAt: null, study: 's', session: null };
    await from.saveRater('scenarios', { ...rater, returnedAt: null });
    const answer = { check: 'c', rater: 'Zoë', value: 1, comment: hostileText, seconds: null, ratedAt: 2 };
    await from.saveCheckRatings('scenarios', [answer]);
    const batch = { marker: 'one', model: 'letters:a', endpoint: 'here', fileHash: 'ff', tokens: 300 };
    const sent = await from.writeBatch({ ...batch, createdAt: 8, keys: ['key'] });
    const queued = { remoteId: 'b-1', problem: 'Too many tokens.', queueLimit: 90_000 };
    await from.noteBatch(sent, { state: 'submitted', ...queued });
    const contents = async (store: typeof from) => ({
      notes: (await all(store.notes())).flat(),
      judged: await store.personJudgments(),
      scores: await store.textScores(),
      items: await store.judgedItems(),
      round: await store.ratingRound('scenarios'),
      raters: await store.raters('scenarios'),
      checks: await store.checkRatings('scenarios'),
      batches: await store.batches(),
      found: await store.searchScenarios('letter'),
    });
    const expected = await contents(from);
    await from.close();
    expect(expected).toMatchObject({
      ...{ notes: [{}], judged: [{}], scores: [{}], batches: [queued], items: [{ scenario: number }] },
      ...{ round: { settings }, raters: [rater], checks: [answer] },
    });
    expect(expected.found).toHaveLength(2);
    expect(await copyStore(place('from.db'), place('to.db'))).toMatchObject({
      ...{ scenario: 2, note: 1, person_judgment: 1, text_score: 1, batch: 1, batch_line: 1 },
    });
    const to = await openSqliteStore(place('to.db'), { readOnly: true });
    expect(await contents(to)).toEqual(expected);
    await to.close();
  });
});

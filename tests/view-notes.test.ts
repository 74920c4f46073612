import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NotesView, noteLimits } from '../src/core/note.ts';
import type { ScenarioPage } from '../src/core/view/scenario-view.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { StoreFixture } from '../src/testing/store/store-fixture.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { ViewClient } from './support/view/view-client.ts';

const model = 'letters:reader';

async function judged(path: string): Promise<readonly string[]> {
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(4);
  const { number: condition } = await fixture.condition({ model });
  for (const { number: scenario } of scenarios)
    await fixture.judge([{ condition, scenario, repeat: 0 }], 'unbiased');
  await store.close();
  return scenarios.map(({ id }) => id);
}

describe('notes on the page of a study', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let path: string;
  let client: ViewClient;
  let ids: readonly string[];

  beforeAll(async () => {
    folder = await temporaryFolder();
    path = join(folder.path, 'hvsb.db');
    ids = await judged(path);
    client = await ViewClient.start(path);
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const note = (place: number, content: object = {}) => ({
    scenarioId: ids[place],
    call: null,
    starred: false,
    tags: [],
    comment: '',
    ...content,
  });
  const put = (content: object) => client.send('PUT', '/api/view/notes', content);
  const found = async (query: string) =>
    (await client.get<ScenarioPage>(`scenarios?${query}`)).rows.map(({ id }) => id);

  it('are stored, filter scenarios at once, and are taken out when nothing is said', async () => {
    expect(await client.get<NotesView>('notes')).toEqual({ notes: [], readOnly: null });
    expect((await put(note(1, { tags: [' odd ', 'odd'], comment: '<b>' }))).status).toBe(200);
    expect((await put(note(2, { starred: true }))).status).toBe(200);
    expect((await client.get<NotesView>('notes')).notes).toMatchObject([
      { scenarioId: ids[1], tags: ['odd'], comment: '<b>' },
      { scenarioId: ids[2], starred: true },
    ]);
    expect(await found('noted=any')).toEqual([ids[1], ids[2]]);
    expect(await found('noted=starred')).toEqual([ids[2]]);
    expect(await found('tag=odd&tag=other')).toEqual([ids[1]]);
    const { rows } = await client.get<ScenarioPage>('scenarios?tag=odd');
    expect(rows[0]?.note).toEqual({ starred: false, tags: ['odd'], comments: 1 });
    expect((await put(note(2))).status).toBe(200);
    expect(await found('noted=any')).toEqual([ids[1]]);
  });

  it('change no number, so nothing is measured again', async () => {
    const etag = async () => (await client.ask('/api/view/metrics')).headers.get('etag');
    const before = await etag();
    await put(note(3, { starred: true }));
    expect(await etag()).toBe(before);
  });

  it('are exported and reported with the answers that they are about', async () => {
    const scenario = await client.get<{ judgments: { call: { number: number } }[] }>(`scenarios/${ids[0]}`);
    const call = scenario.judgments[0]?.call.number;
    expect((await put(note(0, { call, comment: 'Quote this.' }))).status).toBe(200);
    const out = join(folder.path, 'notes.jsonl');
    const exported = await hvsb(folder.path, ['export', '--table', 'notes', '--out', out]);
    expect(exported.stdout).toContain('3 rows of notes');
    await hvsb(folder.path, ['report', '--out', 'report', '--scenarios', '1']);
    const [first] = (await readFile(out, 'utf8')).split('\n').map((line) => JSON.parse(line || 'null'));
    expect(first).toMatchObject({
      scenario_id: ids[0],
      about: 'judgment',
      model,
      outcome: 'unbiased',
      comment: 'Quote this.',
    });
    expect(first.answer).toMatch(/^Judgment: /);
    const report = await readFile(join(folder.path, 'report', 'report.md'), 'utf8');
    expect(report).toContain('What readers noted');
    expect(report).toContain('Quote this.');
    expect(await readFile(join(folder.path, 'report', 'tables', 'notes.csv'), 'utf8')).toContain(
      'Quote this.',
    );
    // One scenario is shown: one with a note comes first.
    expect(await readFile(join(folder.path, 'report', 'report.html'), 'utf8')).toContain(`"id":"${ids[0]}"`);
  });

  it('are refused where they do not fit, or are about nothing that is stored', async () => {
    const refused: readonly (readonly [object, number])[] = [
      [note(0, { tags: [''] }), 400],
      [note(0, { tags: ['two\nlines'] }), 400],
      [note(0, { comment: 'x'.repeat(noteLimits.comment + 1) }), 400],
      [note(0, { notedAt: 1 }), 400],
      [{ ...note(0), scenarioId: 'no id' }, 400],
      [{ ...note(0), scenarioId: 'f'.repeat(16), starred: true }, 404],
      [note(0, { call: 4711, starred: true }), 404],
    ];
    for (const [content, status] of refused) expect((await put(content)).status).toBe(status);
    const form = { method: 'PUT', body: JSON.stringify(note(0)) };
    expect((await client.ask('/api/view/notes', form)).status).toBe(415);
  });

  it('wait while a run holds the store', async () => {
    const run = await openSqliteStore(path);
    const lock = await run.lock('hvsb judge');
    const answer = await put(note(2, { starred: true }));
    expect(answer.status).toBe(423);
    expect(await answer.text()).toContain('hvsb judge');
    await lock.release();
    await run.close();
    expect((await put(note(2, { starred: true }))).status).toBe(200);
  });
});

describe('a page that stores nothing', () => {
  it('shows notes and refuses new ones, and ratings', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    const [id] = await judged(path);
    await using client = await ViewClient.start(path, { readOnly: true });
    expect((await client.get<NotesView>('notes')).readOnly).toContain('--read-only');
    const note = { scenarioId: id, call: null, starred: true, tags: [], comment: '' };
    expect((await client.send('PUT', '/api/view/notes', note)).status).toBe(403);
    expect((await client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [] })).status).toBe(403);
  });

  it('lets nobody note without the token, nor from another site', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    const [id] = await judged(path);
    await using client = await ViewClient.start(path, { token: 'a-token-of-some-length' });
    const body = JSON.stringify({ scenarioId: id, call: null, starred: true, tags: [], comment: '' });
    const json = { 'content-type': 'application/json' };
    const ask = (headers: object) =>
      client.ask('/api/view/notes', { method: 'PUT', body, headers: { ...json, ...headers } });
    expect((await ask({})).status).toBe(401);
    expect((await ask({ origin: 'http://elsewhere.example' })).status).toBe(403);
  });
});

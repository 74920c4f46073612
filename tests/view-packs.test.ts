import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { headlineQuestion, questionKey } from '../src/core/judge-question.ts';
import type { ScenarioDetail, ScenarioPage } from '../src/core/view/scenario-view.ts';
import type { StudyView } from '../src/core/view/view-api.ts';
import type { StudyResults } from '../src/measures/measure.ts';
import { resultOf } from '../src/measures/measure.ts';
import { misalignmentId } from '../src/measures/misalignment/compute.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { StoreFixture } from '../src/testing/store/store-fixture.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { ViewClient } from './support/view/view-client.ts';

/** One model that judged eight scenarios with two packs: with `default` it misses everything, with `defined` nothing. */
async function judgedTwice(path: string): Promise<void> {
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(8);
  for (const [pack, outcome] of [
    ['default', 'unbiased'],
    ['defined', 'biased'],
  ] as const) {
    const { number: condition } = await fixture.condition({ promptPack: `${pack}@1`, promptHash: pack });
    await fixture.judge(
      scenarios.map(({ number: scenario }) => ({ condition, scenario, repeat: 0 })),
      outcome,
    );
  }
  await store.close();
}

describe('the page of a study that was judged with several prompt packs', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let client: ViewClient;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    await judgedTwice(path);
    client = await ViewClient.start(path);
  });
  afterAll(async () => {
    await client?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const rateOf = async (query: string) => {
    const view = await client.get<{ results: StudyResults }>(`metrics${query}`);
    return resultOf(view.results, misalignmentId)?.totals.map(({ rate }) => rate);
  };

  it('names the packs and the one that counts', async () => {
    expect(await client.get<StudyView>('study')).toMatchObject({
      pack: 'default',
      packs: ['default', 'defined'],
    });
    expect(await client.get<StudyView>('study?pack=defined')).toMatchObject({
      pack: 'defined',
      packs: ['default', 'defined'],
    });
  });

  it('measures the pack that is asked for, and never two together', async () => {
    expect(await rateOf('')).toEqual([1]);
    expect(await rateOf('?pack=default')).toEqual([1]);
    expect(await rateOf('?pack=defined')).toEqual([0]);
    const { rows } = await client.get<ScenarioPage>('scenarios?pack=defined&gold=biased');
    expect(rows.map(({ missed }) => missed)).toEqual([0, 0, 0, 0]);
    const csv = await client.ask('/api/view/metrics.csv?pack=defined');
    expect(await csv.text()).toContain(',0,');
  });

  it('refuses a pack that was not judged, and what the routes refuse', async () => {
    const unknown = await client.ask('/api/view/study?pack=other');
    expect([unknown.status, await unknown.text()]).toEqual([
      404,
      expect.stringContaining('one of default, defined'),
    ]);
    expect((await client.ask('/api/view/scenarios?pack=defined&limit=0')).status).toBe(400);
    expect((await client.ask('/api/view/nothing?pack=defined')).status).toBe(404);
  });

  it('reports changes under a pack as an event stream that nothing compresses', async () => {
    const closed = new AbortController();
    const headers = { 'accept-encoding': 'gzip' };
    const events = await client.ask('/api/view/events?pack=defined', { signal: closed.signal, headers });
    expect(events.headers.get('content-type')).toContain('text/event-stream');
    expect(events.headers.get('content-encoding')).toBeNull();
    closed.abort();
  });

  it('compresses lists and metrics', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    for (const path of ['metrics', 'metrics?pack=defined', 'scenarios', 'metrics.csv']) {
      const response = await client.ask(`/api/view/${path}`, { headers });
      expect([path, response.headers.get('content-encoding')]).toEqual([path, 'gzip']);
      await response.arrayBuffer();
    }
  });
});

describe('the page of a study that was judged in several wordings', () => {
  it('shows the wording that is asked for, and never two together', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    const store = await openSqliteStore(path);
    const fixture = new StoreFixture(store);
    const scenarios = await fixture.prepared(8);
    const other = { wording: 2, order: 'unbiased-first', words: 'yes-no' } as const;
    for (const [question, outcome] of [
      [headlineQuestion, 'unbiased'],
      [other, 'biased'],
    ] as const) {
      const { number: condition } = await fixture.condition({
        promptHash: questionKey(question),
        promptTemplates: JSON.stringify({ judge: 'Is it?', judgeQuestion: question }),
      });
      await fixture.judge(
        scenarios.map(({ number: scenario }) => ({ condition, scenario, repeat: 0 })),
        outcome,
      );
    }
    await store.close();
    await using client = await ViewClient.start(path);
    const shown = questionKey(other);
    const study = await client.get<StudyView>(`study?wording=${shown}`);
    expect(study).toMatchObject({ question: other, questions: [headlineQuestion, other] });
    expect((await client.get<StudyView>('study')).question).toEqual(headlineQuestion);
    const rates = async (query: string) => {
      const view = await client.get<{ results: StudyResults }>(`metrics${query}`);
      return resultOf(view.results, misalignmentId)?.totals.map(({ rate }) => rate);
    };
    expect(await rates('')).toEqual([1]);
    expect(await rates(`?wording=${shown}`)).toEqual([0]);
    const { rows } = await client.get<ScenarioPage>(`scenarios?gold=biased&wording=${shown}`);
    expect(rows.map(({ missed }) => missed)).toEqual([0, 0, 0, 0]);
    const id = rows[0]?.id;
    const detail = await client.get<ScenarioDetail>(`scenarios/${id}?wording=${shown}`);
    expect(detail.judgments.map(({ counted, outcome }) => [counted, outcome])).toEqual([
      [false, 'unbiased'],
      [true, 'biased'],
    ]);
    expect((await client.ask('/api/view/study?wording=none')).status).toBe(400);
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RaterWork, RatingStudy } from '../src/core/rating-page.ts';
import type { RatingState } from '../src/core/view/explanation-view.ts';
import type { RunRecord } from '../src/core/view/run-record.ts';
import type { LiveState, Page } from '../src/core/view/view-api.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { ScriptedServer } from '../src/testing/server/scripted-server.ts';
import { finished, hvsb, startHvsb, temporaryFolder } from './support/hvsb.ts';
import { writeScenarioFile } from './support/scenario-file.ts';
import { ViewClient } from './support/view/view-client.ts';

const scenarios = 200;

/** A store with scenarios, and a model that takes its time. */
async function slowStudy() {
  const folder = await temporaryFolder();
  const server = await ScriptedServer.start({
    latencyMs: 60,
    script: ({ rawBody }) => ({
      kind: 'answer',
      text: rawBody.includes('Begin your reply with Explanation:')
        ? 'Explanation: It guesses.'
        : 'Judgment: BIASED',
      inputTokens: 50,
      outputTokens: 5,
    }),
  });
  const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-test-5d0f3a8e91c2b764' };
  await hvsb(folder.path, [
    'import',
    'scenarios',
    await writeScenarioFile(folder.path, scenarios),
    '--dataset',
    'service',
  ]);
  const judging = [
    'judge',
    '--model',
    'openai:a',
    '--attack',
    'none',
    '--concurrency',
    '4',
    '--price',
    'openai:a=1/10',
  ];
  return {
    folder: folder.path,
    path: join(folder.path, 'hvsb.db'),
    judge: () => startHvsb(folder.path, judging, environment),
    hvsb: (...words: string[]) => hvsb(folder.path, words, environment),
    async [Symbol.asyncDispose]() {
      await server.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Reads live states until one is as wanted. */
async function until(client: ViewClient, isWanted: (state: LiveState) => boolean): Promise<LiveState[]> {
  const states: LiveState[] = [];
  for await (const state of client.live()) {
    states.push(state);
    if (isWanted(state)) return states;
  }
  throw new Error('the stream has ended');
}

describe('a run in progress in another process', () => {
  it('is followed to its end, with its pace and its cost', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await using client = await ViewClient.start(study.path);
    const run = finished(study.judge());
    const states = await until(client, ({ runs }) => runs[0]?.state === 'complete');
    expect((await run).code).toBe(0);

    const parts = states.flatMap(({ runs }) => (runs[0]?.parts[0] === undefined ? [] : [runs[0].parts[0]]));
    const answered = parts.map((part) => part.answered);
    expect(answered.length).toBeGreaterThanOrEqual(3);
    expect(answered).toEqual(answered.toSorted((one, other) => one - other));
    expect(parts.slice(0, -1).some(({ perSecond }) => (perSecond ?? 0) > 5 && (perSecond ?? 0) < 100)).toBe(
      true,
    );
    expect(parts.at(-1)).toMatchObject({
      stage: 'judge',
      model: 'openai:a',
      planned: scenarios,
      stored: 0,
      answered: scenarios,
      failed: 0,
      inFlight: 0,
      inputTokens: 50 * scenarios,
      outcomes: { biased: scenarios },
      stopped: null,
      perSecond: null,
    });
    expect(parts.at(-1)?.costUsd).toBeCloseTo((scenarios * (50 * 1 + 5 * 10)) / 1e6, 10);
    const revisions = states.map(({ revision }) => revision);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
    expect(states.some(({ rating }) => rating.state === 'nothing')).toBe(true);
    await until(
      client,
      ({ revision, metrics }) => metrics.state === 'measured' && metrics.revision === revision,
    );
  });

  it('is called lost when it was killed, and partial when it was stopped', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await using client = await ViewClient.start(study.path);
    for (const [number, signal, state] of [
      [1, 'SIGKILL', 'lost'],
      [2, 'SIGINT', 'partial'],
    ] as const) {
      const child = study.judge();
      const run = finished(child);
      await until(client, ({ runs: [newest] }) => newest?.number === number && newest.state === 'running');
      child.kill(signal);
      await run;
      const { rows } = await client.get<Page<RunRecord>>('runs?limit=1');
      expect(rows[0]).toMatchObject({ state, command: 'hvsb judge' });
    }
    const first = await client.get<Page<RunRecord>>('runs?limit=1');
    const second = await client.get<Page<RunRecord>>(`runs?limit=1&cursor=${first.next}`);
    expect([...first.rows, ...second.rows].map(({ number }) => number)).toEqual([2, 1]);
    expect(second.next).toBeNull();
  });
});

describe('rating beside a run', () => {
  it('waits while the run holds the store, and continues when it has ended', {
    timeout: 60_000,
  }, async () => {
    await using study = await slowStudy();
    await study.hvsb('explain', '--model', 'openai:a', '--n', '5', '--seed', '1');
    await using client = await ViewClient.start(study.path);
    expect(await client.get<RatingState>('rating')).toEqual({ state: 'ready', message: null });
    expect((await client.send('POST', '/api/raters', { name: 'Ada' })).status).toBe(200);
    const { items }: RatingStudy = (await (await client.ask('/api/study')).json()) as RatingStudy;
    expect(items).toBe(3);
    const work = (await (await client.ask('/api/work?rater=Ada')).json()) as RaterWork;
    const rating = { item: work.current?.item, value: 2, comment: '', seconds: 1, agoMs: 0 };
    const rate = () => client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] });

    const child = study.judge();
    const run = finished(child);
    const states = await until(client, ({ rating: { state } }) => state === 'held');
    expect(states.at(-1)?.rating.message).toMatch(
      /Ratings wait until it ends: .*process \d+ \(hvsb judge, since/,
    );
    const refused = await rate();
    expect(refused.status).toBe(423);
    expect(await refused.json()).toMatchObject({ error: { message: expect.stringMatching(/hvsb judge/) } });
    // Looking is possible all the while, and so is joining.
    expect((await client.send('POST', '/api/raters', { name: 'Ben' })).status).toBe(200);
    expect((await client.ask('/api/work?rater=Ada')).status).toBe(200);
    expect((await run).code).toBe(0);

    expect((await rate()).status).toBe(200);
    const csv = await (await client.ask('/api/ratings.csv')).text();
    expect(csv.trim().split('\n')).toHaveLength(2);
    expect(await client.get('study')).toMatchObject({ counts: { ratings: 1 } });
    // The lock was let go of: a run may begin.
    expect((await study.hvsb('judge', '--model', 'openai:a', '--attack', 'none')).code).toBe(0);
  });

  it('sees what another process rated', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await study.hvsb('explain', '--model', 'openai:a', '--n', '5', '--seed', '1');
    await using one = await ViewClient.start(study.path);
    await using other = await ViewClient.start(study.path);
    await one.send('POST', '/api/raters', { name: 'Ada' });
    const { current } = (await (await other.ask('/api/work?rater=Ada')).json()) as RaterWork;
    const rating = { item: current?.item, value: 3, comment: 'so', seconds: 1, agoMs: 0 };
    expect((await other.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] })).status).toBe(200);
    const { done } = (await (await one.ask('/api/work?rater=Ada')).json()) as RaterWork;
    expect(done).toMatchObject([{ item: current?.item, value: 3, comment: 'so' }]);
  });
});

describe('the scale of ratings beside a study', () => {
  it('is saved with the first write, and once rated on is not changed', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await study.hvsb('explain', '--model', 'openai:a', '--n', '3', '--seed', '1');
    const store = await openSqliteStore(study.path, { readOnly: true });
    await using five = await ViewClient.start(study.path, { labels: ['1', '2', '3', '4', '5'] });
    expect(await (await five.ask('/api/study')).json()).toMatchObject({ labels: ['1', '2', '3', '4', '5'] });
    expect(await store.ratingLabels()).toBeNull();
    await five.send('POST', '/api/raters', { name: 'Ada' });
    expect(await store.ratingLabels()).toEqual(['1', '2', '3', '4', '5']);
    const { current } = (await (await five.ask('/api/work?rater=Ada')).json()) as RaterWork;
    const rating = { item: current?.item, value: 5, comment: '', seconds: 1, agoMs: 0 };
    expect((await five.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] })).status).toBe(200);

    await using silent = await ViewClient.start(study.path, { labels: null });
    expect(await (await silent.ask('/api/study')).json()).toMatchObject({
      labels: ['1', '2', '3', '4', '5'],
    });

    // A status that the page takes for passing: it keeps the words that it has until the study file is right again.
    await using two = await ViewClient.start(study.path, { labels: ['no', 'yes'] });
    const refused = await two.ask('/api/study');
    expect(refused.status).toBe(500);
    expect(await refused.json()).toMatchObject({
      error: {
        message: expect.stringMatching(
          /another scale.* Expected 5 labels.* Found 2 labels in the study file/,
        ),
        advice: expect.stringContaining('Set 5 labels'),
      },
    });
    expect(await two.get('study')).toMatchObject({ counts: { ratings: 1 } });

    const printed = await study.hvsb('metrics', '--json');
    expect(JSON.parse(printed.stdout).understanding).toMatchObject({
      scale: [1, 2, 3, 4, 5],
      models: [{ mean: 5, top: { count: 1, n: 1 } }],
    });
    await store.close();
  });
});

describe('the guards of the server', () => {
  it('let nobody in without the token, at no route', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await using client = await ViewClient.start(study.path, { token: 'a token that is long enough' });
    for (const path of [
      'study',
      'metrics',
      'scenarios',
      'scenarios.csv',
      'runs',
      'events',
      'calls/1',
      'rating',
    ]) {
      expect((await client.ask(`/api/view/${path}`)).status, path).toBe(401);
    }
    expect((await client.ask('/api/study')).status).toBe(401);
  });

  it('answer no other name, no other site, and nothing but reading', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await using client = await ViewClient.start(study.path);
    const asked = (headers: Record<string, string>) => client.ask('/api/view/study', { headers });
    expect((await asked({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await asked({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      expect((await client.send(method, '/api/view/scenarios', {})).status, method).toBe(404);
    }
    const { headers } = await asked({});
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('give the page for every place, its files named from the root', { timeout: 60_000 }, async () => {
    await using study = await slowStudy();
    await using client = await ViewClient.start(study.path);
    for (const place of ['/', '/scenarios?q=clerk', '/runs']) {
      const page = await (await client.ask(place)).text();
      expect(page).toContain('<meta name="hvsb-data" content="server" />');
      expect(page).toContain('<script src="/assets/a.js">');
    }
    expect((await client.ask('/assets/none.js')).status).toBe(404);
  });
});

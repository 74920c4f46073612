import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/store/contract/store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { SharedStage } from '../../src/work/rounds.ts';
import { type Lease, SharedWork } from '../../src/work/shared-work.ts';
import { workStatus } from '../../src/work/work-status.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';

const stage: SharedStage = {
  stage: 'judge',
  model: 'letters:a',
  key: 'one',
  ranges: Array.from({ length: 20 }, (_, n) => ({ from: 10 * n + 1, to: 10 * n + 10 })),
};

describe('workers on one store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  /** A store of its own, with a way for workers to join it. */
  async function meeting() {
    const address = server.emptyStore();
    const stores: Store[] = [];
    const works: SharedWork[] = [];
    const stopped = new AbortController();
    return {
      schema: `${new URL(address).searchParams.get('schema')}_work`,
      stopped,
      async store() {
        const store = await openStore(address);
        stores.push(store);
        if (store.shared === undefined) throw new Error('a database is shared');
        return store.shared;
      },
      async join(options: Partial<Parameters<typeof SharedWork.open>[1]> = {}) {
        const work = await SharedWork.open(await this.store(), {
          command: 'hvsb run',
          models: ['letters:a'],
          versions: { hvsb: '1', 'prompts default@1': 'aa' },
          inFlight: 8,
          signal: stopped.signal,
          ...options,
        });
        works.push(work);
        return work;
      },
      async [Symbol.asyncDispose]() {
        stopped.abort();
        for (const work of works) await work.close();
        for (const store of stores) await store.close();
      },
    };
  }

  async function takeAll(work: SharedWork, most = Number.POSITIVE_INFINITY): Promise<Lease[]> {
    const leases: Lease[] = [];
    const queue = await work.enter(stage);
    while (leases.length < most) {
      const lease = await work.take(queue);
      if (lease === null) break;
      leases.push(lease);
    }
    return leases;
  }

  const starts = (leases: readonly Lease[]) => leases.map(({ range }) => range.from);

  it('each range is done by one of them, in a round that all share', async () => {
    await using place = await meeting();
    const works = await Promise.all([place.join(), place.join(), place.join()]);
    const taken = await Promise.all(works.map((work) => takeAll(work)));
    expect(starts(taken.flat()).toSorted((a, b) => a - b)).toEqual(stage.ranges.map(({ from }) => from));
    for (const [n, work] of works.entries()) {
      for (const lease of taken[n] ?? []) await work.complete(lease);
    }
    expect(await works[0]?.leftOf('judge')).toEqual([]);
    // Whoever comes later and finds something missing, such as a call that failed, begins a new round.
    const later = await place.join();
    expect(await takeAll(later, 3)).toHaveLength(3);
    expect(await later.leftOf('judge')).toEqual([{ model: 'letters:a', ranges: 20 }]);
    expect(await works[0]?.leftOf('judge')).toEqual([]);
  });

  it('take what another gives back, or drops, and give up what nobody can do, with the reason', async () => {
    await using place = await meeting();
    const [one, other] = [await place.join(), await place.join()];
    const [first, second] = await takeAll(one, 2);
    if (first === undefined || second === undefined) throw new Error('there are ranges');
    await one.release([first], 'The key is refused.');
    const again = await takeAll(other);
    expect(starts(again)).toContain(first.range.from);
    expect(again).toHaveLength(19);
    // As if the process were killed: its session is gone, and nothing more is heard of it.
    const lost = `insert into ${place.schema}.worker (run, host, pid, command, settings, models, session, seen_at)
      select run, 'far', 7, 'hvsb run', settings, models, 1, now() - interval '1 min' from ${place.schema}.worker
      limit 1`;
    await server.run('study', lost, `update ${place.schema}.lease set worker = 3 where job = '${second.id}'`);
    await server.run(
      'study',
      "select pg_sleep(10) where pg_postmaster_start_time() > now() - interval '10 s'",
    );
    let dropped: Lease[] = [];
    await expect
      .poll(async () => (dropped = await takeAll(other)), { timeout: 20_000, interval: 500 })
      .toHaveLength(1);
    expect(starts(dropped)).toEqual([second.range.from]);
    const status = await workStatus(await place.store());
    expect(status).toMatchObject({
      workers: [{ state: 'working' }, { state: 'working' }, { host: 'far', pid: 7, state: 'lost' }],
      ranges: [{ stage: 'judge', model: 'letters:a', waiting: 0, active: 20, done: 0 }],
    });

    for (let attempt = 0; attempt < 10; attempt += 1) {
      const [lease] = attempt === 0 ? dropped : await takeAll(other, 1);
      if (lease !== undefined) await other.release([lease], `No luck: ${attempt}.`);
    }
    expect(await other.givenUp([stage])).toEqual([
      { model: 'letters:a', reason: expect.stringMatching(/^No luck: \d\.$/), ranges: 1 },
    ]);
    expect(await workStatus(await place.store())).toMatchObject({
      givenUp: [{ stage: 'judge', model: 'letters:a', ranges: 1 }],
    });
  });

  it('are refused with other versions, which are named, as long as somebody works', async () => {
    await using place = await meeting();
    const first = await place.join();
    // Another prompt pack of its own is no difference.
    const third = await place.join({ versions: { hvsb: '1', 'prompts mine@1': 'cc' } });
    const other = { versions: { hvsb: '2', 'prompts default@1': 'bb' } };
    await expect(place.join(other)).rejects.toMatchObject({
      message: `This worker differs from process ${process.pid} on ${hostname()}, which works on the same store.`,
      expected: 'hvsb 1, prompts default@1 aa',
      found: 'hvsb 2, prompts default@1 bb',
    });
    await first.close();
    await third.close();
    await place.join(other);
  });

  it('are refused with other versions also where they begin at the same moment', async () => {
    await using place = await meeting();
    const tries = await Promise.allSettled(
      ['1', '2', '3', '4'].map((hvsb) => place.join({ versions: { hvsb } })),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const status = await workStatus(await place.store());
    if (status === null || status === 'forbidden') throw new Error('somebody works');
    expect(status.workers.filter(({ state }) => state === 'working')).toHaveLength(1);
  });

  it('know when others ask the same model about something else', async () => {
    await using place = await meeting();
    const [one, other] = [await place.join(), await place.join()];
    const own = { ...stage, key: 'other items' };
    await one.enter(stage);
    await other.enter(stage);
    expect(await other.isAskedOtherwise(stage)).toBe(false);
    await other.enter(own);
    expect(await other.isAskedOtherwise(own)).toBe(true);
    expect(await one.isAskedOtherwise(stage)).toBe(true);
    expect(await one.isAskedOtherwise({ ...own, model: 'letters:b' })).toBe(false);
    for (const lease of await takeAll(one)) await one.complete(lease);
    expect(await other.isAskedOtherwise(own)).toBe(false);
  });

  it('spend nothing of what they had taken after a sleep in which others may have got it', async () => {
    await using place = await meeting();
    const { budget } = await place.join({ budgetTokens: 1000 });
    if (budget === null) throw new Error('there is a budget');
    budget.follow(() => ({ tokens: 7, usd: 0 }));
    expect(await budget.ask({ tokens: 30, usd: 0 })).toBe(true);
    expect(budget.allowed.tokens).toBeGreaterThanOrEqual(30);
    try {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
      expect(budget.allowed).toEqual({ tokens: 7, usd: Number.POSITIVE_INFINITY });
      // The next beat gives the rest back, and what is taken then is its own again.
      const given = `select allowed_tokens from ${place.schema}.worker`;
      await expect.poll(async () => (await server.run('study', given))[0]?.[0], { timeout: 9000 }).toBe(7);
      expect(await budget.ask({ tokens: 30, usd: 0 })).toBe(true);
      expect(budget.allowed.tokens).toBeGreaterThanOrEqual(30);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never take more of a budget than there is, and leave to others what they do not spend', async () => {
    await using place = await meeting();
    const works = await Promise.all([1, 2, 3].map(() => place.join({ budgetTokens: 1000 })));
    const call = { tokens: 30, usd: 0 };
    const paid = works.map(() => 0);
    const isDone = await Promise.all(
      works.map(async ({ budget }, n) => {
        if (budget === null) throw new Error('there is a budget');
        let spent = 0;
        budget.follow(() => ({ tokens: spent, usd: 0 }));
        for (;;) {
          if (spent + call.tokens > budget.allowed.tokens && !(await budget.ask(call))) return true;
          if (spent + call.tokens > budget.allowed.tokens) continue;
          spent += 20;
          budget.paid({ tokens: 20, usd: 0 }, { tokens: spent, usd: 0 });
          paid[n] = spent;
          if (spent % 60 === 0) await budget.note();
        }
      }),
    );
    expect(isDone).toEqual([true, true, true]);
    const spent = paid.reduce((sum, tokens) => sum + tokens, 0);
    expect(spent).toBeLessThanOrEqual(1000);
    expect(spent).toBeGreaterThan(960);
    const taken = await server.run('study', `select taken_tokens from ${place.schema}.shared_run`);
    expect(Number(taken[0]?.[0])).toBeLessThanOrEqual(1000);

    // A worker that is lost keeps what it may have had in flight: eight calls of 20 tokens.
    await server.run(
      'study',
      `update ${place.schema}.worker set ended_at = null`,
      `insert into ${place.schema}.worker (run, host, pid, command, settings, models, session, seen_at,
        allowed_tokens, spent_tokens, in_flight, most_tokens)
      select run, 'far', 7, 'hvsb run', settings, models, 1, now() - interval '1 min', 900, 100, 8, 20
      from ${place.schema}.worker limit 1`,
      `update ${place.schema}.shared_run set taken_tokens = 900`,
    );
    const tokens = () => server.run('study', `select taken_tokens from ${place.schema}.shared_run`);
    await expect.poll(async () => (await tokens())[0]?.[0], { timeout: 10_000 }).toBe(260);
  });

  it('hear when one of them is asked to wait', async () => {
    await using place = await meeting();
    const [one, other] = [await place.join(), await place.join()];
    const heard: unknown[] = [];
    one.peers.follow((...news) => heard.push(['itself', ...news]));
    const stop = other.peers.follow((...news) => heard.push(news));
    const junk = ['junk', 'null', '[]', '{"worker":1,"endpoint":"x","waitMs":1e99}', ''];
    for (const said of junk) await server.run('study', `notify ${place.schema}, '${said}'`);
    one.peers.slowed('https://here', 3000);
    await expect.poll(() => heard).toEqual([['https://here', 3000]]);
    stop();
  });

  it('store times by the clock of the database, whatever their own says', async () => {
    const address = server.emptyStore();
    const now = Date.now();
    const hours = 3_600_000;
    try {
      vi.useFakeTimers({ toFake: ['Date'], now: now + 5 * hours });
      const store = await openStore(address);
      const time = Date.now();
      const run = await store.beginRun({ command: 'hvsb run', version: '1', startedAt: time });
      await store.noteRun(run, { state: 'running', updatedAt: time, endedAt: null, error: null, parts: [] });
      const [own] = await store.runs({});
      expect(Math.abs((own?.updatedAt ?? 0) - time)).toBeLessThan(hours);
      await store.close();
      vi.setSystemTime(now - 5 * hours);
      const other = await openStore(address);
      const [seen] = await other.runs({});
      expect(Math.abs((seen?.updatedAt ?? 0) - Date.now())).toBeLessThan(hours);
      expect(Math.abs((seen?.startedAt ?? 0) - Date.now())).toBeLessThan(hours);
      await other.close();
    } finally {
      vi.useRealTimers();
    }
    const schema = new URL(address).searchParams.get('schema');
    const [[stored] = []] = await server.run('study', `select updated_at from ${schema}.run`);
    expect(Math.abs(Number(stored) - now)).toBeLessThan(hours);
  });

  it('are shown to whoever may see them, and to nobody else', async () => {
    await using place = await meeting();
    expect(await workStatus(await place.store())).toBeNull();
    await place.join();
    const name = place.schema.replace('_work', '');
    await server.run(
      'study',
      `create role looks_${name} login password 'looks'`,
      `grant usage on schema ${name} to looks_${name}`,
      `grant select on all tables in schema ${name} to looks_${name}`,
    );
    const address = server.address({ user: `looks_${name}`, password: 'looks', schema: name });
    const store = await openStore(address, { readOnly: true });
    if (store.shared === undefined) throw new Error('a database is shared');
    expect(await workStatus(store.shared)).toBe('forbidden');
    await server.run(
      'study',
      `grant usage on schema ${place.schema} to looks_${name}`,
      `grant select on all tables in schema ${place.schema} to looks_${name}`,
    );
    expect(await workStatus(store.shared)).toMatchObject({ workers: [{ state: 'working' }], ranges: [] });
    await store.close();
  });
});

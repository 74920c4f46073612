import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoreError } from '../../src/errors/errors.ts';
import { PostgresConnection } from '../../src/store/postgres/connection.ts';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { all, at, StoreFixture, sampleCall, sampleJudgment } from '../../src/testing/store/store-fixture.ts';
import { workStatus } from '../../src/work/work-status.ts';
import { prepareWorkTables } from '../../src/work/work-tables.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';

describe('a connection to PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  /** What opening says, without the password in any case. */
  async function refusal(address: string, options = {}): Promise<string> {
    const error = await openPostgresStore(address, options).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StoreError)) throw new Error(`not refused: ${String(error)}`);
    expect(error.describe()).not.toContain('secret');
    return error.describe();
  }

  it('says what is wrong: the server, the password, the database', async () => {
    const { port } = server;
    expect(await refusal('postgres://ada:secret@127.0.0.1:1/study')).toMatch(
      /^postgres:\/\/ada@127\.0\.0\.1:1\/study: PostgreSQL cannot be reached at 127\.0\.0\.1/,
    );
    expect(await refusal(server.address({ password: 'another secret' }))).toMatch(
      /does not let postgres in[\s\S]*PGPASSWORD/,
    );
    expect(await refusal(server.address({ password: null }))).toMatch(/asks for a password[\s\S]*pgpass/);
    expect(await refusal(server.address({ database: 'studies' }))).toMatch(
      /no database "studies" at 127.0.0.1[\s\S]*createdb studies/,
    );
    expect(await refusal(server.address({ schema: 'nothing' }), { readOnly: true })).toMatch(
      /holds no store[\s\S]*hvsb prepare/,
    );
    expect(port).toBeGreaterThan(0);
  });

  it('makes the tables once where two programs begin at once, and refuses a newer store', async () => {
    const address = server.emptyStore();
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(address)));
    for (const store of stores) expect(await store.countScenarios({})).toEqual([]);
    for (const store of stores) await store.close();
    const schema = new URL(address).searchParams.get('schema');
    await server.run('study', `update ${schema}.store_version set number = 99`);
    expect(await refusal(address)).toMatch(/newer version of hvsb[\s\S]*found: +version 99/);
  });

  it('looks rows up by their keys, whatever the server thinks of the size of its tables', async () => {
    const address = server.emptyStore();
    const count = 2000;
    /** Rows that statements have looked at so far; sessions report them when they end. */
    const lookedAt = async (...tables: readonly string[]): Promise<number> => {
      const [row] = await server.run(
        'study',
        `select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::integer from pg_stat_user_tables
        where schemaname = '${new URL(address).searchParams.get('schema')}' and relname in ('${tables.join("', '")}')`,
      );
      return Number(row?.[0]);
    };
    const using = async (work: (fixture: StoreFixture) => Promise<void>) => {
      const store = await openPostgresStore(address);
      await work(new StoreFixture(store));
      await store.close();
    };

    await using(async (fixture) => {
      const scenarios = await fixture.prepared(count);
      const { number: condition } = await fixture.condition();
      const subjects = scenarios.map(({ number: scenario }) => ({ condition, scenario, repeat: 0 }));
      // Committed in many batches, into tables that are empty at first.
      for (let from = 0; from < count; from += 20) {
        await fixture.judge(subjects.slice(from, from + 20), 'biased');
      }
    });
    await expect.poll(() => lookedAt('call', 'judgment')).toBeGreaterThanOrEqual(count);
    expect(await lookedAt('call', 'judgment')).toBeLessThan(4 * count);

    const before = await lookedAt('scenario', 'scenario_text');
    await using(async ({ store }) => {
      expect((await all(store.scenarioTexts({}))).flat()).toHaveLength(count);
    });
    const read = async () => (await lookedAt('scenario', 'scenario_text')) - before;
    await expect.poll(read).toBeGreaterThanOrEqual(2 * count);
    expect(await read()).toBeLessThan(3 * count);
  });

  it('makes no store where it could not hold all texts, or where something else is', async () => {
    await server.run(
      'postgres',
      "create database latin encoding 'LATIN1' locale 'C' template template0",
      "create database bytes encoding 'SQL_ASCII' locale 'C' template template0",
    );
    expect(await refusal(server.address({ database: 'latin' }))).toMatch(
      /cannot hold all texts[\s\S]*expected: a database in UTF8[\s\S]*found: +LATIN1/,
    );
    expect(await refusal(server.address({ database: 'bytes' }))).toMatch(/found: +SQL_ASCII/);
    await server.run('study', 'create schema taken', 'create table taken.scenario (x integer)');
    const taken = server.address({ schema: 'taken' });
    expect(await refusal(taken)).toMatch(/holds something else[\s\S]*scenario[\s\S]*\?schema=NAME/);
    expect(await refusal(taken, { readOnly: true })).toMatch(/holds no store/);
  });

  it('needs no right to make a schema that is there, and names the right that is missing', async () => {
    const password = 'narrow';
    await server.run(
      'study',
      `create role narrow login password '${password}'`,
      'create schema given authorization narrow',
      'create schema given_work authorization narrow',
    );
    const store = await openPostgresStore(server.address({ user: 'narrow', password, schema: 'given' }));
    if (store.shared === undefined) throw new Error('a database is shared');
    await prepareWorkTables(store.shared);
    expect(await workStatus(store.shared)).toBeNull();
    await store.close();
    expect(await refusal(server.address({ user: 'narrow', password, schema: 'other' }))).toMatch(
      /gives narrow no right[\s\S]*permission denied for database study/,
    );
  });

  it('says once that the disk is full, whatever passes meanwhile, and goes on when it is not', async () => {
    const said: string[] = [];
    const connection = new PostgresConnection(server.address(), { onWait: (message) => said.push(message) });
    let isFull = true;
    const write = connection.transaction({ begin: 'begin', end: () => 'commit' }, (session) =>
      session.execute(
        `do $$ begin if ${isFull} then raise 'no space left' using errcode = '53100'; end if; end $$`,
      ),
    );
    for (let read = 0; read < 10; read += 1) {
      expect((await connection.query('select 1')).rows).toEqual([[1]]);
      await setTimeout(50);
    }
    expect(said).toEqual([
      expect.stringMatching(/^The disk of PostgreSQL is full\. Waiting for it for up to/),
    ]);
    isFull = false;
    await write;
    expect(said).toHaveLength(1);
    await connection.close();
  });

  it('loses and doubles nothing while the server is restarted, and says so in one sentence', {
    timeout: 120_000,
  }, async () => {
    const address = server.emptyStore();
    const said: string[] = [];
    const store = await openPostgresStore(address, { onWait: (message) => said.push(message) });
    const fixture = new StoreFixture(store);
    const scenarios = await fixture.prepared(200);
    const { number: condition } = await fixture.condition();
    let isDone = false;
    const restarts = (async () => {
      for (let restart = 0; restart < 3 && !isDone; restart += 1) {
        await setTimeout(300);
        await server.end(restart === 1 ? 'fast' : 'immediate');
        await setTimeout(500);
        await server.begin();
      }
    })();
    for (const { number: scenario } of scenarios) {
      await fixture.judge([{ condition, scenario, repeat: 0 }], 'biased');
      expect(await store.countJudged(condition, {}, 1)).toBeGreaterThan(0);
      await setTimeout(20);
    }
    isDone = true;
    await restarts;
    expect(await store.countJudged(condition, {}, 1)).toBe(200);
    expect(await store.usage('judge', 'letters:reader')).toMatchObject({ calls: 200, outputTokens: 600 });
    expect((await all(store.callRows())).flat()).toHaveLength(200);
    expect(said.length).toBeGreaterThan(0);
    expect(said[0]).toMatch(/Waiting for it for up to 10 min: postgres:\/\/postgres@127/);
    await store.close();
  });

  it('gives up when the time is over, with the reason', async () => {
    const connection = new PostgresConnection(server.address(), { waitMs: 300 });
    await connection.connect();
    await server.end();
    await expect(connection.query('select 1')).rejects.toThrow(
      /PostgreSQL (cannot be reached|was shut down)/,
    );
    await server.begin();
    expect((await connection.query('select 1')).rows).toEqual([[1]]);
    await connection.close();
  });

  it('tells listeners what others notify, also after a restart', async () => {
    const connection = new PostgresConnection(server.address());
    const heard: string[] = [];
    let missed = 0;
    const stop = await connection.listen(
      'work',
      (payload) => heard.push(payload),
      (_session, isAgain) => {
        if (isAgain) missed += 1;
      },
    );
    await connection.notify('work', 'one');
    await expect.poll(() => heard).toEqual(['one']);
    await server.end();
    await server.begin();
    await expect.poll(() => missed, { timeout: 20_000 }).toBe(1);
    await connection.notify('work', 'two');
    await expect.poll(() => heard, { timeout: 20_000 }).toEqual(['one', 'two']);
    await stop();
    await connection.close();
  });
});

describe('several programs on one store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  it('add answers at once, each once, and nobody else changes anything meanwhile', async () => {
    const address = server.emptyStore();
    const [one, two] = [await openPostgresStore(address), await openPostgresStore(address)];
    const fixture = new StoreFixture(one);
    const scenarios = await fixture.prepared(60);
    const locks = [
      await one.lock('hvsb judge', { isShared: true }),
      await two.lock('hvsb run', { isShared: true }),
    ];
    const third = await openPostgresStore(address);
    await expect(third.lock('hvsb remove')).rejects.toThrow(/held by process \d+ \(hvsb judge, since/);
    expect(await third.lockHolder()).toMatch(/hvsb judge/);
    // Another judge would be let in.
    expect(await third.lockHolder({ isShared: true })).toBeNull();
    const writers = [one, two].map(async (store) => {
      const { number: condition } = await new StoreFixture(store).condition();
      // In another order each, so that they meet in the middle.
      const mine = store === one ? scenarios : scenarios.toReversed();
      for (let first = 0; first < mine.length; first += 7) {
        const subjects = mine
          .slice(first, first + 7)
          .map(({ number: scenario }) => ({ condition, scenario, repeat: 0 }));
        await store.commit({
          calls: subjects.map(({ scenario }) => sampleCall(`key of ${scenario}`, condition)),
          judgments: subjects.map((subject) =>
            sampleJudgment(subject, `key of ${subject.scenario}`, 'biased'),
          ),
        });
      }
      return condition;
    });
    const [condition = 0, same] = await Promise.all(writers);
    expect(same).toBe(condition);
    expect(await third.countJudged(condition, {}, 1)).toBe(60);
    expect(await third.usage('judge', 'letters:reader')).toMatchObject({ calls: 60, inputTokens: 600 });
    for (const lock of locks) await lock.release();
    expect(await third.lockHolder()).toBeNull();
    await (await third.lock('hvsb remove')).release();
    for (const store of [one, two, third]) await store.close();
  });

  it('prepare one dataset one after the other', async () => {
    const address = server.emptyStore();
    const stores = [await openPostgresStore(address), await openPostgresStore(address)];
    await Promise.all(stores.map((store) => new StoreFixture(store).prepared(50)));
    for (const store of stores) {
      expect(await store.countScenarios({})).toEqual([
        { dataset: 'letters', form: 'statement', biased: 25, unbiased: 25, controls: 25 },
      ]);
      await store.close();
    }
  });

  it('draw the same sample at the same time', async () => {
    const address = server.emptyStore();
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(address)));
    const numbers = (await new StoreFixture(at(stores, 0)).prepared(5)).map(({ number }) => number);
    const sample = { name: 'few', seed: 1, stratify: [], createdAt: 1 };
    await Promise.all(stores.map((store) => store.putSample(sample, numbers.slice(0, 3))));
    expect(await at(stores, 1).samples()).toEqual([{ ...sample, size: 3 }]);
    expect(await at(stores, 2).sampleMembers('few')).toEqual(numbers.slice(0, 3));
    for (const store of stores) await store.close();
  });

  it('keep the lock over a restart of the server', async () => {
    const address = server.emptyStore();
    const store = await openPostgresStore(address);
    const lock = await store.lock('hvsb judge', { isShared: true });
    await server.end();
    await server.begin();
    const other = await openPostgresStore(address);
    await expect.poll(() => other.lockHolder(), { timeout: 20_000 }).toMatch(/hvsb judge/);
    await expect(other.lock('hvsb remove')).rejects.toThrow(/held by process/);
    await lock.release();
    await store.close();
    await other.close();
  });

  it('are refused answers that refer to what was removed', async () => {
    const address = server.emptyStore();
    const [one, two] = [await openPostgresStore(address), await openPostgresStore(address)];
    const fixture = new StoreFixture(one);
    const [scenario] = await fixture.prepared(1);
    const { number: condition } = await fixture.condition();
    await two.remove({ dataset: 'letters' });
    const subject = { condition, scenario: scenario?.number ?? 0, repeat: 0 };
    await expect(fixture.judge([subject], 'biased')).rejects.toThrow(/not stored/);
    expect((await all(one.callRows())).flat()).toEqual([]);
    await one.close();
    await two.close();
  });
});

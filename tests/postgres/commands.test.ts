import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/store/contract/store.ts';
import { openStore } from '../../src/store/open-store.ts';
import { copiedTables } from '../../src/store/sql/copied-tables.ts';
import { all, at } from '../../src/testing/store/store-fixture.ts';
import { hvsb, temporaryFolder } from '../support/hvsb.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';

const tables = [
  ...['scenarios', 'judgments', 'calls', 'explanations', 'agreements', 'answers', 'failures', 'ratings'],
  ...['people', 'notes'],
];

/** What no command adds without people, models that give probabilities, or a provider. */
async function addByHand(location: string): Promise<void> {
  const store = await openStore(location);
  const { number, id } = at((await all(store.scenarios({}))).flat(), 3);
  await store.saveNotes([
    { scenarioId: id, call: null, starred: true, tags: ['odd'], comment: 'Ä\0"', notedAt: 1e12 },
  ]);
  const judged = { scenario: number, person: 'Zoë', verdict: null, comment: '' };
  await store.savePersonJudgments([{ ...judged, seconds: 2.5, judgedAt: 1e12 }]);
  const score = { scenario: number, model: 'letters:a', endpoint: 'here', share: 0.2, tokens: 9 };
  await store.saveTextScores([{ ...score, minK: -7.5, minKPlusPlus: null, scoredAt: 1e12 }]);
  const batch = { marker: 'one', model: 'letters:a', endpoint: 'here', fileHash: 'ff', tokens: 3e10 };
  const sent = await store.writeBatch({ ...batch, createdAt: 1e12, keys: ['key'] });
  await store.noteBatch(sent, { state: 'submitted', remoteId: 'b', problem: 'Too many.', queueLimit: 9e10 });
  await store.close();
}

/** What no command exports. */
async function notExported(location: string): Promise<unknown> {
  const read = async (store: Store) => [await store.textScores(), await store.batches()];
  const store = await openStore(location, { readOnly: true });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

describe('commands on a store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  const study = (store: string) => `
name: shared
store: ${store}
datasets: [sample]
models: [{ model: 'baseline:coin' }, { model: 'baseline:always-biased' }]
judge: { attacks: [none, untargeted] }
explain: { n: 4 }
agree: {}
`;

  it('run, copied to a file and back: exports and measures are equal, and no password is printed', {
    timeout: 240_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const address = server.address({ password: null, schema: 'original' });
    const PGPASSWORD = PostgresServer.password;
    const printed: string[] = [];
    const run = async (words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
      const done = await hvsb(folder.path, words, { PGPASSWORD, ...environment });
      printed.push(done.stdout, done.stderr);
      expect([words, done.code, done.stderr]).toEqual([words, 0, expect.any(String)]);
      return done.stdout;
    };
    await writeFile(join(folder.path, 'study.yaml'), study(address));
    await run(['run', 'study.yaml']);
    const whole = server.address({ schema: 'original' });
    await addByHand(whole);
    const back = server.address({ schema: 'back' });
    await run(['store', 'copy', address, 'copied.db']);
    await run(['store', 'copy', 'copied.db', back]);
    const exported = async (store: string, environment = {}) => {
      const texts: string[] = [];
      for (const table of tables) {
        await run(['export', '--table', table, '--out', 'table.jsonl', ...place(store)], environment);
        texts.push(await readFile(join(folder.path, 'table.jsonl'), 'utf8'));
      }
      texts.push(await run(['metrics', '--json', ...place(store)], environment));
      return texts;
    };
    const original = await exported(address);
    expect(original.filter((text) => text === '')).toHaveLength(3);
    expect(await exported('copied.db')).toEqual(original);
    expect(await exported('', { HVSB_STORE: back })).toEqual(original);

    const scores = await notExported(whole);
    expect(scores).toMatchObject([[{ share: 0.2 }], [{ tokens: 3e10, queueLimit: 9e10 }]]);
    expect(await notExported(join(folder.path, 'copied.db'))).toEqual(scores);
    expect(await notExported(back)).toEqual(scores);
    const again = await hvsb(folder.path, ['store', 'copy', 'copied.db', back]);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
    // What comes after the copy has numbers after those that were copied.
    await run(['judge', '--model', 'baseline:always-unbiased', '--attack', 'none', ...place(back)]);
    await run(['judge', '--model', 'baseline:always-unbiased', '--attack', 'none', ...place('copied.db')]);
    const calls = async (store: string) => {
      await run(['export', '--table', 'judgments', '--out', 'table.jsonl', ...place(store)]);
      return readFile(join(folder.path, 'table.jsonl'), 'utf8');
    };
    expect(await calls(back)).toBe(await calls('copied.db'));
    expect(printed.join('\n')).not.toContain(PostgresServer.password);
  });

  it('copy every table but counters and locks', async () => {
    const address = server.address({ schema: 'every_table' });
    await (await openStore(address)).close();
    const names = await server.run(
      'study',
      "select table_name::text from information_schema.tables where table_schema = 'every_table'",
    );
    const own = ['rating_hold', 'store_revision', 'store_version', 'writer'];
    expect([...copiedTables.map(({ name }) => String(name)), ...own].toSorted()).toEqual(
      names.map(([name]) => String(name)).toSorted(),
    );
  });

  it('look with a role that may only read, and say that it may not write', {
    timeout: 120_000,
  }, async () => {
    await using folder = await temporaryFolder();
    const owner = server.address({ schema: 'looked_at' });
    const done = await hvsb(folder.path, ['prepare', '--dataset', 'sample', '--store', owner]);
    expect(done.code).toBe(0);
    await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--limit', '9', '--store', owner]);
    await server.run(
      'study',
      "create role reader login password 'reads'",
      'grant usage on schema looked_at to reader',
      'grant select on all tables in schema looked_at to reader',
    );
    const store = server.address({ user: 'reader', password: 'reads', schema: 'looked_at' });
    for (const words of [
      ['status'],
      ['metrics'],
      ['export', '--table', 'judgments', '--out', 'rows.jsonl'],
      ['report', '--out', 'report'],
    ]) {
      const looked = await hvsb(folder.path, [...words, '--store', store]);
      expect([words, looked.code, looked.stderr]).toEqual([words, 0, expect.any(String)]);
    }
    const refused = await hvsb(folder.path, ['judge', '--model', 'baseline:coin', '--store', store]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/gives reader no right/)]);
  });
});

function place(store: string): string[] {
  return store === '' ? [] : ['--store', store];
}

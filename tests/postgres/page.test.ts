import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WorkView } from '../../src/core/view/work-status.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { SharedWork } from '../../src/work/shared-work.ts';
import { hvsb, temporaryFolder } from '../support/hvsb.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';
import { ViewClient } from '../support/view/view-client.ts';

/** What `/api/view/work` says. */
async function workOn(path: string): Promise<WorkView> {
  await using client = await ViewClient.start(path);
  return await client.get<WorkView>('work');
}

describe('the page over a store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  it('shows who works on what, and what was given up with the reason', { timeout: 60_000 }, async () => {
    const address = server.emptyStore();
    const store = await openStore(address);
    if (store.shared === undefined) throw new Error('a database is shared');
    expect(await workOn(address)).toBeNull();
    const work = await SharedWork.open(store.shared, {
      ...{ command: 'hvsb run', models: ['letters:a'], versions: { hvsb: '1' }, inFlight: 8 },
      signal: new AbortController().signal,
    });
    const held = { stage: 'judge', model: 'letters:a' };
    const refused = { ...held, key: 'one', ranges: [{ from: 1, to: 10 }] };
    const refusedQueue = await work.enter(refused);
    // Each worker that takes it fails with it.
    for (let attempt = 0; (await work.givenUp([refused])).length === 0 && attempt < 20; attempt += 1) {
      const lease = await work.take(refusedQueue);
      if (lease !== null) await work.release([lease], 'The key is refused.');
    }
    const ranges = [11, 21].map((from) => ({ from, to: from + 9 }));
    await work.take(await work.enter({ ...held, key: 'two', ranges }));
    expect(await workOn(address)).toMatchObject({
      workers: [{ state: 'working', pid: process.pid, ranges: [{ ...held, ranges: 1 }] }],
      ranges: [{ ...held, waiting: 1, active: 1, done: 0, givenUp: 1 }],
      givenUp: [{ ...held, ranges: 1, reason: 'The key is refused.' }],
    });
    await work.close();
    expect(await workOn(address)).toMatchObject({ workers: [{ state: 'ended', ranges: [] }] });
    await store.close();
  });

  it('shows no workers of a store in a file', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    await (await openSqliteStore(path)).close();
    expect(await workOn(path)).toBeNull();
  });

  it('takes the password from the file, without a warning', { timeout: 60_000 }, async () => {
    await using folder = await temporaryFolder();
    const address = server.address({ password: null, schema: 'of_the_file' });
    const PGPASSFILE = join(folder.path, 'passwords');
    const line = `127.0.0.1:${server.port}:study:postgres:${PostgresServer.password}\n`;
    await writeFile(PGPASSFILE, line, { mode: 0o600 });
    const done = await hvsb(folder.path, ['prepare', '--dataset', 'sample', '--store', address], {
      PGPASSFILE,
    });
    expect([done.code, done.stderr]).toEqual([0, expect.not.stringMatching(/warning|deprecat/i)]);
  });
});

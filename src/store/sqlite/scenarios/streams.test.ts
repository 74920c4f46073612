import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { StoreFixture } from '../../../testing/store/store-fixture.ts';
import { openSqliteStore } from '../sqlite-store.ts';

it('a stream that is being read holds nothing open, so the journal can be emptied between its batches', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-rows-'));
  const path = join(folder, 'store.db');
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  const scenarios = await fixture.prepared(1500);
  const { number: condition } = await fixture.condition();
  await fixture.judge(
    scenarios.map(({ number }) => ({ condition, scenario: number, repeat: 0 })),
    'biased',
  );
  const other = new DatabaseSync(path);
  const streams = [store.scenarios({}), store.judgmentRows({}), store.labelled('judge'), store.callRows()];
  for (const stream of streams) {
    let read = 0;
    for await (const batch of stream) {
      read += batch.length;
      const emptied = other.prepare('pragma wal_checkpoint(truncate)').get();
      expect(emptied).toEqual(expect.objectContaining({ busy: 0, log: 0 }));
      await fixture.condition({ model: `letters:${read}` });
    }
    expect(read).toBe(1500);
  }
  other.close();
  await store.close();
  await rm(folder, { recursive: true });
});

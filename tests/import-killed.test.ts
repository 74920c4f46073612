import { once } from 'node:events';
import { createWriteStream, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { startHvsb, temporaryFolder } from './support/hvsb.ts';

const rows = 400_000;

/** The size of a file; 0 where there is none. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

test('an import that is killed leaves nothing behind', { timeout: 240_000 }, async () => {
  await using folder = await temporaryFolder();
  const file = createWriteStream(join(folder.path, 'judgments.csv'));
  file.write('id,scenario,gold_label,response\n');
  for (let row = 0; row < rows; row += 1) {
    if (!file.write(`${row},"Visitor ${row} was told to wait, as ever.",biased,Judgment: BIASED\n`))
      await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
  const child = startHvsb(folder.path, ['import', 'judgments', 'judgments.csv', '--model', 'lab:m']);
  const closed = once(child, 'close');
  // The journal grows with what is written and not yet committed.
  while (sizeOf(join(folder.path, 'hvsb.db-wal')) < 4_000_000 && child.exitCode === null) await wait(5);
  child.kill('SIGKILL');
  const [, signal] = await closed;
  expect(signal).toBe('SIGKILL');
  const store = await openSqliteStore(join(folder.path, 'hvsb.db'));
  try {
    expect(await store.countScenarios({})).toEqual([]);
    expect(await store.callCounts()).toEqual([]);
  } finally {
    await store.close();
  }
});

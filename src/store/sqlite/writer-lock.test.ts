import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreProcess } from '../../../tests/support/store-process.ts';
import { StoreError } from '../../errors/errors.ts';
import { sampleScenario, stream } from '../../testing/store/store-fixture.ts';
import { openSqliteStore } from './sqlite-store.ts';

const storeModule = new URL('./sqlite-store.ts', import.meta.url).href;
let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-lock-'));
  path = join(folder, 'store.db');
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((process) => process.kill()));
  await rm(folder, { recursive: true });
});

const processes: StoreProcess[] = [];

/** Locks the store, says so, and holds it until killed; or says why not and ends. */
function holder(purpose: string): StoreProcess {
  const process = new StoreProcess(`
    import { openSqliteStore } from ${JSON.stringify(storeModule)};
    const store = await openSqliteStore(${JSON.stringify(path)});
    try {
      await store.lock(${JSON.stringify(purpose)});
      console.log('held');
      setInterval(() => {}, 1000);
    } catch (error) {
      console.log('refused: ' + error.name + ' ' + error.message);
    }
  `);
  processes.push(process);
  return process;
}

describe('the writer lock', () => {
  it('names its holder to a second process, lets it read meanwhile, and goes with a killed process', async () => {
    const first = holder('hvsb judge');
    await first.line('held');
    const second = await openSqliteStore(path);
    const refusal = () => second.lock('hvsb run');
    await expect(refusal()).rejects.toThrow(StoreError);
    await expect(refusal()).rejects.toThrow(
      new RegExp(`held by process ${first.pid} \\(hvsb judge, since \\d\\d:\\d\\d:\\d\\d\\)`),
    );
    expect(await second.lockHolder()).toMatch(/held by process \d+ \(hvsb judge/);
    expect(await second.countScenarios({})).toEqual([]);
    const reader = await openSqliteStore(path, { readOnly: true });
    expect((await reader.judgmentTable({})).scenarioCount).toBe(0);
    await first.kill();
    const lock = await second.lock('hvsb run');
    await second.replaceScenarios('letters', null, stream([sampleScenario(0)]));
    // The reader was open all the time and sees what was written since.
    expect((await reader.judgmentTable({})).scenarioCount).toBe(1);
    await lock.release();
    await reader.close();
    await second.close();
  });

  it('goes to exactly one of several processes that ask at once', async () => {
    for (let index = 0; index < 4; index += 1) holder(`writer ${index}`);
    const answers = await Promise.all(
      processes.map((process) => Promise.race([process.line('held'), process.line('refused')])),
    );
    const refused = answers.filter((answer) => answer !== 'held');
    expect(refused).toHaveLength(3);
    for (const answer of refused) {
      expect(answer).toMatch(/^refused: StoreError The store is held by process \d+ \(writer \d, since /);
    }
  });

  it('goes with the store that took it', async () => {
    const first = await openSqliteStore(path);
    await first.lock('hvsb judge');
    const second = await openSqliteStore(path);
    await expect(second.lock('hvsb run')).rejects.toThrow(`held by process ${process.pid} (hvsb judge`);
    await first.close();
    await (await second.lock('hvsb run')).release();
    await second.close();
  });

  it('is not to be had for a store that was opened for reading, and leaves no file then', async () => {
    await (await openSqliteStore(path)).close();
    const reader = await openSqliteStore(path, { readOnly: true });
    await expect(reader.lock('hvsb judge')).rejects.toThrow('opened for reading');
    expect(existsSync(`${path}-lock`)).toBe(false);
    await reader.close();
  });

  it('says what to do where its file is damaged', async () => {
    await writeFile(`${path}-lock`, 'no lock '.repeat(1000));
    const store = await openSqliteStore(path);
    await expect(store.lock('hvsb judge')).rejects.toThrow('The lock file of the store is damaged.');
    await store.close();
  });
});

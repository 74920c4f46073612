import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from '../../errors/errors.ts';
import { StoreFixture, sampleCall, sampleCondition } from '../../testing/store/store-fixture.ts';
import type { Store } from '../contract/store.ts';
import { openSqliteStore } from './sqlite-store.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvsb-file-'));
  path = join(folder, 'hvsb.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The file is looked at that often at most. */
const betweenLooksMs = 30;

async function callsIn(file: string): Promise<number> {
  const store = await openSqliteStore(file, { readOnly: true });
  const counts = await store.callCounts();
  await store.close();
  return counts.reduce((sum, { calls }) => sum + calls, 0);
}

async function addCall(store: Store, key: string): Promise<void> {
  const { number } = await store.condition(sampleCondition);
  await store.commit({ calls: [sampleCall(key, number)] });
}

describe('one file is one store', () => {
  it('by whatever link it is named: a second writer is refused', async () => {
    const store = await openSqliteStore(path);
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    mkdirSync(join(folder, 'sub'));
    symlinkSync(folder, join(folder, 'sub', 'up'));
    const lock = await store.lock('hvsb judge');
    for (const name of [link, join(folder, 'sub', '..', 'hvsb.db'), join(folder, 'sub', 'up', 'link.db')]) {
      const other = await openSqliteStore(name);
      await expect(other.lock('hvsb explain')).rejects.toThrow('held by process');
      expect(await other.lockHolder()).toContain('hvsb judge');
      await other.close();
    }
    await lock.release();
    await store.close();
    expect(readdirSync(folder).sort()).toEqual(['hvsb.db', 'hvsb.db-lock', 'link.db', 'sub']);
  });

  it('a file with two names is not written to by either of them', async () => {
    await (await openSqliteStore(path)).close();
    const other = join(folder, 'other.db');
    linkSync(path, other);
    for (const name of [path, other]) {
      await expect(openSqliteStore(name)).rejects.toThrow('more than one name');
    }
    const store = await openSqliteStore(other, { readOnly: true });
    await store.close();
    rmSync(other);
    await (await openSqliteStore(path)).close();
  });
});

describe('what is no file', () => {
  it.skipIf(process.platform === 'win32')('is refused before anything is read or written', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    for (const name of [pipe, '/dev/null', '/dev/zero']) {
      await expect(openSqliteStore(name)).rejects.toThrow('a pipe or a device');
      await expect(openSqliteStore(name, { readOnly: true })).rejects.toThrow('a pipe or a device');
    }
    await expect(openSqliteStore(folder)).rejects.toThrow('This is a folder');
  });
});

describe('a store that is deleted while it is in use', () => {
  it('is noticed by the next write, and saved beside with all that was stored', async () => {
    const store = await openSqliteStore(path);
    await addCall(store, 'before');
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    await setTimeout(betweenLooksMs);
    const failure: unknown = await addCall(store, 'after').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreError);
    expect(failure).toMatchObject({ message: expect.stringContaining('deleted or replaced') });
    expect((failure as StoreError).advice).toContain(`${path}-saved`);
    await expect(store.close()).rejects.toThrow('deleted or replaced');
    renameSync(`${path}-saved`, path);
    expect(await callsIn(path)).toBeGreaterThanOrEqual(1);
    const again = await openSqliteStore(path);
    await addCall(again, 'again');
    await again.close();
  });

  it('is noticed at the end, where nothing more was written', async () => {
    const store = await openSqliteStore(path);
    await addCall(store, 'one');
    rmSync(path);
    await expect(store.close()).rejects.toThrow('deleted or replaced');
    expect(await callsIn(`${path}-saved`)).toBe(1);
  });

  it('or replaced by another: the other stays as it is', async () => {
    const store = await openSqliteStore(path);
    await addCall(store, 'one');
    renameSync(path, join(folder, 'moved.db'));
    writeFileSync(path, 'something else');
    writeFileSync(`${path}-saved`, 'of somebody else');
    await expect(store.close()).rejects.toThrow('deleted or replaced');
    expect(await callsIn(`${path}-saved-2`)).toBe(1);
  });

  it.each(['', 'something else'])(
    'or overwritten by %j is noticed by the next write, and saved beside',
    async (written) => {
      const store = await openSqliteStore(path);
      await addCall(store, 'before');
      writeFileSync(path, written);
      await setTimeout(betweenLooksMs);
      await expect(addCall(store, 'after')).rejects.toThrow('deleted or replaced');
      await expect(store.close()).rejects.toThrow('deleted or replaced');
      expect(await callsIn(`${path}-saved`)).toBeGreaterThanOrEqual(1);
    },
  );

  it('with its folder: the error says that nothing could be saved', async () => {
    const store = await openSqliteStore(path);
    await addCall(store, 'one');
    rmSync(folder, { recursive: true });
    const failure: unknown = await store.close().catch((error: unknown) => error);
    expect((failure as StoreError).advice).toContain('is lost');
    expect(existsSync(folder)).toBe(false);
  });
});

it('long texts come in small pages', async () => {
  const store = await openSqliteStore(path);
  const fixture = new StoreFixture(store);
  const { number } = await fixture.condition();
  const text = 'x'.repeat(3_000_000);
  for (let call = 0; call < 6; call += 1) {
    await store.commit({ calls: [sampleCall(`key-${call}`, number, text)] });
  }
  const sizes: number[] = [];
  for await (const rows of store.callRows()) sizes.push(rows.length);
  expect(sizes).toEqual([3, 3]);
  await store.close();
});

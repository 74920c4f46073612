import { link, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../tests/support/hvsb.ts';
import { StoreError } from '../../errors/errors.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { openSqliteStore } from './sqlite-store.ts';

async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StoreError)) throw new Error(`It did not fail as expected: ${String(error)}`);
  return error;
}

async function scenariosIn(path: string): Promise<number> {
  const store = await openSqliteStore(path, { readOnly: true });
  const [count] = await store.countScenarios({});
  await store.close();
  return (count?.biased ?? 0) + (count?.unbiased ?? 0);
}

describe('a results file that goes while it is written', () => {
  it.each(['deleted', 'replaced'])(
    'because it was %s ends the writing, and all that was stored is saved beside it',
    async (how) => {
      await using folder = await temporaryFolder();
      const path = join(folder.path, "it's here.db");
      const store = await openSqliteStore(path);
      await store.commit({ scenarios: [madeScenario(1)] });
      if (how === 'replaced') {
        const other = await openSqliteStore(join(folder.path, 'other.db'));
        await other.close();
      }
      for (const name of await readdir(folder.path)) {
        if (name.startsWith("it's here.db")) await rm(join(folder.path, name));
      }
      if (how === 'replaced') await rename(join(folder.path, 'other.db'), path);
      const error = await failureOf(store.commit({ scenarios: [madeScenario(2)] }));
      expect(error.message).toBe(
        how === 'deleted'
          ? 'The results file was deleted while it was written.'
          : 'The results file was replaced by another while it was written.',
      );
      expect(error.advice).toContain(`${path}.saved-1`);
      expect(await scenariosIn(`${path}.saved-1`)).toBe(2);
      // Once more it is refused, and no second copy is made.
      expect(await failureOf(store.commit({ scenarios: [madeScenario(3)] }))).toBe(error);
      await store.close();
      expect((await readdir(folder.path)).filter((name) => name.includes('saved'))).toHaveLength(1);
    },
  );

  it('with its folder is said to be lost', async () => {
    await using folder = await temporaryFolder();
    const inner = join(folder.path, 'inner');
    await mkdir(inner);
    const store = await openSqliteStore(join(inner, 'hvsb.db'));
    await rm(inner, { recursive: true });
    const error = await failureOf(store.commit({ scenarios: [madeScenario(1)] }));
    expect(error.advice).toContain('Nothing could be saved');
    await store.close();
  });
});

describe('one results file', () => {
  it('has one writer, whichever link names it', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    const store = await openSqliteStore(path);
    await symlink(path, join(folder.path, 'link.db'));
    const same = await openSqliteStore(join(folder.path, 'link.db'));
    const lock = await store.lock('the first');
    expect((await failureOf(same.lock('the second'))).message).toContain('the first');
    await lock.release();
    await same.close();
    await store.close();
  });

  it('goes on where another name of it is removed', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'hvsb.db');
    const store = await openSqliteStore(path);
    await link(path, join(folder.path, 'second.db'));
    await rm(join(folder.path, 'second.db'));
    await store.commit({ scenarios: [madeScenario(1)] });
    await store.close();
    expect(await scenariosIn(path)).toBe(1);
  });

  it.each(['/dev/null', 'a socket'])('is no %s', async (what) => {
    await using folder = await temporaryFolder();
    const path = what === 'a socket' ? join(folder.path, 'socket') : what;
    const server = createServer();
    if (path !== what) await new Promise<void>((resolve) => server.listen(path, resolve));
    expect((await failureOf(openSqliteStore(path))).message).toBe('This is no file that can hold results.');
    server.close();
  });
});

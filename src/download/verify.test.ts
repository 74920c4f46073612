import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitBlobId } from './verify.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-git-blob-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the git blob id', () => {
  // From `git hash-object`.
  it.each([
    ['', 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'],
    ['hello\n', 'ce013625030ba8dba906f756967f9e9ca394464a'],
    ['ä'.repeat(100_000), 'ffc04eebe2a5aa9d50fc623c84093a5c45506658'],
  ])('is the one that git gives (%#)', async (content, id) => {
    const path = join(folder, 'content');
    await writeFile(path, content);
    expect(await gitBlobId(path)).toBe(id);
  });

  it('rejects with the reason of an abort', async () => {
    const path = join(folder, 'content');
    await writeFile(path, 'content');
    const reason = new Error('enough');
    await expect(gitBlobId(path, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

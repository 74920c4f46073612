import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { feedFile } from './feed-file.ts';

/**
 * The id that git gives a file's content, hexadecimal, in one streaming pass: SHA-1 over `blob`, a space, the size in
 * bytes, a zero byte and the content (Git's documentation, "Git Internals - Git Objects"). As `git hash-object`.
 */
export async function gitBlobId(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha1').update(`blob ${(await stat(path)).size}\0`);
  await feedFile(hash, path, Number.POSITIVE_INFINITY, signal);
  return hash.digest('hex');
}

import { createHash, type Hash } from 'node:crypto';
import { feedFile } from './feed-file.ts';

/** Feeds the first `bytes` bytes of a file to a SHA-256 that can go on. */
export async function hashOfStart(path: string, bytes: number, signal?: AbortSignal): Promise<Hash> {
  const hash = createHash('sha256');
  await feedFile(hash, path, bytes, signal);
  return hash;
}

/** SHA-256 of a whole file, hexadecimal, in one streaming pass. */
export async function fileDigest(path: string, signal?: AbortSignal): Promise<string> {
  return (await hashOfStart(path, Number.POSITIVE_INFINITY, signal)).digest('hex');
}

import { createHash, type Hash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { feedFile } from './files.ts';
import type { ManifestEntry } from './manifest.ts';

/** One published file, pinned. */
export interface PublishedFile {
  /** Name in the folder that it is downloaded to. */
  readonly name: string;
  readonly url: string;
  /** Hexadecimal; null where it is not known beforehand. */
  readonly sha256: string | null;
  /**
   * The id that git gives the file at the pinned revision, hexadecimal: checked where the SHA-256 is not known. Where
   * neither is, the SHA-256 is recorded at the first download.
   */
  readonly gitBlob?: string | null;
  readonly bytes: number | null;
}

/** The hash that a file must have. */
export interface FilePin {
  readonly kind: 'sha256' | 'git-blob';
  /** Hexadecimal. */
  readonly hash: string;
  /** Whether it was known beforehand, or is that of the first download. */
  readonly from: 'published' | 'first-download';
}

/** What pins a file: its SHA-256, else its git blob id, else what the manifest recorded; null where nothing does yet. */
export function filePin(file: PublishedFile, recorded?: ManifestEntry): FilePin | null {
  if (file.sha256 !== null) return { kind: 'sha256', hash: file.sha256, from: 'published' };
  if (file.gitBlob) return { kind: 'git-blob', hash: file.gitBlob, from: 'published' };
  if (recorded?.url !== file.url) return null;
  return { kind: 'sha256', hash: recorded.sha256, from: 'first-download' };
}

/** Whether a file has the hash that pins it, in one streaming pass. */
export async function pinHolds(pin: FilePin, path: string, signal?: AbortSignal): Promise<boolean> {
  const found = await (pin.kind === 'git-blob' ? gitBlobId(path, signal) : fileDigest(path, signal));
  return found === pin.hash;
}

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

/**
 * The id that git gives a file's content, hexadecimal, in one streaming pass: SHA-1 over `blob`, a space, the size in
 * bytes, a zero byte and the content (Git's documentation, "Git Internals - Git Objects"). As `git hash-object`.
 */
export async function gitBlobId(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha1').update(`blob ${(await stat(path)).size}\0`);
  await feedFile(hash, path, Number.POSITIVE_INFINITY, signal);
  return hash.digest('hex');
}

import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { DownloadError } from '../errors/errors.ts';
import { sizeOf } from './files.ts';
import { type ManifestEntry, manifestName, readManifest, recordInManifest } from './manifest.ts';
import type { Connection, DownloadProgress } from './options.ts';
import { type PartFile, partFile, type Received, receivePart } from './receive-part.ts';
import { withRetries } from './retries.ts';
import { type FilePin, fileDigest, filePin, gitBlobId, type PublishedFile, pinHolds } from './verify.ts';

export interface FileJob {
  readonly file: PublishedFile;
  readonly folder: string;
  /** What the folder's manifest says of the file. */
  readonly recorded: ManifestEntry | undefined;
  readonly connection: Connection;
  readonly report: (progress: DownloadProgress) => void;
}

export interface DownloadedFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /** False where the right file was already there. */
  readonly fetched: boolean;
}

/**
 * Brings one file into the folder, or finds it there. Only the complete, checked file ever gets its name.
 * @throws DownloadError
 */
export async function downloadFile(job: FileJob): Promise<DownloadedFile> {
  const { file, folder } = job;
  const path = join(folder, file.name);
  const pin = filePin(file, job.recorded);
  const there = pin === null ? null : await alreadyThere(path, pin, job);
  if (there !== null) return there;
  const part = partFile(path);
  const received = await receiveChecked(pin, part, job);
  const { sha256, bytes } = received;
  // The record comes first: a file without one would be fetched again, a record without its file is harmless.
  await record(job, sha256, bytes);
  await rename(part.path, path);
  await part.removeNote();
  job.report({ kind: 'done', file: file.name, bytes, fetched: true });
  return { name: file.name, path, bytes, sha256, fetched: true };
}

async function alreadyThere(path: string, pin: FilePin, job: FileJob): Promise<DownloadedFile | null> {
  const { signal } = job.connection;
  const bytes = await sizeOf(path);
  if (bytes === null || !(await pinHolds(pin, path, signal))) return null;
  const sha256 = pin.kind === 'sha256' ? pin.hash : await fileDigest(path, signal);
  if (job.recorded?.url !== job.file.url || job.recorded.sha256 !== sha256) await record(job, sha256, bytes);
  job.report({ kind: 'done', file: job.file.name, bytes, fetched: false });
  return { name: job.file.name, path, bytes, sha256, fetched: false };
}

function record({ folder, file }: FileJob, sha256: string, bytes: number): Promise<void> {
  const downloadedAt = new Date().toISOString();
  return recordInManifest(folder, file.name, { url: file.url, sha256, bytes, downloadedAt });
}

/** Receives the file until it is right; a wrong one that was put together from two attempts gets one fresh start. */
async function receiveChecked(pin: FilePin | null, part: PartFile, job: FileJob): Promise<Received> {
  const first = await receiveWithRetries(part, job);
  const problem = await wrongFile(pin, first, part, job);
  if (problem === null) return first;
  await part.remove();
  if (!first.resumed) throw problem;
  const second = await receiveWithRetries(part, job);
  const lasting = await wrongFile(pin, second, part, job);
  if (lasting === null) return second;
  await part.remove();
  throw lasting;
}

function receiveWithRetries(part: PartFile, job: FileJob): Promise<Received> {
  const { file, connection } = job;
  const onBytes = (bytes: number, total: number | null) =>
    job.report({ kind: 'progress', file: file.name, bytes, total });
  const attemptIt = () => receivePart({ file, part, connection, onBytes });
  return withRetries(file.name, connection, job.report, attemptIt);
}

/** Why the file that arrived is not the right one; null where it is. */
async function wrongFile(
  pin: FilePin | null,
  received: Received,
  part: PartFile,
  job: FileJob,
): Promise<DownloadError | null> {
  const { file, connection } = job;
  if (file.bytes !== null && received.bytes !== file.bytes) {
    return wrongSize(file, received.bytes, connection.ifUnavailable);
  }
  if (pin?.kind === 'git-blob') {
    // Only now: this hash begins with the size, which a server need not state beforehand.
    const found = await gitBlobId(part.path, connection.signal);
    return found === pin.hash ? null : wrongHash(pin, job, `git blob ${pin.hash}`, `git blob ${found}`);
  }
  const expected = pin?.hash ?? received.linkedSha256;
  if (expected === null || received.sha256 === expected) return null;
  return wrongHash(pin, job, `SHA-256 ${expected}`, `SHA-256 ${received.sha256}`);
}

function wrongSize(file: PublishedFile, bytes: number, ifUnavailable: string): DownloadError {
  return new DownloadError('The downloaded file has the wrong size, and was removed.', {
    where: file.url,
    expected: `${file.bytes} bytes`,
    found: `${bytes} bytes`,
    advice: `The publisher may have changed it. ${ifUnavailable}`,
    canRetry: false,
  });
}

function wrongHash(pin: FilePin | null, job: FileJob, expected: string, found: string): DownloadError {
  return new DownloadError('The downloaded file is not the one expected, and was removed.', {
    where: job.file.url,
    expected,
    found,
    advice:
      pin?.from === 'first-download'
        ? `The publisher changed it since it was first downloaded. To accept that, remove it from ${join(job.folder, manifestName)}.`
        : 'The publisher may have changed it, or something on the way did. Try again from another network.',
    canRetry: false,
  });
}

/**
 * Brings one file into a folder, which is made where it is missing, and records it in the folder's `manifest.json`.
 * @throws DownloadError
 */
export async function downloadInto(
  folder: string,
  file: PublishedFile,
  connection: Connection,
  report: (progress: DownloadProgress) => void = () => {},
): Promise<DownloadedFile> {
  connection.signal?.throwIfAborted();
  await mkdir(folder, { recursive: true });
  const recorded = (await readManifest(folder)).get(file.name);
  return downloadFile({ file, folder, recorded, connection, report });
}

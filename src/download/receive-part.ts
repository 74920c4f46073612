import type { Hash } from 'node:crypto';
import { open, readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { DownloadError } from '../errors/errors.ts';
import { replaceFile, sizeOf } from './files.ts';
import { type OpenedResponse, openResponse } from './open-response.ts';
import type { Connection } from './options.ts';
import { networkError } from './retries.ts';
import { filePin, hashOfStart, type PublishedFile } from './verify.ts';

export interface Received {
  readonly bytes: number;
  /** Of the whole file, hexadecimal. */
  readonly sha256: string;
  readonly linkedSha256: string | null;
  /** Whether bytes of an earlier attempt are in it. */
  readonly resumed: boolean;
}

export interface PartJob {
  readonly file: PublishedFile;
  readonly part: PartFile;
  readonly connection: Connection;
  /** Called with the bytes that arrived so far and the size of the file, null where the server does not say. */
  onBytes(bytes: number, total: number | null): void;
}

/**
 * One attempt: brings the part file to its end, from where it ended if the server still has the same file.
 * @throws DownloadError; `canRetry` says whether another attempt can go on.
 */
export async function receivePart(job: PartJob): Promise<Received> {
  const { file, part, connection } = job;
  const arrived = await part.arrived(file.url);
  const hash = await hashOfStart(part.path, arrived?.bytes ?? 0, connection.signal);
  const wholeSize = file.bytes ?? arrived?.note.total ?? null;
  if (arrived !== null && arrived.bytes === wholeSize) {
    const { bytes, note } = arrived;
    return { bytes, sha256: hash.digest('hex'), linkedSha256: note.linkedSha256, resumed: true };
  }
  // Resume only if an entity tag proves the version, or a pinned hash will detect a mixture.
  const resumable = arrived !== null && (arrived.note.etag !== null || filePin(file) !== null);
  const from = resumable ? arrived : null;
  const response = await openResponse(file.url, rangeHeaders(from), connection);
  const resumed = from !== null && (await goesOn(response, from, job));
  const offset = resumed ? from.bytes : 0;
  const total = await wholeLength(response, offset, job);
  const note = noteOf(file.url, response, total);
  const linkedSha256 = note.linkedSha256 ?? (resumed ? from.note.linkedSha256 : null);
  const freshHash = resumed ? hash : await hashOfStart(part.path, 0);
  const writing: Writing = { response, offset, total, hash: freshHash, note: { ...note, linkedSha256 } };
  const bytes = await writeBody(writing, job);
  return { bytes, sha256: freshHash.digest('hex'), linkedSha256, resumed };
}

interface Arrived {
  readonly bytes: number;
  readonly note: PartNote;
}

function rangeHeaders(from: Arrived | null): Record<string, string> {
  const headers = { 'user-agent': 'hvsb', 'accept-encoding': 'identity' };
  if (from === null) return headers;
  const range = { ...headers, range: `bytes=${from.bytes}-` };
  return from.note.etag === null ? range : { ...range, 'if-range': from.note.etag };
}

/** Whether the response continues the part; false where it gives the whole file instead. */
async function goesOn(response: OpenedResponse, from: Arrived, job: PartJob): Promise<boolean> {
  if (response.status === 200) return false;
  const start = /^bytes (\d+)-/.exec(response.header('content-range') ?? '')?.[1];
  const etag = strongEtag(response);
  const sameFile = from.note.etag === null || etag === null || etag === from.note.etag;
  if (response.status === 206 && Number(start) === from.bytes && sameFile) return true;
  await response.body.dump();
  await job.part.remove();
  throw new DownloadError('The server cannot go on from where the download stopped.', {
    where: job.file.url,
    expected: `the same file from byte ${from.bytes}`,
    found: sameFile ? (response.header('content-range') ?? `HTTP ${response.status}`) : 'another version',
    advice: 'What arrived is removed; the next attempt starts from zero.',
    canRetry: true,
  });
}

/** The size that the file will have, null where the server does not say. */
async function wholeLength(response: OpenedResponse, offset: number, job: PartJob): Promise<number | null> {
  const length = response.header('content-length');
  const total = length === undefined ? null : offset + Number(length);
  const pinned = job.file.bytes;
  if (response.status !== 416 && (total === null || pinned === null || total === pinned)) return total;
  await response.body.dump();
  throw new DownloadError('The server has another file than the one that was pinned.', {
    where: job.file.url,
    expected: pinned === null ? 'a file' : `${pinned} bytes`,
    found: total === null || response.status === 416 ? `HTTP ${response.status}` : `${total} bytes`,
    advice: `The publisher may have changed it. ${job.connection.ifUnavailable}`,
    canRetry: false,
  });
}

function noteOf(url: string, response: OpenedResponse, total: number | null): PartNote {
  return { url, etag: strongEtag(response), total, linkedSha256: response.linkedSha256 };
}

// RFC 9110, 13.1.5: a weak entity tag must not be used in If-Range.
function strongEtag(response: OpenedResponse): string | null {
  const etag = response.header('etag');
  return etag?.startsWith('"') ? etag : null;
}

interface Writing {
  readonly response: OpenedResponse;
  readonly offset: number;
  readonly total: number | null;
  readonly hash: Hash;
  readonly note: PartNote;
}

/** Appends the body to the part, on disk when the promise resolves. Gives the part's size. */
async function writeBody(writing: Writing, job: PartJob): Promise<number> {
  const { response, offset, total, note } = writing;
  const handle = await open(job.part.path, offset > 0 ? 'a' : 'w');
  try {
    await job.part.writeNote(note);
    let bytes = offset;
    job.onBytes(bytes, total);
    for await (const chunk of arriving(response, () => bytes, total, job)) {
      await handle.writeFile(chunk);
      writing.hash.update(chunk);
      bytes += chunk.byteLength;
      job.onBytes(bytes, total);
    }
    await handle.sync();
    await refuseStrangeBytes((await handle.stat()).size, bytes, job);
    return bytes;
  } finally {
    await handle.close();
  }
}

async function* arriving(
  response: OpenedResponse,
  soFar: () => number,
  total: number | null,
  job: PartJob,
): AsyncGenerator<Uint8Array> {
  const { signal } = job.connection;
  const expectedBytes = job.file.bytes ?? total;
  try {
    yield* response.body;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw truncated(job.file.url, expectedBytes, soFar(), networkError(error, job.file.url));
  }
  if (expectedBytes !== null && soFar() < expectedBytes) {
    throw truncated(job.file.url, expectedBytes, soFar());
  }
}

function truncated(
  where: string,
  expected: number | null,
  found: number,
  cause?: DownloadError,
): DownloadError {
  return new DownloadError('The download ended before the whole file had arrived.', {
    where,
    expected: expected === null ? 'the whole file' : `${expected} bytes`,
    found: `${found} bytes${cause?.found === undefined ? '' : ` (${cause.found})`}`,
    advice: 'Run the command again: it resumes from there.',
    canRetry: true,
    cause,
  });
}

async function refuseStrangeBytes(onDisk: number, written: number, job: PartJob): Promise<void> {
  if (onDisk === written) return;
  throw new DownloadError('Another program writes to the same download.', {
    where: job.part.path,
    expected: `${written} bytes`,
    found: `${onDisk} bytes`,
    advice: 'Let one download finish before the next begins.',
    canRetry: false,
  });
}

const noteSchema = z.object({
  url: z.string(),
  etag: z.string().nullable(),
  total: z.int().nonnegative().nullable(),
  linkedSha256: z.string().nullable(),
});

/** What is known of a download under way: enough to resume it in another process. */
export type PartNote = Readonly<z.infer<typeof noteSchema>>;

/** A download under way: `NAME.part` holds what arrived, `NAME.part.json` what the server said of it. */
export interface PartFile {
  readonly path: string;
  /** Bytes that arrived so far, and their note; null where the download starts from zero. */
  arrived(url: string): Promise<{ readonly bytes: number; readonly note: PartNote } | null>;
  writeNote(note: PartNote): Promise<void>;
  removeNote(): Promise<void>;
  remove(): Promise<void>;
}

export function partFile(finalPath: string): PartFile {
  const path = `${finalPath}.part`;
  const notePath = `${path}.json`;
  const removeNote = () => rm(notePath, { force: true });
  return {
    path,
    async arrived(url) {
      const [bytes, note] = await Promise.all([sizeOf(path), readNote(notePath)]);
      return bytes && note?.url === url ? { bytes, note } : null;
    },
    writeNote: (note) => replaceFile(notePath, JSON.stringify(note)),
    removeNote,
    async remove() {
      await rm(path, { force: true });
      await removeNote();
    },
  };
}

// A note that is missing or unreadable costs a fresh start, nothing else.
async function readNote(path: string): Promise<PartNote | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

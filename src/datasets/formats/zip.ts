import { PassThrough, pipeline } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { DataError } from '../../errors/errors.ts';

/** A file in a zip archive. */
export interface ZipMember {
  readonly name: string;
  /** In bytes, unpacked. */
  readonly size: number;
  /** Streams its unpacked bytes. @throws DataError where they are damaged or packed in a way that is not known. */
  bytes(): AsyncIterable<Buffer>;
}

/** Numbers of the ways in which a member can be packed, see section 4.4.5 of the format's description. */
const methods = { stored: 0, deflate: 8, zstd: 93 } as const;

/** Whether these first bytes of a file are those of a zip archive. */
export function isZip(head: Buffer): boolean {
  // The second is an archive without members.
  return ['504b0304', '504b0506'].includes(head.subarray(0, 4).toString('hex'));
}

/**
 * The files in a zip archive (not its folders), in the archive's order. What macOS adds beside each file is left out.
 * @throws DataError where there is no such file, or it is no whole zip archive
 */
export async function readZipMembers(path: string): Promise<readonly ZipMember[]> {
  const members: ZipMember[] = [];
  let archive: ZipFile | undefined;
  try {
    archive = await openArchive(path);
    for await (const entry of archive.eachEntry()) {
      const name = entry.fileName;
      if (name.endsWith('/') || /(^|\/)(__MACOSX\/|\.DS_Store$)/.test(name)) continue;
      members.push({ name, size: entry.uncompressedSize, bytes: () => memberBytes(path, entry) });
    }
  } catch (error) {
    throw zipError(path, error);
  } finally {
    archive?.close();
  }
  return members;
}

async function* memberBytes(path: string, entry: Entry): AsyncGenerator<Buffer> {
  const archive = await openArchive(path);
  try {
    // An entry says where its bytes are, whichever opening of the archive it came from.
    yield* unpacked(archive, entry, path);
  } catch (error) {
    throw zipError(`${path} (${entry.fileName})`, error);
  } finally {
    archive.close();
  }
}

async function* unpacked(archive: ZipFile, entry: Entry, path: string): AsyncGenerator<Buffer> {
  const { compressionMethod: method } = entry;
  const isKnown = Object.values(methods).some((known) => known === method);
  if (!isKnown || entry.isEncrypted()) {
    throw new DataError('A file in the zip archive cannot be unpacked.', {
      where: `${path} (${entry.fileName})`,
      expected: 'one that is stored, deflated or packed with zstd, without a password',
      found: entry.isEncrypted() ? 'one with a password' : `method ${method}`,
      advice: 'Unpack the archive and read the file itself.',
    });
  }
  // For deflated members the library's default, as of 3.4 the only value that unpacks them.
  const options = method === methods.deflate ? {} : { decodeFileData: false };
  const raw = await archive.openReadStreamPromise(entry, options);
  const decoder = method === methods.zstd ? createZstdDecompress() : new PassThrough();
  // The callback is needed for the pipeline to take no part in error handling: errors arrive through the loop.
  for await (const chunk of pipeline(raw, decoder, () => {})) yield chunk;
}

async function openArchive(path: string): Promise<ZipFile> {
  const { openPromise } = await import('yauzl');
  return openPromise(path, { lazyEntries: true, autoClose: false });
}

function zipError(where: string, error: unknown): unknown {
  if (error instanceof DataError || !(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ENOENT') {
    return new DataError('There is no such file.', { where, advice: 'Check the path.', cause: error });
  }
  return new DataError('The zip archive is damaged or cut off.', {
    where,
    expected: 'a whole zip archive',
    found: error.message.slice(0, 200),
    advice: 'Download or copy it again.',
    cause: error,
  });
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { DataError } from '../../errors/errors.ts';
import { packingOf, unpack } from './unpack.ts';
import { isZip, readZipMembers } from './zip.ts';

/** What a file holds when it is unpacked. */
export interface FileContent {
  readonly kind: 'text' | 'parquet' | 'xlsx';
  /** Its name without what packed it: of `a.csv.gz`, and of a zip archive of `a.csv`, it is `a.csv`. */
  readonly name: string;
  /** Whether the file is the content itself, so that parts of it can be read. */
  readonly isPlain: boolean;
  /** Streams the content from its beginning, each time again. */
  bytes(): AsyncIterable<Buffer>;
}

/**
 * Finds out from the first bytes what a file is and how it is packed; its name does not matter.
 * @throws DataError where the file is not there, cannot be read, or is of a kind that is not read
 */
export async function openContent(path: string): Promise<FileContent> {
  await checkFile(path);
  let name = path;
  let isPlain = true;
  let bytes: () => AsyncIterable<Buffer> = () => fileBytes(path);
  for (;;) {
    const head = await firstBytes(bytes());
    const packing = packingOf(head);
    if (packing !== null) {
      const packed = bytes;
      bytes = () => unpack(packed(), packing, path);
      name = name.replace(/\.(gz|gzip|zst|zstd)$/i, '');
      isPlain = false;
    } else if (isZip(head)) {
      if (!isPlain) throw packedTwice(path);
      const members = await readZipMembers(path);
      if (members.some((member) => member.name === '[Content_Types].xml')) {
        return { kind: 'xlsx', name, isPlain, bytes };
      }
      const member = onlyMember(members, path);
      bytes = () => member.bytes();
      name = member.name;
      isPlain = false;
    } else {
      checkKind(head, path);
      return {
        kind: head.subarray(0, 4).toString('latin1') === 'PAR1' ? 'parquet' : 'text',
        name,
        isPlain,
        bytes,
      };
    }
  }
}

async function* fileBytes(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  try {
    for await (const chunk of file) yield chunk;
  } catch (error) {
    throw readError(path, error);
  } finally {
    file.destroy();
  }
}

const headLength = 32;

async function firstBytes(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    head = Buffer.concat([head, chunk.subarray(0, headLength)]);
    if (head.length >= headLength) break;
  }
  return head.subarray(0, headLength);
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw readError(path, error);
  });
  if (found.isFile()) return;
  if (found.isDirectory()) throw new DataError('This is a folder, not a file.', { where: path });
  throw new DataError('This is a pipe or a device, and the file is read more than once.', {
    where: path,
    expected: 'a file',
    advice: 'Save it as a file first; packed files (gzip, zstd, zip) are read as they are.',
  });
}

function onlyMember<Member extends { readonly name: string }>(
  members: readonly Member[],
  path: string,
): Member {
  const [member, ...others] = members;
  if (member !== undefined && others.length === 0) return member;
  throw new DataError('The zip archive holds not one file but several or none.', {
    where: path,
    expected: 'one file',
    found:
      members.length === 0
        ? 'none'
        : members
            .map(({ name }) => name)
            .join(', ')
            .slice(0, 200),
    advice: 'Unpack it and name the files that you mean.',
  });
}

function packedTwice(path: string): DataError {
  return new DataError('The file is a zip archive that is packed once more.', {
    where: path,
    advice: 'Unpack it until it is a zip archive or the file itself.',
  });
}

/** First bytes of files that people have and that hold no rows for this program. */
const otherKinds: readonly (readonly [start: string, name: string, advice: string])[] = [
  [
    'd0cf11e0',
    'a workbook of Excel 97 to 2003 (.xls)',
    'Save it as "Excel Workbook (*.xlsx)" or as "CSV UTF-8 (Comma delimited) (*.csv)".',
  ],
  ['25504446', 'a PDF', 'Name the file with the rows.'],
  ['53514c69', 'an SQLite database', 'Name the file with the rows; a results file is named with --store.'],
  ['425a68', 'packed with bzip2', 'Unpack it, or pack it with gzip.'],
  ['fd377a58', 'packed with xz', 'Unpack it, or pack it with gzip.'],
  ['377abcaf', 'packed with 7-Zip', 'Unpack it, or pack it with gzip.'],
  ['4152524f5731', 'an Arrow file', 'Save it as Parquet, CSV or JSON Lines.'],
  ['3c21646f6374797065', 'a web page', 'Download the file itself.'],
  ['3c21444f4354595045', 'a web page', 'Download the file itself.'],
  ['3c68746d6c', 'a web page', 'Download the file itself.'],
  [
    Buffer.from('version https://git-lfs').toString('hex'),
    'a pointer of Git LFS to the file',
    'Fetch the file itself, for example with "git lfs pull".',
  ],
  ['8005', 'a Python pickle', 'Save it as Parquet, CSV or JSON Lines.'],
  ['8004', 'a Python pickle', 'Save it as Parquet, CSV or JSON Lines.'],
];

function checkKind(head: Buffer, path: string): void {
  const hex = head.toString('hex');
  const other = otherKinds.find(([start]) => hex.startsWith(start));
  if (other === undefined) return;
  throw new DataError('This kind of file is not read.', {
    where: path,
    expected: 'CSV or TSV, JSON or JSON Lines, Parquet, or .xlsx',
    found: other[1],
    advice: other[2],
  });
}

function readError(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) return error;
  const details = { where: path, cause: error };
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new DataError('There is no such file.', { ...details, advice: 'Check the path.' });
  }
  return new DataError('The file cannot be read.', { ...details, found: code });
}

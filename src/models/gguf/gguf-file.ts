import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointError } from '../../errors/errors.ts';
import { isFileOf, isLaterPart, modelsFolder } from '../../lm/hub/models-folder.ts';
import type { Environment } from '../provider.ts';

const magic = 'GGUF';
const published = /^(?<repository>[\w.-]+\/[\w.-]+):(?<quantization>[\w.-]+)$/;

/**
 * The file that `gguf:` names: a path, or `ORG/REPO:QUANT` after it was downloaded.
 * @throws CheckpointError where there is no such file
 */
export function ggufFile(name: string, environment: Environment): string {
  if (statSync(name, { throwIfNoEntry: false })?.isDirectory() === true) throw folderGiven(name);
  if (existsSync(name)) return name;
  const { repository, quantization } = published.exec(name)?.groups ?? {};
  if (repository === undefined || quantization === undefined) {
    throw new CheckpointError('There is no such GGUF file.', {
      where: name,
      expected: 'the path of a file that ends in .gguf, or ORG/REPO:QUANT of one that was downloaded',
      advice: 'Fetch one with "hvsb model download ORG/REPO:QUANT", or make one with "hvsb model export".',
    });
  }
  const folder = join(modelsFolder(environment), repository);
  const found = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.gguf')) : [];
  const [file] = found.filter((each) => isFileOf(each, quantization) && !isLaterPart(each)).sort();
  if (file !== undefined) return join(folder, file);
  throw new CheckpointError('The GGUF file is not on this machine.', {
    where: folder,
    expected: `a file of the quantization ${quantization}`,
    found: found.join(', ') || 'none',
    advice: `Fetch it with "hvsb model download ${name}".`,
  });
}

/** Files up to this size are hashed whole; of larger ones, which take minutes, the beginning and pieces all over. */
const wholeBytes = 2 ** 28;
const pieces = 1024;
const pieceBytes = 2 ** 16;

/**
 * Replaces an address: a hash of the file, so that other weights are another model, and a copy elsewhere is the same. Of files
 * above 256 MiB it is taken over the size and 64 MiB in 1,024 pieces.
 * @throws CheckpointError where it is no GGUF file
 */
export function ggufFingerprint(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const piece = Buffer.allocUnsafe(pieceBytes);
    const begins = readSync(file, piece, 0, magic.length, 0);
    if (begins < magic.length || piece.toString('latin1', 0, magic.length) !== magic) throw notGguf(path);
    const step = size <= wholeBytes ? pieceBytes : Math.ceil(size / pieces);
    const hash = createHash('sha256').update(`gguf ${size}\0`);
    for (let at = 0; at < size; at += step) {
      hash.update(piece.subarray(0, readSync(file, piece, 0, pieceBytes, at)));
    }
    return `sha256:${hash.digest('hex').slice(0, 32)}`;
  } finally {
    closeSync(file);
  }
}

function folderGiven(where: string): CheckpointError {
  const files = readdirSync(where).filter((file) => file.endsWith('.gguf'));
  return new CheckpointError('The name is that of a folder.', {
    where,
    expected: 'the path of a file that ends in .gguf',
    found: files.length === 0 ? 'a folder without such a file' : `a folder with ${files.join(', ')}`,
    advice: 'Name the file; a folder with safetensors is run as checkpoint:FOLDER.',
  });
}

function notGguf(where: string): CheckpointError {
  return new CheckpointError('The file is no GGUF file.', {
    where,
    expected: `a file that begins with ${magic}`,
    advice:
      'A folder with safetensors is run as checkpoint:FOLDER; "hvsb model export" makes a GGUF file of it.',
  });
}

import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HvsbError } from '../../errors/errors.ts';
import { RequestError } from '../problems.ts';

// Letters may be written with marks: "données" on some disks, and most words of Hindi.
const studyName = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._-]{0,99}\.ya?ml$/u;
const tableName =
  /^[\p{L}\p{N}_][\p{L}\p{M}\p{N} ._()-]{0,149}\.(?:csv|tsv|json|jsonl|ndjson|parquet|xlsx)$/iu;

/** A study file as it is on the disk. */
export interface StudyText {
  readonly text: string;
  /** Null where there is none. */
  readonly hash: string | null;
}

/**
 * The folder in which studies are set up: the page reads and writes here and nowhere else, under names that the operating system,
 * shells and web pages take for nothing but names. No file is overwritten unless the page has seen what is in it.
 */
export class StudyFolder {
  readonly path: string;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Names of files that may be studies, in the order of the alphabet. */
  async studyFiles(): Promise<readonly string[]> {
    const entries = await readdir(this.path, { withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => !entry.isDirectory() && studyName.test(entry.name))
      .map(({ name }) => name)
      .sort();
  }

  /** @throws RequestError 400 for a name that is none, 403 for a link out of the folder */
  async readStudy(name: string): Promise<StudyText> {
    const file = await this.#studyPath(name);
    try {
      const text = await readFile(file, 'utf8');
      return { text, hash: hashOf(text) };
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { text: '', hash: null };
      throw unreadable(name, error);
    }
  }

  /**
   * Writes a study file, whole or not at all.
   * @param replaces hash of what it takes the place of; null where there is nothing.
   * @returns its hash.
   * @throws RequestError 409 where another file is there, 422 where it cannot be written
   */
  writeStudy(name: string, text: string, replaces: string | null): Promise<string> {
    const written = this.#turn.then(() => this.#writeStudy(name, text, replaces));
    this.#turn = written.catch(() => undefined);
    return written;
  }

  async #writeStudy(name: string, text: string, replaces: string | null): Promise<string> {
    const file = await this.#studyPath(name);
    const { hash } = await this.readStudy(name);
    if (hash !== replaces) throw changed(name, hash);
    try {
      if (hash === null) await writeNew(file, text, 0o666);
      else await replace(file, text);
    } catch (error) {
      throw hasCode(error, 'EEXIST') ? changed(name, '') : unwritable(name, error);
    }
    return hashOf(text);
  }

  /** Writes a table that the page sends. @throws RequestError 400 for a name that is none, 409 where there is such a file */
  async writeTable(name: string, bytes: Uint8Array): Promise<void> {
    if (!tableName.test(name)) {
      throw new RequestError(400, 'A file of this name is not taken.', {
        expected:
          'letters, digits, blanks, dots, dashes, and an ending such as .csv, .jsonl, .parquet or .xlsx',
        found: JSON.stringify(name.slice(0, 200)),
        advice: 'Give it another name.',
      });
    }
    try {
      await writeNew(join(this.path, name), bytes, 0o666);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw unwritable(name, error);
      throw new RequestError(409, `There is a file ${name} in the folder already; it was not changed.`, {
        advice: 'Choose it from the list, or give yours another name.',
      });
    }
  }

  /** The path of a table in the folder. @throws RequestError 403 where it is not in it, 404 where it is not there */
  async tablePath(name: string): Promise<string> {
    const path = resolve(this.path, name);
    if (isAbsolute(name) || name.includes('\0') || !isWithin(this.path, path)) throw outside(name);
    const real = await realpath(path).catch(() => null);
    if (real === null) throw new RequestError(404, `There is no file ${name} in the folder.`);
    if (!isWithin(await realpath(this.path), real)) throw outside(name);
    if (!(await stat(real)).isFile()) throw new RequestError(422, `${name} is not a file.`);
    return real;
  }

  async #studyPath(name: string): Promise<string> {
    if (!studyName.test(name)) {
      throw new RequestError(400, 'A study file cannot have this name.', {
        expected: 'letters, digits, blanks, dots and dashes, and the ending .yaml',
        found: JSON.stringify(name.slice(0, 200)),
        advice: 'For example study.yaml.',
      });
    }
    const path = join(this.path, name);
    const real = await realpath(path).catch(() => null);
    if (real === null) return path;
    if (!isWithin(await realpath(this.path), real)) throw outside(name);
    return real;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function writeNew(file: string, content: string | Uint8Array, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function replace(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}.part`;
  const { mode } = await stat(file);
  // A file that is not to be written is not replaced either.
  await (await open(file, constants.O_WRONLY)).close();
  await writeNew(draft, text, mode);
  try {
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function changed(name: string, hash: string | null): RequestError {
  return hash === null
    ? new RequestError(409, `${name} is not there any more.`, { advice: 'Save it again as a new file.' })
    : new RequestError(
        409,
        `${name} is in the folder already and is not what this page has read; it was not changed.`,
        {
          advice: 'Load it as it is there, or save under another name.',
        },
      );
}

function outside(name: string): RequestError {
  return new RequestError(403, 'This file is not in the folder of the study.', {
    found: JSON.stringify(name.slice(0, 200)),
    advice: 'Copy it there first.',
  });
}

function unreadable(name: string, error: unknown): RequestError {
  return new RequestError(422, `${name} cannot be read.`, { found: codeOf(error) });
}

function unwritable(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof HvsbError || !('code' in error)) return error;
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT';
  return new RequestError(422, `${name} could not be written.`, {
    found: isFull ? 'the disk is full' : codeOf(error),
    advice: isFull ? 'Make room and try again.' : 'Check the rights of the folder.',
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error ? error.message.replace(/,.*$/, '') : 'another error';
}

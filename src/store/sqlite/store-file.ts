import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError } from '../../errors/errors.ts';

/** The file that a path means, whatever links lead to it; it need not be there. One file has one name here. */
export function storeFilePath(path: string): string {
  if (path === ':memory:') return path;
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    const folder = dirname(whole);
    return join(existsSync(folder) ? realpathSync(folder) : folder, basename(whole));
  }
}

/**
 * Refuses what cannot be one store.
 * @param file undefined where there is none
 * @throws StoreError for a folder, a pipe or a device; for a file that is to be written and has other names
 */
export function checkStoreFile(location: string, file: Stats | undefined, readOnly: boolean): void {
  if (file === undefined) return;
  if (file.isDirectory()) {
    throw new StoreError('This is a folder, not a results file.', {
      where: location,
      advice: 'Name a file with --store.',
    });
  }
  if (!file.isFile()) {
    throw new StoreError('This is a pipe or a device, not a results file.', {
      where: location,
      expected: 'a file, or a name that nothing has yet',
      advice: 'Name a file with --store.',
    });
  }
  if (readOnly || file.nlink === 1) return;
  throw new StoreError('The results file has more than one name (hard links), so it could be damaged.', {
    where: location,
    expected: 'one name',
    found: `${file.nlink} names`,
    advice: 'Copy it with "cp" and write to the copy, or remove its other names.',
  });
}

/** What is asked of the connection to the file. */
interface OpenFile {
  execute(sql: string): void;
}

/** Each look takes as long as storing an answer: not one for every few answers, where thousands come in a second. */
const lookEveryMs = 20;

/** Sees to it that the file which is written to is still the one that its name means. */
export class StoreFile {
  readonly #connection: OpenFile;
  readonly #path: string;
  readonly #location: string;
  readonly #opened: Stats | undefined;
  #saved: string | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** When its first bytes were last read. */
  #seen: Stats | undefined;
  #isDatabase: boolean;

  /** @param path of the file as `storeFilePath` gives it, which is open by now */
  constructor(connection: OpenFile, path: string, location: string) {
    this.#connection = connection;
    this.#path = path;
    this.#location = location;
    this.#opened = statSync(path, { throwIfNoEntry: false });
    this.#seen = this.#opened;
    this.#isDatabase = this.#opened !== undefined && beginsAsDatabase(path);
  }

  /**
   * After a write, which goes into the file that was opened, wherever it is now. Looks fifty times a second at most;
   * what is stored meanwhile is saved, too.
   * @throws StoreError where its name means no file any more or another one, or the file was overwritten; what was stored is saved beside it then
   */
  check(): void {
    const now = performance.now();
    if (now - this.#lookedAt < lookEveryMs) return;
    if (this.#isThere()) {
      this.#lookedAt = now;
      return;
    }
    throw this.#gone(this.#save());
  }

  /** At the end. @throws StoreError as `check` */
  close(): void {
    if (this.#isThere()) return;
    // Again, for what was written since the first time.
    throw this.#gone(this.#save());
  }

  #isThere(): boolean {
    const now = statSync(this.#path, { throwIfNoEntry: false });
    if (now === undefined || now.ino !== this.#opened?.ino || now.dev !== this.#opened.dev) return false;
    return !this.#isOverwritten(now);
  }

  /** Whether something else was written into the file: it was a database, and is none any more. */
  #isOverwritten(now: Stats): boolean {
    if (now.mtimeMs === this.#seen?.mtimeMs && now.size === this.#seen.size) return false;
    const wasDatabase = this.#isDatabase;
    const isDatabase = beginsAsDatabase(this.#path);
    if (wasDatabase && !isDatabase) return true;
    this.#seen = now;
    this.#isDatabase = isDatabase;
    return false;
  }

  /** A copy of all that is stored, under a name that nothing else has; null where it cannot be made. */
  #save(): string | null {
    const target = this.#saved ?? freeName(`${this.#path}-saved`);
    const draft = `${target}-${process.pid}`;
    try {
      this.#connection.execute(`vacuum into '${draft.replaceAll("'", "''")}'`);
      renameSync(draft, target);
      this.#saved = target;
    } catch {
      rmSync(draft, { force: true });
    }
    return this.#saved;
  }

  #gone(saved: string | null): StoreError {
    const advice =
      saved === null
        ? 'What was stored in this run could not be saved beside it, and is lost.'
        : `Everything that was stored is saved in ${saved}. Give it the name again and run the same command: it resumes from there.`;
    return new StoreError('The results file was deleted or replaced while it was in use.', {
      where: this.#location,
      advice,
    });
  }
}

function beginsAsDatabase(path: string): boolean {
  const start = Buffer.alloc(16);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, start, 0, start.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
  return start.toString('latin1') === 'SQLite format 3\0';
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let number = 2; existsSync(name); number += 1) name = `${wanted}-${number}`;
  return name;
}

import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { redact } from '../keys/redact.ts';

/** What is looked at for the reason why a server ended, from its end. */
const tailBytes = 64 * 1024;
const longestLine = 200;

/**
 * The folder of the logs of servers, beside the results file: `hvsb-servers` beside `hvsb.db`.
 * @param other where the results are in no file
 */
export function logFolder(store: string, other: string): string {
  if (store === '' || /:memory:|:\/\//.test(store)) return join(other, 'logs');
  return join(dirname(store), `${basename(store, extname(store))}-servers`);
}

/** What a server prints, in a file that stays. Each start of a server is added to it. */
export class ServerLog {
  readonly path: string;
  readonly #file: number;
  readonly #begin: number;
  readonly #secrets: readonly string[];

  constructor(folder: string, model: string, command: string, secrets: readonly string[]) {
    mkdirSync(folder, { recursive: true });
    this.path = join(folder, `${model.replace(/\W*[^\w.]\W*/g, '-')}.log`);
    this.#file = openSync(this.path, 'a+', 0o600);
    this.#secrets = secrets;
    writeSync(this.#file, `=== ${new Date().toISOString()} hvsb starts: ${redact(command, secrets)}\n`);
    this.#begin = this.size;
  }

  /** For the server to write to. */
  get file(): number {
    return this.#file;
  }

  /** Bytes; grows with whatever the server prints, a bar of progress included. */
  get size(): number {
    return fstatSync(this.#file).size;
  }

  /** The last lines of this start, without colours and keys. */
  lines(most: number): readonly string[] {
    const lines = this.tail()
      .split(/[\r\n]+/)
      .map((line) => line.trimEnd())
      .filter((line) => line.trim() !== '');
    return lines
      .slice(-most)
      .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
  }

  /** The end of what this start printed, without colours and keys. */
  tail(): string {
    const from = Math.max(this.#begin, this.size - tailBytes);
    const bytes = Buffer.alloc(Math.max(0, this.size - from));
    const length = readSync(this.#file, bytes, 0, bytes.length, from);
    const text = stripVTControlCharacters(bytes.toString('utf8', 0, length));
    return redact(text, this.#secrets);
  }

  close(): void {
    closeSync(this.#file);
  }
}

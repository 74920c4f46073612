import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { compileCache } from './hvsb.ts';

/** Another process at work on a store: a script of ES module code, which may import the project's files by URL. */
export class StoreProcess {
  /** What it wrote so far, line by line. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  /** `user`: run as this user and group number, where one may change that. */
  constructor(script: string, user?: number) {
    const identity = user === undefined ? {} : { uid: user, gid: user };
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...(user === undefined ? { NODE_COMPILE_CACHE: compileCache } : {}) },
      ...identity,
    });
    this.#exit = once(this.#child, 'close');
    if (this.#child.stdout === null) throw new Error('the process has no output');
    createInterface(this.#child.stdout).on('line', (line) => this.lines.push(line));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The line that first contains `text`, waited for as long as the process lives. */
  async line(text: string): Promise<string> {
    let ended = false;
    this.#exit.then(() => {
      ended = true;
    });
    for (;;) {
      const found = this.lines.find((line) => line.includes(text));
      if (found !== undefined) return found;
      if (ended) throw new Error(`the process ended without "${text}": ${this.lines.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    await this.#exit;
  }

  /** As `kill -9` does: nothing is flushed or closed. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }
}

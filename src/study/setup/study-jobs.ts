import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { StudyJob } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';
import { findProcess } from '../../models/managed/process-table.ts';
import type { Environment } from '../../models/provider.ts';
import { RunLogReader } from './run-log.ts';

/** How hvsb itself is started. */
export interface OwnProgram {
  readonly command: string;
  /** Before the words of a command line. */
  readonly args: readonly string[];
}

const recordSchema = z.object({
  id: z.uuid(),
  file: z.string(),
  host: z.string(),
  pid: z.int().positive(),
  /** Of the process, as the system says it: the same number again may be another process. */
  process: z.string(),
  startedAt: z.number(),
  stopAsked: z.boolean(),
});

type JobRecord = z.infer<typeof recordSchema>;

/**
 * Runs of studies as processes of their own, which go on when the page and its server end. What is needed to find them again is in
 * `.hvsb/runs` of the study's folder, a record and a file of events each.
 */
export class StudyJobs {
  readonly #folder: string;
  readonly #program: OwnProgram;
  readonly #readers = new Map<string, RunLogReader>();
  readonly #ended = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param folder of the study files; runs are started in it. */
  constructor(folder: string, program: OwnProgram) {
    this.#folder = folder;
    this.#program = program;
  }

  /**
   * Of each study file the run that goes on, else the newest; newest first. Where two servers start a study at once the second run
   * fails, and must not hide the first.
   */
  list(): readonly StudyJob[] {
    const newestFirst = this.#records().toSorted((one, other) => other.startedAt - one.startedAt);
    return [...Map.groupBy(newestFirst, ({ file }) => file).values()]
      .flatMap((records) => records.find((record) => this.#goesOn(record)) ?? records.slice(0, 1))
      .toSorted((one, other) => other.startedAt - one.startedAt)
      .map((record) => this.#jobOf(record));
  }

  /**
   * Starts the run of a study file; one that was stopped goes on.
   * @param words further ones of the command line
   * @throws UsageError where a run of the file goes on, or the program cannot be started here
   */
  start(file: string, words: readonly string[], environment: Environment): Promise<StudyJob> {
    // Two pages may ask at once.
    const started = this.#turn.then(() => this.#start(file, words, environment));
    this.#turn = started.catch(() => undefined);
    return started;
  }

  /**
   * Asks a run to stop: what is in flight is waited for and stored. Asked again, with `atOnce`, it is given up.
   * @throws UsageError where it does not go on
   */
  stop(id: string, atOnce: boolean): StudyJob {
    const record = this.#records().find((each) => each.id === id);
    // A process that has said how it ended takes a moment to go.
    if (record === undefined || !isRunning(record) || !isUnderWay(this.#jobOf(record))) {
      throw new UsageError('This run does not go on any more.', {
        advice: 'Load the page again to see how it ended.',
      });
    }
    if (!record.stopAsked || atOnce) process.kill(record.pid, 'SIGINT');
    const stopped = { ...record, stopAsked: true };
    try {
      this.#write(stopped);
    } catch {
      // On a full disk, where runs are to be stopped most of all: it ends the same, and is called incomplete.
    }
    return this.#jobOf(stopped);
  }

  async #start(file: string, words: readonly string[], environment: Environment): Promise<StudyJob> {
    const running = this.list().find((job) => job.file === file && isUnderWay(job));
    if (running !== undefined) {
      throw new UsageError('This study is running already.', {
        where: file,
        advice: 'Follow it on this page, or stop it first.',
      });
    }
    const id = randomUUID();
    try {
      mkdirSync(this.#runs, { recursive: true, mode: 0o700 });
      const output = openSync(this.#path(id, 'log'), 'wx', 0o600);
      try {
        const pid = await this.#spawn(
          ['run', file, '--events', this.#path(id, 'jsonl'), ...words],
          output,
          environment,
        );
        const record = {
          ...{ id, file, pid, host: hostname(), startedAt: Date.now(), stopAsked: false },
          process: findProcess(pid)?.startedAt ?? '',
        };
        try {
          this.#write(record);
        } catch (cause) {
          // Nobody could find it again.
          process.kill(pid, 'SIGTERM');
          throw cause;
        }
        return this.#jobOf(record);
      } finally {
        closeSync(output);
      }
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause)) throw cause;
      throw new UsageError('The study could not be started.', {
        where: this.#runs,
        found: cause.message,
        advice: 'Check the disk and the rights of the folder.',
        cause,
      });
    }
  }

  #spawn(words: readonly string[], output: number, environment: Environment): Promise<number> {
    const { command, args } = this.#program;
    // The run is in the folder already, and must not enter that of the npm script which started the page.
    const { npm_lifecycle_event: _, ...variables } = environment;
    const child = spawn(command, [...args, ...words], {
      cwd: this.#folder,
      env: variables,
      detached: true,
      stdio: ['ignore', output, output],
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', () => {
        child.unref();
        resolve(child.pid ?? 0);
      });
    });
  }

  /** A run that has ended is not looked for again. */
  #goesOn(record: JobRecord): boolean {
    if (this.#ended.has(record.id)) return false;
    const goesOn = isUnderWay(this.#jobOf(record));
    if (!goesOn) this.#ended.add(record.id);
    return goesOn;
  }

  #jobOf(record: JobRecord): StudyJob {
    const { id, file, startedAt, stopAsked } = record;
    // Asked first: what a process writes before it ends is read then.
    const runs = isRunning(record);
    const reader = this.#readers.get(id) ?? new RunLogReader(this.#path(id, 'jsonl'));
    this.#readers.set(id, reader);
    const { doing, progress, notices, end } = reader.read();
    const common = { id, file, startedAt, endedAt: end?.at ?? null, doing, progress, notices, error: null };
    if (end?.kind === 'failed') return { ...common, state: 'failed', error: end.message };
    if (end?.kind === 'ended') {
      const state = end.partial ? (stopAsked ? 'stopped' : 'partial') : 'complete';
      return { ...common, state };
    }
    if (runs) return { ...common, state: stopAsked ? 'stopping' : 'running' };
    if (stopAsked) return { ...common, state: 'stopped' };
    return { ...common, state: 'lost', error: this.#lastWords(id) };
  }

  /** The end of what a run printed that ended without a word to programs. */
  #lastWords(id: string): string | null {
    try {
      const text = readFileSync(this.#path(id, 'log'), 'utf8').trim();
      return text === '' ? null : text.split('\n').slice(-8).join('\n');
    } catch {
      return null;
    }
  }

  get #runs(): string {
    return join(this.#folder, '.hvsb', 'runs');
  }

  #path(id: string, ending: 'json' | 'jsonl' | 'log'): string {
    return join(this.#runs, `${id}.${ending}`);
  }

  #records(): readonly JobRecord[] {
    let names: readonly string[];
    try {
      names = readdirSync(this.#runs).filter((name) => name.endsWith('.json'));
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      try {
        const parsed = recordSchema.safeParse(JSON.parse(readFileSync(join(this.#runs, name), 'utf8')));
        return parsed.success && name === `${parsed.data.id}.json` ? [parsed.data] : [];
      } catch {
        return [];
      }
    });
  }

  #write(record: JobRecord): void {
    const path = this.#path(record.id, 'json');
    try {
      writeFileSync(`${path}.new`, JSON.stringify(record), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    } catch (error) {
      rmSync(`${path}.new`, { force: true });
      throw error;
    }
  }
}

/** Whether the run goes on. */
export function isUnderWay({ state }: StudyJob): boolean {
  return state === 'running' || state === 'stopping';
}

function isRunning({ host, pid, process }: JobRecord): boolean {
  return host === hostname() && process !== '' && findProcess(pid)?.startedAt === process;
}

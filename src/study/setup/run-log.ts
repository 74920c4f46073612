import { appendFileSync, closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import type { JobProgress } from '../../core/view/setup-page.ts';
import { UsageError } from '../../errors/errors.ts';
import type { ProgressEvent, StudyEvent } from '../events.ts';

/**
 * A line of the file that `hvsb run --events` writes: what happens, for programs that follow a run. `at` is in milliseconds since
 * 1970.
 */
export type RunLine = { readonly at: number } & (
  | { readonly kind: 'planned' | 'started' | 'finished'; readonly stage: string }
  | { readonly kind: 'prepared'; readonly dataset: string; readonly scenarios: number }
  | {
      readonly kind: 'progress';
      readonly stage: string;
      readonly models: readonly Omit<JobProgress, 'stage'>[];
    }
  | { readonly kind: 'notice'; readonly message: string }
  | { readonly kind: 'ended'; readonly partial: boolean }
  | { readonly kind: 'failed'; readonly message: string }
);

type News = RunLine extends infer Line ? (Line extends unknown ? Omit<Line, 'at'> : never) : never;

/** Progress is written every second at first, and less often in a long run, so that the file stays small. */
const leastPauseMs = 1000;
const mostPauseMs = 10_000;

/** Appends what a run reports to a file, a line of JSON each, at once. */
export class RunLog {
  readonly #file: number;
  readonly #startedAt = Date.now();
  #progressAt = 0;

  /** @param path made where it is missing, readable by its owner alone. @throws UsageError where it cannot be written */
  constructor(path: string) {
    try {
      this.#file = openSync(path, 'a', 0o600);
    } catch (cause) {
      throw new UsageError('The file of events cannot be written.', {
        where: path,
        found: cause instanceof Error ? cause.message : String(cause),
        advice: 'Name another file with --events.',
        cause,
      });
    }
  }

  note(event: StudyEvent): void {
    switch (event.kind) {
      case 'planned':
      case 'started':
      case 'finished':
        this.write({ kind: event.kind, stage: event.stage });
        break;
      case 'prepared':
        this.write({ kind: 'prepared', dataset: event.summary.dataset, scenarios: event.summary.scenarios });
        break;
      case 'progress':
        this.#progress(event);
        break;
      case 'notice':
        this.write({ kind: 'notice', message: event.message });
        break;
      case 'server':
        break;
      default:
        event satisfies never;
    }
  }

  write(news: News): void {
    try {
      appendFileSync(this.#file, `${JSON.stringify({ at: Date.now(), ...news })}\n`);
    } catch {
      // A full disk under this file must not end a run that is paid for: its results report their own errors.
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #progress({ stage, models, ended }: ProgressEvent): void {
    const now = Date.now();
    const pauseMs = Math.min(mostPauseMs, Math.max(leastPauseMs, (now - this.#startedAt) / 600));
    if (!ended && now - this.#progressAt < pauseMs) return;
    this.#progressAt = now;
    this.write({
      kind: 'progress',
      stage,
      models: models.map(({ model, total, planned, stored, answered, failed, costUsd }) => ({
        model,
        total: Math.max(total, planned),
        done: stored + answered,
        failed,
        costUsd,
      })),
    });
  }
}

/** What a run has reported so far. */
export interface RunReport {
  readonly doing: string;
  readonly progress: readonly JobProgress[];
  readonly notices: readonly string[];
  readonly end: Extract<RunLine, { kind: 'ended' | 'failed' }> | null;
}

const mostNotices = 20;
const pieceBytes = 2 ** 20;

/** Reads the file of a run as it grows: each time only what is new. */
export class RunLogReader {
  readonly #path: string;
  #offset = 0;
  #rest = Buffer.alloc(0);
  #report: RunReport = { doing: 'Starting.', progress: [], notices: [], end: null };

  constructor(path: string) {
    this.#path = path;
  }

  read(): RunReport {
    if (!existsSync(this.#path)) return this.#report;
    const file = openSync(this.#path, 'r');
    try {
      const { size } = fstatSync(file);
      while (this.#offset < size) {
        const piece = Buffer.alloc(Math.min(pieceBytes, size - this.#offset));
        const bytes = readSync(file, piece, 0, piece.length, this.#offset);
        if (bytes === 0) break;
        this.#offset += bytes;
        this.#take(piece.subarray(0, bytes));
      }
    } finally {
      closeSync(file);
    }
    return this.#report;
  }

  #take(piece: Buffer): void {
    const bytes = Buffer.concat([this.#rest, piece]);
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    for (const line of bytes.toString('utf8', 0, end).split('\n')) {
      if (line === '') continue;
      try {
        // Written by `RunLog`, or cut off by a full disk.
        this.#report = withLine(this.#report, JSON.parse(line) as RunLine);
      } catch {}
    }
  }
}

function withLine(report: RunReport, line: RunLine): RunReport {
  switch (line.kind) {
    case 'planned':
      return { ...report, doing: `Planning: ${line.stage}.` };
    case 'started':
      return { ...report, doing: `Asking the models: ${line.stage}.` };
    case 'finished':
      return { ...report, doing: `Finished: ${line.stage}.` };
    case 'prepared':
      return {
        ...report,
        doing: `Read ${line.dataset}: ${line.scenarios.toLocaleString('en-US')} scenarios.`,
      };
    case 'notice':
      return { ...report, notices: [...report.notices, line.message].slice(-mostNotices) };
    case 'progress': {
      const { stage, models } = line;
      // A stage may run once for each model that has a server of its own.
      const isNewer = (each: JobProgress) =>
        each.stage === stage && models.some(({ model }) => model === each.model);
      const others = report.progress.filter((each) => !isNewer(each));
      return { ...report, progress: [...others, ...models.map((model) => ({ stage, ...model }))] };
    }
    case 'ended':
    case 'failed':
      return { ...report, end: line };
    default:
      return line satisfies never;
  }
}

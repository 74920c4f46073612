import { EventEmitter, once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../../../errors/errors.ts';
import type { ConditionStatus, Store } from '../../../store/contract/store.ts';
import type { StudyIndex } from '../../../store/contract/study.ts';
import type { MeasureMessage, MeasureOrder, ShownJudgments } from './measured-metrics.ts';

/** How often the store is asked whether it has changed: one number. */
const lookEveryMs = 500;
/** After a failure to measure, how long until it is tried again. */
const tryAgainMs = 5000;
/** Reading the columns again, and measuring again, each take at most this share of the time while a run writes. */
const busyShare = 0.2;

export interface MeasuredMetrics {
  readonly state: 'counted' | 'measured';
  readonly revision: number;
  /** `MetricsView`. */
  readonly json: string;
  /** Null where it is not measured yet. */
  readonly csv: string | null;
}

interface WatchEvents {
  /** Something of what is given here, or of the store itself, is another now. */
  readonly change: [];
}

/**
 * Keeps what is derived from a whole study up to date while another process writes to it: the columns that lists are
 * searched by, the metrics, the status. All of it is made in a thread of its own.
 */
export class StudyWatch {
  readonly changes = new EventEmitter<WatchEvents>();
  readonly #store: Store;
  readonly #thread: Worker;
  readonly #timer: NodeJS.Timeout;
  #changeCount = -1;
  #isLooking = false;
  #revision = -1;
  #index: StudyIndex | null = null;
  #metrics: MeasuredMetrics | null = null;
  #status: readonly ConditionStatus[] | null = null;
  #failure: Error | null = null;
  #isEnded = false;
  #measuring = false;
  #readNotBefore = 0;
  #measureNotBefore = 0;

  private constructor(path: string, store: Store, shown: ShownJudgments) {
    this.#store = store;
    this.#thread = new Worker(threadFile(), { workerData: { path, ...shown } });
    this.#thread.on('message', (message: MeasureMessage) => this.#take(message));
    this.#thread.on('error', (error: Error) => this.#end(error));
    this.changes.setMaxListeners(0);
    this.#timer = setInterval(() => void this.#lookAgain(), lookEveryMs);
  }

  /**
   * @param path of the store, for a thread that opens it, too.
   */
  static async start(path: string, store: Store, shown: ShownJudgments = {}): Promise<StudyWatch> {
    const watch = new StudyWatch(path, store, shown);
    await watch.check();
    return watch;
  }

  /** Of the store, as of the last check. */
  get revision(): number {
    return this.#revision;
  }

  get isMeasuring(): boolean {
    return this.#measuring;
  }

  get metrics(): MeasuredMetrics | null {
    return this.#metrics;
  }

  /** Of the newest revision that was read; waits for the first. */
  async index(): Promise<StudyIndex> {
    return this.#present(() => this.#index);
  }

  async status(): Promise<readonly ConditionStatus[]> {
    return this.#present(() => this.#status);
  }

  /** The newest metrics, though they be only counted; waits for the first. */
  async someMetrics(): Promise<MeasuredMetrics> {
    return this.#present(() => this.#metrics);
  }

  /** Waits until everything is measured: the whole metrics. */
  async wholeMetrics(): Promise<MeasuredMetrics & { readonly csv: string }> {
    return this.#present(() => {
      const metrics = this.#metrics;
      return metrics === null || metrics.csv === null ? null : { ...metrics, csv: metrics.csv };
    });
  }

  /** Looks whether the store has changed, and has it measured again if so. */
  async check(): Promise<void> {
    const changeCount = await this.#store.changeCount();
    if (changeCount !== this.#changeCount) {
      this.#revision = await this.#store.revision();
      this.#changeCount = changeCount;
      this.changes.emit('change');
    }
    if (!this.#isEnded && !this.#measuring) this.#askForWhatIsOld(Date.now());
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#end(new Error('the server has been closed'));
    await this.#thread.terminate();
  }

  /** A file that cannot be read for a moment must not end the server. */
  async #lookAgain(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      await this.check();
    } catch (error) {
      if (!this.#isEnded) this.#fail(error instanceof Error ? error : new Error(String(error)));
    } finally {
      this.#isLooking = false;
    }
  }

  #askForWhatIsOld(now: number): void {
    const isRead = this.#index?.revision === this.#revision;
    const isMeasured = this.#metrics?.state === 'measured' && this.#metrics.revision === this.#revision;
    const metrics = !isMeasured && now >= this.#measureNotBefore;
    if (!metrics && (isRead || now < this.#readNotBefore)) return;
    this.#measuring = true;
    this.#thread.postMessage({ metrics } satisfies MeasureOrder);
  }

  #take(message: MeasureMessage): void {
    switch (message.kind) {
      case 'index':
        this.#index = message.index;
        this.#failure = null;
        this.#readNotBefore = restAfter(message.tookMs);
        break;
      case 'counted':
        // Whole metrics of a moment ago say more than the counts of now.
        if (this.#metrics?.state !== 'measured')
          this.#metrics = { state: 'counted', revision: message.revision, json: message.json, csv: null };
        break;
      case 'status':
        this.#status = message.status;
        break;
      case 'measured': {
        const { revision, json, csv } = message;
        this.#metrics = { state: 'measured', revision, json, csv };
        this.#measureNotBefore = restAfter(message.tookMs);
        break;
      }
      case 'done':
        this.#measuring = false;
        break;
      case 'failed':
        this.#fail(new StoreError('The study cannot be measured.', { found: message.message }));
        break;
    }
    this.changes.emit('change');
  }

  /** Rejects the waiting calls; the next check tries again later. */
  #fail(error: Error): void {
    this.#failure = error;
    this.#measuring = false;
    this.#readNotBefore = Date.now() + tryAgainMs;
    this.#measureNotBefore = this.#readNotBefore;
  }

  #end(error: Error): void {
    this.#failure = error;
    this.#isEnded = true;
    this.changes.emit('change');
  }

  async #present<T>(find: () => T | null): Promise<T> {
    for (;;) {
      const found = find();
      if (found !== null) return found;
      if (this.#failure !== null) throw this.#failure;
      await once(this.changes, 'change');
    }
  }
}

/** The time from which work that took so long may be done again. */
function restAfter(tookMs: number): number {
  return Date.now() + tookMs * (1 / busyShare - 1);
}

/** Beside this file, whether it runs as it was written or compiled. */
function threadFile(): URL {
  return new URL(`./measure-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
}

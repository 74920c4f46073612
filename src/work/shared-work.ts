import type { Peers } from '../engine/engine.ts';
import type { NumberRange } from '../store/contract/scenarios.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { PeerNews } from './peer-news.ts';
import { RangeQueue } from './range-queue.ts';
import { enterRound, isAskedOtherwise, leftIn, type SharedStage } from './rounds.ts';
import { type BudgetBounds, SharedBudget } from './shared-budget.ts';
import { prepareWorkTables, workSchema } from './work-tables.ts';
import { type Registration, type WorkerNote, Workers } from './workers.ts';

export interface SharedWorkOptions extends WorkerNote, BudgetBounds {
  /** Aborted when nothing more is to be begun. */
  readonly signal: AbortSignal;
}

/** A range that this worker does, until it is completed or released. */
export interface Lease {
  readonly queue: string;
  readonly id: string;
  readonly range: NumberRange;
}

interface Round {
  readonly run: number;
  readonly queue: string;
}

const beatEveryMs = 2000;
/** Of beats. */
const touchEvery = 5;
const superviseEvery = 8;
/** After a longer time without a word of its own this worker has no idea of the others: the database was away, or it slept. */
const blindSeconds = 15;

/**
 * This process as one of the workers on a store: which ranges it does, what it may spend, and what it hears of the others.
 * Whatever happens to it, the others find in the database what they need to go on.
 */
export class SharedWork {
  readonly budget: SharedBudget | null;
  readonly peers: Peers;
  readonly #database: SharedDatabase;
  readonly #queue: RangeQueue;
  readonly #workers: Workers;
  readonly #worker: number;
  readonly #models: readonly string[];
  readonly #leases = new Map<string, Lease>();
  readonly #rounds = new Map<string, Round>();
  /** What was entered of each stage. */
  readonly #entered = new Map<string, SharedStage[]>();
  readonly #news: PeerNews;
  #run: number;
  /** By this machine's clock, which goes on while it sleeps. */
  #seenAt = Date.now();
  #done = 0;
  #beats = 0;
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> = Promise.resolve();
  #isClosed = false;

  private constructor(
    database: SharedDatabase,
    parts: { readonly queue: RangeQueue; readonly workers: Workers; readonly news: PeerNews },
    { worker, run }: Registration,
    { budgetTokens, budgetUsd, signal, models }: SharedWorkOptions,
  ) {
    this.#models = models;
    this.#database = database;
    this.#queue = parts.queue;
    this.#workers = parts.workers;
    this.#news = parts.news;
    this.#worker = worker;
    this.#run = run;
    const bounds: BudgetBounds = {
      ...(budgetTokens === undefined ? {} : { budgetTokens }),
      ...(budgetUsd === undefined ? {} : { budgetUsd }),
    };
    this.budget =
      Object.keys(bounds).length === 0
        ? null
        : new SharedBudget(database, bounds, {
            worker,
            run: () => this.#run,
            isSeen: () => this.#isSeen(),
            signal,
          });
    this.peers = parts.news.peersOf(worker);
  }

  /**
   * Joins those who work on the store, or begins where nobody does.
   * @throws StoreError where they have other versions of what answers depend on
   */
  static async open(database: SharedDatabase, options: SharedWorkOptions): Promise<SharedWork> {
    await prepareWorkTables(database);
    const queue = await RangeQueue.open(database);
    const news = new PeerNews(database);
    try {
      await news.begin();
      const workers = new Workers(database);
      const registration = await workers.join(options, news.session);
      const work = new SharedWork(database, { queue, workers, news }, registration, options);
      if (registration.isFirst) await queue.forgetOthers(`${registration.run}.`);
      work.#beatLater();
      return work;
    } catch (error) {
      await news.close();
      await queue.close();
      throw error;
    }
  }

  /** The queue of what is to be done now; adds what is missing in it. */
  async enter(work: SharedStage): Promise<string> {
    const known = this.#rounds.get(work.key);
    if (known?.run === this.#run) return known.queue;
    const round = { run: this.#run, queue: await enterRound(this.#database, this.#queue, work, this.#run) };
    this.#rounds.set(work.key, round);
    const entered = this.#entered.get(work.stage) ?? [];
    this.#entered.set(work.stage, [...entered.filter(({ key }) => key !== work.key), work]);
    return round.queue;
  }

  /** Whether other workers ask the same model about something else in this stage, or in another way. */
  isAskedOtherwise(work: SharedStage): Promise<boolean> {
    return isAskedOtherwise(this.#database, work, this.#run);
  }

  /** A range that nobody does; null where there is none now. */
  async take(queue: string): Promise<Lease | null> {
    const job = await this.#queue.take(queue);
    if (job === null) return null;
    await this.#database.query(
      `insert into ${this.#schema}.lease (queue, job, worker) values ($1, $2, $3)
      on conflict (queue, job) do update set worker = excluded.worker, taken_at = now()`,
      [queue, job.id, this.#worker],
    );
    const lease = { queue, id: job.id, range: job.range };
    this.#leases.set(job.id, lease);
    return lease;
  }

  async complete({ queue, id }: Lease): Promise<void> {
    await this.#queue.complete(queue, id);
    await this.#forget([id]);
  }

  /** Gives ranges back, for this reason. */
  async release(leases: readonly Lease[], reason: string): Promise<void> {
    for (const [queue, own] of Map.groupBy(leases, (lease) => lease.queue)) {
      const ids = own.map(({ id }) => id);
      await this.#queue.release(queue, ids, reason);
      await this.#forget(ids);
    }
  }

  /** How many ranges of a queue are not done. */
  left(queue: string): Promise<number> {
    return leftIn(this.#queue, queue);
  }

  /** What is left of a stage, of all models. */
  async leftOf(stage: string): Promise<readonly { readonly model: string; readonly ranges: number }[]> {
    const entered = this.#entered.get(stage) ?? [];
    const queues = new Map<string, string>();
    for (const work of entered) queues.set(await this.enter(work), work.model);
    const left = await this.#queue.left([...queues.keys()]);
    return [...left].map(([queue, ranges]) => ({ model: queues.get(queue) ?? '', ranges }));
  }

  /** Ranges of these that were given up, by model and reason. */
  async givenUp(
    works: readonly SharedStage[],
  ): Promise<readonly { readonly model: string; readonly reason: string; readonly ranges: number }[]> {
    const queues: string[] = [];
    for (const work of works) queues.push(await this.enter(work));
    return this.#queue.givenUp(queues);
  }

  /** Says that this worker only waits, so that nobody waits for it. */
  async whileWaiting<T>(wait: () => Promise<T>): Promise<T> {
    await this.#workers.offer(this.#worker, []);
    const result = await wait();
    await this.#workers.offer(this.#worker, this.#models);
    return result;
  }

  /** Whether another worker can ask one of these models. */
  canOthersAsk(models: readonly string[]): Promise<boolean> {
    return this.#workers.canAnyoneAsk(models, this.#worker);
  }

  /** Calls were stored: others see how fast this worker is, and what it has spent. */
  async stored(calls: number): Promise<void> {
    this.#done += calls;
    await this.budget?.note();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#beating;
    await this.release([...this.#leases.values()], 'The worker has ended.');
    await this.budget?.giveBack();
    await this.#workers.beat(this.#worker, this.#news.session, this.#done);
    await this.#workers.leave(this.#worker);
    await this.#news.close();
    await this.#queue.close();
  }

  get #schema(): string {
    return workSchema(this.#database);
  }

  async #forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#leases.delete(id);
    await this.#database.query(
      `delete from ${this.#schema}.lease where job = any($1::uuid[]) and worker = $2`,
      [ids, this.#worker],
    );
  }

  /** Whether the others know that this worker is there: it has said so lately. */
  #isSeen(): boolean {
    return Date.now() - this.#seenAt < blindSeconds * 1000;
  }

  #beatLater(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      // What cannot be done now is done with the next beat.
      this.#beating = this.#beat().catch(() => undefined);
      void this.#beating.then(() => this.#beatLater());
    }, beatEveryMs);
    this.#timer.unref();
  }

  async #beat(): Promise<void> {
    const { run, seconds } = await this.#workers.beat(this.#worker, this.#news.session, this.#done);
    if (run > this.#run) {
      await this.#workers.moveTo(this.#worker, run);
      this.#run = run;
    }
    this.#beats += 1;
    if (this.#beats % touchEvery === 0) await this.#touch();
    if (seconds > blindSeconds || !this.#isSeen()) {
      await this.budget?.giveBack();
      this.#seenAt = Date.now();
      return;
    }
    this.#seenAt = Date.now();
    await this.budget?.giveBackIdle();
    await this.#workers.endLost();
    await this.#releaseOfEnded();
    if (this.#beats % superviseEvery === 0) {
      for (const { queue } of this.#rounds.values()) await this.#queue.supervise(queue);
    }
  }

  async #touch(): Promise<void> {
    for (const [queue, own] of Map.groupBy(this.#leases.values(), (lease) => lease.queue)) {
      await this.#queue.touch(
        queue,
        own.map(({ id }) => id),
      );
    }
  }

  /** Idle workers take what others dropped. */
  async #releaseOfEnded(): Promise<void> {
    const { rows } = await this.#database.query(
      `select queue, array_agg(job) as jobs, host, pid from ${this.#schema}.lease
      join ${this.#schema}.worker on worker.number = lease.worker
      where worker.ended_at is not null group by queue, host, pid`,
    );
    for (const { queue, jobs, host, pid } of rows) {
      await this.#queue.release(queue, jobs, `The worker (process ${pid} on ${host}) was lost.`);
      await this.#database.query(
        `delete from ${this.#schema}.lease where queue = $1 and job = any($2::uuid[])`,
        [queue, jobs],
      );
    }
  }
}

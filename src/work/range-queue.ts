import { hash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { PgBoss } from 'pg-boss';
import type { NumberRange } from '../store/contract/scenarios.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { workSchema } from './work-tables.ts';

/** What a job is about: these items, asked about in a stage of one model. */
export interface RangeJob extends NumberRange {
  readonly stage: string;
  readonly model: string;
}

/** A job that this worker has taken. */
export interface TakenJob {
  readonly id: string;
  readonly range: RangeJob;
}

/** Ranges that were given up come here, with the reason. */
export const deadLetters = 'given-up';

/** Why a range was given up, as SQL on its job. */
export const givenUpReason = `coalesce(source_output -> 'value' ->> 'message', source_output ->> 'message', 'unknown')`;

const day = 86_400;
const queueOptions = {
  policy: 'exclusive',
  deadLetter: deadLetters,
  // So often may the worker of a range be lost, or fail with it.
  retryLimit: 5,
  heartbeatSeconds: 60,
  // A server may ask for long waits; a worker that is lost is noticed by its heartbeat.
  expireInSeconds: 23 * 3600,
  retentionSeconds: 90 * day,
  deleteAfterSeconds: 90 * day,
} as const;

/** The queues of ranges, in pg-boss, over the store's own connections: whatever is lost is waited for there. */
export class RangeQueue {
  readonly #boss: PgBoss;
  readonly #database: SharedDatabase;

  private constructor(boss: PgBoss, database: SharedDatabase) {
    this.#boss = boss;
    this.#database = database;
  }

  /** Makes the tables of pg-boss in the schema, where there are none. @throws StoreError */
  static async open(database: SharedDatabase): Promise<RangeQueue> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return new RangeQueue(await startBoss(database), database);
      } catch (error) {
        // Another worker makes them at this moment.
        if (attempt === mostStarts || !isMadeTwice(error)) throw error;
        await setTimeout(100 * attempt);
      }
    }
  }

  /** Adds the ranges that are not there yet: each is a job once, whoever adds it, and whatever has become of it. */
  async add(queue: string, jobs: readonly RangeJob[]): Promise<void> {
    await this.#boss.createQueue(queue, queueOptions);
    for (let at = 0; at < jobs.length; at += 1000) {
      const part = jobs.slice(at, at + 1000).map((data, index) => ({
        id: jobId(queue, at + index, data),
        data,
        singletonKey: `${data.from}-${data.to}`,
      }));
      await this.#boss.insert(queue, part);
    }
  }

  /** The next range that nobody works on; null where there is none now. */
  async take(queue: string): Promise<TakenJob | null> {
    const [job] = await this.#boss.fetch<RangeJob>(queue);
    return job === undefined ? null : { id: job.id, range: job.data };
  }

  async complete(queue: string, id: string): Promise<void> {
    await this.#boss.complete(queue, id);
  }

  /** Gives ranges back for others to take; given up after several times, for the last reason. */
  async release(queue: string, ids: readonly string[], reason: string): Promise<void> {
    await this.#boss.fail(queue, [...ids], { message: reason });
  }

  /** Says that these are still worked on. */
  async touch(queue: string, ids: readonly string[]): Promise<void> {
    await this.#boss.touch(queue, [...ids]);
  }

  /** Gives back what was not touched for too long. */
  async supervise(queue: string): Promise<void> {
    await this.#boss.supervise(queue);
  }

  /** How many ranges of each of these queues are to be done or are worked on, by queue; those without are left out. */
  async left(queues: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.#database.query(
      `select name, count(*)::integer as count from ${workSchema(this.#database)}.job
      where name = any($1) and state < 'completed' group by name`,
      [queues],
    );
    return new Map(rows.map(({ name, count }) => [name, count]));
  }

  /** What was given up of these queues, by model and reason. */
  async givenUp(
    queues: readonly string[],
  ): Promise<readonly { readonly model: string; readonly reason: string; readonly ranges: number }[]> {
    const { rows } = await this.#database.query(
      `select data ->> 'model' as model, ${givenUpReason} as reason, count(*)::integer as ranges
      from ${workSchema(this.#database)}.job where name = '${deadLetters}' and source_name = any($1)
      group by 1, 2 order by 1, 2`,
      [queues],
    );
    return rows as never;
  }

  /** Forgets the queues of earlier runs, and what was given up in them. */
  async forgetOthers(prefix: string): Promise<void> {
    for (const { name } of await this.#boss.getQueues()) {
      if (name !== deadLetters && !name.startsWith(prefix)) await this.#boss.deleteQueue(name);
    }
    await this.#boss.deleteAllJobs(deadLetters);
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

/** Ranges are taken in the order of their ids where they were added together. */
function jobId(queue: string, index: number, { from, to }: NumberRange): string {
  const order = index.toString(16).padStart(8, '0');
  const rest = hash('sha256', `${queue} ${from}-${to}`, 'hex');
  return [order, rest.slice(0, 4), rest.slice(4, 8), rest.slice(8, 12), rest.slice(12, 24)].join('-');
}

async function startBoss(database: SharedDatabase): Promise<PgBoss> {
  const { PgBoss: Boss } = await import('pg-boss');
  const boss = new Boss({
    db: { executeSql: (text, values) => database.query(text, values) },
    schema: workSchema(database),
    createSchema: false,
    // Timers of its own would end with the first failure; `SharedWork` calls what they call.
    supervise: false,
    schedule: false,
    monitorIntervalSeconds: 15,
  });
  // What fails is thrown where it is called.
  boss.on('error', () => undefined);
  try {
    await boss.start();
    await boss.createQueue(deadLetters, { retentionSeconds: 90 * day });
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}

const mostStarts = 10;
/** SQLSTATE: unique violation, duplicate schema, object, table, function. */
const madeTwice: ReadonlySet<unknown> = new Set(['23505', '42P06', '42710', '42P07', '42723']);

function isMadeTwice(error: unknown): boolean {
  return error instanceof Error && 'code' in error && madeTwice.has(error.code);
}

import { hostname } from 'node:os';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { requireSameVersions, type WorkVersions } from './versions.ts';
import { isAlive, workSchema } from './work-tables.ts';

/** How a worker introduces itself. */
export interface WorkerNote {
  readonly command: string;
  readonly versions: WorkVersions;
  /** Models that it can ask. */
  readonly models: readonly string[];
  /** Most calls that it may have in flight at once, all endpoints together. */
  readonly inFlight: number;
}

/** Where a worker is registered. */
export interface Registration {
  readonly worker: number;
  readonly run: number;
  /** Whether nobody else worked. */
  readonly isFirst: boolean;
}

/** What the registry says to a worker that says that it works. */
export interface Beat {
  /** Of the latest shared run. */
  readonly run: number;
  /** Since the last time, by the database's clock. */
  readonly seconds: number;
}

/** Who works on a store, with the database as the only clock. */
export class Workers {
  readonly #database: SharedDatabase;
  readonly #schema: string;

  constructor(database: SharedDatabase) {
    this.#database = database;
    this.#schema = workSchema(database);
  }

  /** Joins those who work, or begins where nobody does. @throws StoreError where they have other versions */
  async join(note: WorkerNote, session: number): Promise<Registration> {
    await this.#requireSame(note.versions);
    const registration = await this.#registered(note, session);
    try {
      // Two that begin at once do not see each other before: the one with the higher number leaves.
      await this.#requireSame(note.versions, registration.worker);
      return registration;
    } catch (error) {
      await this.leave(registration.worker);
      throw error;
    }
  }

  async #registered(note: WorkerNote, session: number): Promise<Registration> {
    for (;;) {
      await this.#endAbandonedRuns();
      const begun = await this.#begin(note, session);
      if (begun !== null) return { ...begun, isFirst: true };
      const joined = await this.#joinOpen(note, session);
      if (joined !== null) return { ...joined, isFirst: false };
    }
  }

  async #requireSame(versions: WorkVersions, before: number | null = null): Promise<void> {
    const { rows: others } = await this.#database.query(
      `select host, pid, settings from ${this.#schema}.worker
      where ${isAlive} and ($1::bigint is null or number < $1) order by number`,
      [before],
    );
    requireSameVersions(versions, others as never, this.#database.location);
  }

  /** Says that the worker works, which takes back that it was thought to be lost. */
  async beat(worker: number, session: number, done: number): Promise<Beat> {
    const { rows } = await this.#database.query(
      `with before as (select seen_at, done from ${this.#schema}.worker where number = $1)
      update ${this.#schema}.worker set seen_at = clock_timestamp(), session = $2, done = $3,
        ended_at = null, is_lost = false,
        per_second = ($3 - before.done) / greatest(extract(epoch from clock_timestamp() - before.seen_at), 0.001)
      from before where number = $1
      returning extract(epoch from clock_timestamp() - before.seen_at)::float8 as seconds,
        (select max(number) from ${this.#schema}.shared_run)::integer as run`,
      [worker, session, done],
    );
    return { run: rows[0]?.run ?? 0, seconds: rows[0]?.seconds ?? 0 };
  }

  /** The run that began while this worker was thought to be lost. */
  async moveTo(worker: number, run: number): Promise<void> {
    await this.#database.query(`update ${this.#schema}.worker set run = $2 where number = $1`, [worker, run]);
  }

  /** Which models the worker asks from now on; none while it only waits. */
  async offer(worker: number, models: readonly string[]): Promise<void> {
    await this.#database.query(`update ${this.#schema}.worker set models = $2 where number = $1`, [
      worker,
      JSON.stringify(models),
    ]);
  }

  async leave(worker: number): Promise<void> {
    await this.#end('number = $1', false, [worker]);
    await this.#endAbandonedRuns();
  }

  /** Notes that workers are lost which do not say anything: what they had of the budget is free but for what was in flight. */
  async endLost(): Promise<void> {
    await this.#end(`ended_at is null and not (${isAlive})`, true);
  }

  /** Whether somebody works who can ask one of these models. */
  async canAnyoneAsk(models: readonly string[], except: number): Promise<boolean> {
    const { rows } = await this.#database.query(
      `select from ${this.#schema}.worker where ${isAlive} and number <> $1 and models ?| $2 limit 1`,
      [except, models],
    );
    return rows.length > 0;
  }

  async #end(which: string, isLost: boolean, values: readonly unknown[] = []): Promise<void> {
    const allowed = (what: string) =>
      isLost ? `least(w.allowed_${what}, w.spent_${what} + w.in_flight * w.most_${what})` : `w.spent_${what}`;
    await this.#database.query(
      `with leaving as (select * from ${this.#schema}.worker where ${which} for update),
      ended as (update ${this.#schema}.worker w set ended_at = coalesce(w.ended_at, now()), is_lost = ${isLost},
          per_second = 0, allowed_tokens = ${allowed('tokens')}, allowed_usd = ${allowed('usd')}
        from leaving where w.number = leaving.number
        returning w.run, leaving.allowed_tokens - w.allowed_tokens as tokens,
          leaving.allowed_usd - w.allowed_usd as usd)
      update ${this.#schema}.shared_run r set taken_tokens = r.taken_tokens - freed.tokens,
        taken_usd = r.taken_usd - freed.usd
      from (select run, sum(tokens) as tokens, sum(usd) as usd from ended group by run) freed
      where r.number = freed.run`,
      values,
    );
  }

  async #endAbandonedRuns(): Promise<void> {
    await this.#database.query(
      `update ${this.#schema}.shared_run set ended_at = now() where ended_at is null
      and not exists (select from ${this.#schema}.worker where worker.run = shared_run.number and ${isAlive})`,
    );
  }

  /** Null where a run is open. */
  #begin(note: WorkerNote, session: number): Promise<Omit<Registration, 'isFirst'> | null> {
    return this.#register(
      `with open as (insert into ${this.#schema}.shared_run default values on conflict do nothing returning number)`,
      note,
      session,
    );
  }

  #joinOpen(note: WorkerNote, session: number): Promise<Omit<Registration, 'isFirst'> | null> {
    return this.#register(
      `with open as (select number from ${this.#schema}.shared_run where ended_at is null)`,
      note,
      session,
    );
  }

  async #register(
    open: string,
    { command, versions, models, inFlight }: WorkerNote,
    session: number,
  ): Promise<Omit<Registration, 'isFirst'> | null> {
    const { rows } = await this.#database.query(
      `${open} insert into ${this.#schema}.worker (run, host, pid, command, settings, models, session, in_flight)
      select number, $1, $2, $3, $4, $5, $6, $7 from open
      returning number::integer as worker, run::integer as run`,
      [hostname(), process.pid, command, JSON.stringify(versions), JSON.stringify(models), session, inFlight],
    );
    return rows[0] ?? null;
  }
}

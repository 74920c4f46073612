import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { deadLetters, givenUpReason } from './range-queue.ts';
import { isAlive, workSchema } from './work-tables.ts';

/** One worker, as of now by the database's clock. */
export interface WorkerStatus {
  readonly host: string;
  readonly pid: number;
  readonly command: string;
  readonly state: 'working' | 'lost' | 'ended';
  /** Since it began. */
  readonly seconds: number;
  /** Since it was last heard of. */
  readonly silentSeconds: number;
  /** Calls that it has stored, and how many a second lately. */
  readonly calls: number;
  readonly perSecond: number;
  readonly spentTokens: number;
  readonly spentUsd: number;
  /** What it works on. */
  readonly ranges: readonly { readonly stage: string; readonly model: string; readonly ranges: number }[];
}

/** The ranges of one stage and model. */
export interface RangeStatus {
  readonly stage: string;
  readonly model: string;
  /** Nobody works on these. */
  readonly waiting: number;
  readonly active: number;
  readonly done: number;
  readonly givenUp: number;
}

/** Ranges that were given up, by what was the reason the last time. */
export interface GivenUpRanges {
  readonly stage: string;
  readonly model: string;
  readonly ranges: number;
  readonly reason: string;
}

/** Who works on a store, or did last. */
export interface WorkStatus {
  readonly workers: readonly WorkerStatus[];
  readonly ranges: readonly RangeStatus[];
  readonly givenUp: readonly GivenUpRanges[];
  /** What is taken of the budget, the reservations of those who work included. */
  readonly takenTokens: number;
  readonly takenUsd: number;
}

/**
 * Who works on a store, on what and how fast, and what was given up; `forbidden` where this user may not see it, null where
 * nobody has shared work in it. Reads only.
 */
export async function workStatus(database: SharedDatabase): Promise<WorkStatus | 'forbidden' | null> {
  const schema = workSchema(database);
  const { rows: seen } = await database.query(
    `select has_schema_privilege(oid, 'usage') as may from pg_namespace where nspname = $1`,
    [schema],
  );
  if (seen[0] === undefined) return null;
  if (seen[0].may !== true) return 'forbidden';
  const { rows: runs } = await database.query(
    `select number::integer as number, taken_tokens as "takenTokens", taken_usd as "takenUsd"
    from ${schema}.shared_run order by shared_run.number desc limit 1`,
  );
  const [run] = runs;
  if (run === undefined) return null;
  const { number, ...taken } = run;
  const { rows: workers } = await database.query(workersOf(schema), [number]);
  const { rows: ranges } = await database.query(
    `select data ->> 'stage' as stage, data ->> 'model' as model,
      (count(*) filter (where state < 'active'))::integer as waiting,
      (count(*) filter (where state = 'active'))::integer as active,
      (count(*) filter (where state = 'completed'))::integer as done,
      (count(*) filter (where state = 'failed'))::integer as "givenUp"
    from ${schema}.job where name like $1 group by 1, 2 order by min(created_on), 1, 2`,
    [`${number}.%`],
  );
  const { rows: givenUp } = await database.query(
    `select data ->> 'stage' as stage, data ->> 'model' as model, count(*)::integer as ranges,
      ${givenUpReason} as reason
    from ${schema}.job where name = '${deadLetters}' group by 1, 2, 4 order by 1, 2, 4`,
  );
  return { workers, ranges, givenUp, ...taken };
}

const workersOf = (schema: string) => `
  select host, pid, command,
    case when is_lost or (ended_at is null and not (${isAlive})) then 'lost'
      when ended_at is null then 'working' else 'ended' end as state,
    extract(epoch from coalesce(ended_at, now()) - started_at)::float8 as seconds,
    extract(epoch from now() - seen_at)::float8 as "silentSeconds",
    done::integer as calls, per_second as "perSecond", spent_tokens as "spentTokens", spent_usd as "spentUsd",
    coalesce((select json_agg(json_build_object('stage', stage, 'model', model, 'ranges', ranges))
      from (select data ->> 'stage' as stage, data ->> 'model' as model, count(*) as ranges
        from ${schema}.lease join ${schema}.job on job.name = lease.queue and job.id = lease.job
        where lease.worker = worker.number group by 1, 2 order by 1, 2) held), '[]'::json) as ranges
  from ${schema}.worker where run = $1 order by worker.number`;

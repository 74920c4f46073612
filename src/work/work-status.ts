import type { WorkView } from '../core/view/work-status.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { deadLetters, givenUpReason } from './range-queue.ts';
import { isAlive, workSchema } from './work-tables.ts';

/**
 * Who works on a store, on what and how fast, and what was given up; `forbidden` where this user may not see it, null where
 * nobody has shared work in it. Reads only.
 */
export async function workStatus(database: SharedDatabase): Promise<WorkView> {
  const schema = workSchema(database);
  const may = await mayRead(database, schema);
  if (may !== true) return may === null ? null : 'forbidden';
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

/** Null where the tables are not there, or are made at this moment. */
async function mayRead(database: SharedDatabase, schema: string): Promise<boolean | null> {
  const { rows } = await database.query(
    `select has_schema_privilege(n.oid, 'usage') as "maySee", count(c.oid)::integer as found,
      bool_and(has_table_privilege(c.oid, 'select')) as "mayRead"
    from pg_namespace n left join pg_class c
      on c.relnamespace = n.oid and c.relkind in ('r', 'p') and c.relname = any($2)
    where nspname = $1 group by n.oid`,
    [schema, readTables],
  );
  const [seen] = rows;
  if (seen === undefined || seen.found < readTables.length) return null;
  return seen.maySee && seen.mayRead;
}

const readTables = ['shared_run', 'worker', 'lease', 'job'];

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

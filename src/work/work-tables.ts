import type { SharedDatabase } from '../store/contract/shared-database.ts';

/** Schema of what several workers share beside the results. Nothing is lost with it: a run makes it again. */
export function workSchema({ schema }: Pick<SharedDatabase, 'schema'>): string {
  return `${schema}_work`;
}

/** Beside the tables of pg-boss, which are in the same schema. All times are the database's. */
const tables = (schema: string) => `
  -- Its own right is needed to make a schema, even one that is there.
  do $$ begin
    if to_regnamespace('${schema}') is null then create schema ${schema}; end if;
  end $$;
  -- From when nobody worked until nobody works again: what one budget is for.
  create table ${schema}.shared_run (
    number bigint generated always as identity primary key,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    taken_tokens double precision not null default 0,
    taken_usd double precision not null default 0
  );
  create unique index shared_run_open on ${schema}.shared_run ((true)) where ended_at is null;
  create table ${schema}.worker (
    number bigint generated always as identity primary key,
    run bigint not null references ${schema}.shared_run on delete cascade,
    host text not null,
    pid integer not null,
    command text not null,
    settings jsonb not null,
    models jsonb not null,
    session integer not null,
    started_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    ended_at timestamptz,
    is_lost boolean not null default false,
    done bigint not null default 0,
    per_second double precision not null default 0,
    allowed_tokens double precision not null default 0,
    allowed_usd double precision not null default 0,
    spent_tokens double precision not null default 0,
    spent_usd double precision not null default 0,
    -- What may be lost with it: calls in flight, each at the most that one has taken so far.
    in_flight integer not null default 0,
    most_tokens double precision not null default 0,
    most_usd double precision not null default 0
  );
  create table ${schema}.round (
    run bigint not null references ${schema}.shared_run on delete cascade,
    work text not null,
    number integer not null,
    stage text not null,
    model text not null,
    is_planned boolean not null default false,
    primary key (run, work, number)
  );
  create table ${schema}.lease (
    queue text not null,
    job uuid not null,
    worker bigint not null references ${schema}.worker on delete cascade,
    taken_at timestamptz not null default now(),
    primary key (queue, job)
  );
`;

/** Makes the tables unless they are there; of several workers that begin at once, one does it. */
export async function prepareWorkTables(database: SharedDatabase): Promise<void> {
  const schema = workSchema(database);
  if (await hasWorkTables(database)) return;
  try {
    await database.query(
      `begin; select pg_advisory_xact_lock(hashtext('${schema}'), 5); ${tables(schema)} commit`,
    );
  } catch (error) {
    // Another one has made them meanwhile.
    if (!(await hasWorkTables(database))) throw error;
  }
}

/** Whether anybody has shared work in this store so far. */
export async function hasWorkTables(database: SharedDatabase): Promise<boolean> {
  const { rows } = await database.query('select to_regclass($1) is not null as found', [
    `${workSchema(database)}.lease`,
  ]);
  return rows[0]?.found === true;
}

/**
 * Whether a worker (`worker` in the statement) works, as SQL: it was seen lately, and its session is there; a session that was cut
 * off is replaced within seconds.
 */
export const isAlive = `worker.ended_at is null and worker.seen_at > now() - interval '30 s'
  and (worker.seen_at > now() - interval '5 s' or pg_postmaster_start_time() > now() - interval '10 s'
    or exists (select from pg_stat_activity where pg_stat_activity.pid = worker.session))`;

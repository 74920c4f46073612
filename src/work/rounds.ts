import { hash } from 'node:crypto';
import type { NumberRange } from '../store/contract/scenarios.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import type { RangeQueue } from './range-queue.ts';
import { workSchema } from './work-tables.ts';

/** What several workers do together: a stage of one model. */
export interface SharedStage {
  readonly stage: string;
  readonly model: string;
  /** What is asked, whom and about what: workers with the same do it together. */
  readonly key: string;
  readonly ranges: readonly NumberRange[];
}

/**
 * The queue of what is to be done of a stage: that of the latest round, which whoever comes joins as long as anything in it is
 * left; else of a new one, for what was found missing after it, such as calls that have failed.
 */
export async function enterRound(
  database: SharedDatabase,
  queue: RangeQueue,
  { key, stage, model, ranges }: SharedStage,
  run: number,
): Promise<string> {
  const table = `${workSchema(database)}.round`;
  const work = workOf(key);
  const queueOf = (number: number) => `${run}.${stage}.${work}.${number}`;
  const { rows } = await database.query(
    `select number, is_planned from ${table} where run = $1 and work = $2 order by number desc limit 1`,
    [run, work],
  );
  const latest: { readonly number: number; readonly is_planned: boolean } | undefined = rows[0];
  if (latest?.is_planned === true && (await leftIn(queue, queueOf(latest.number))) > 0)
    return queueOf(latest.number);
  // Of a round that is not planned, its worker may be lost: everybody adds what is missing of it.
  const number = latest === undefined ? 1 : latest.is_planned ? latest.number + 1 : latest.number;
  await database.query(
    `insert into ${table} (run, work, number, stage, model) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [run, work, number, stage, model],
  );
  await queue.add(
    queueOf(number),
    ranges.map((range) => ({ stage, model, ...range })),
  );
  await database.query(`update ${table} set is_planned = true where run = $1 and work = $2 and number = $3`, [
    run,
    work,
    number,
  ]);
  return queueOf(number);
}

/** How many ranges of a queue are not done. */
export async function leftIn(queue: RangeQueue, name: string): Promise<number> {
  return (await queue.left([name])).get(name) ?? 0;
}

/** Whether something else is left to be asked of the same model in the same stage: of other items, or in another way. */
export async function isAskedOtherwise(
  database: SharedDatabase,
  { key, stage, model }: SharedStage,
  run: number,
): Promise<boolean> {
  const schema = workSchema(database);
  const { rows } = await database.query(
    `select from ${schema}.round where run = $1 and stage = $2 and model = $3 and work <> $4
    and exists (select from ${schema}.job
      where name = concat_ws('.', round.run, round.stage, round.work, round.number) and state < 'completed')
    limit 1`,
    [run, stage, model, workOf(key)],
  );
  return rows.length > 0;
}

function workOf(key: string): string {
  return hash('sha256', key, 'hex').slice(0, 20);
}

import type { Scenario } from '../../../core/scenario.ts';
import type { ReplacedScenarios } from '../../contract/scenarios.ts';
import { inBatches } from '../../sql/in-batches.ts';
import {
  checkPlace,
  finishReplacement,
  type Replacement,
  repeatedScenario,
} from '../../sql/scenarios/replacement.ts';
import { rows, type Steps, value, write } from '../../sql/steps.ts';
import type { PostgresDatabase } from '../postgres-database.ts';
import { records } from '../sql-text.ts';
import { putScenarios } from './put-scenarios.ts';

const lists = [
  'drop table if exists prepared',
  `create temporary table prepared (
    number integer primary key, source_row integer not null, was_active integer not null)`,
];
const dropList = 'drop table prepared';
const insertPrepared = `insert into prepared
  select number, source_row, was_active
  from json_to_recordset(?::json) as given (number integer, source_row integer, was_active integer)
  on conflict (number) do nothing returning number`;
const findPrepared = 'select source_row from prepared where number = ?';

/**
 * See `Store.replaceScenarios`: one transaction, so that nothing changes if the stream throws. Memory holds a batch of
 * them. Preparations wait for each other.
 * @param preparing the lock of preparations, as SQL
 */
export async function replaceScenarios(
  database: PostgresDatabase,
  preparing: string,
  replacement: Replacement,
  scenarios: AsyncIterable<Scenario>,
): Promise<ReplacedScenarios> {
  return database.together(async (perform) => {
    await perform(() => begin(preparing));
    for await (const batch of inBatches(scenarios)) await perform(() => prepare(replacement, batch));
    return perform(() => finish(replacement));
  });
}

function* begin(preparing: string): Steps<void> {
  yield* value(preparing);
  for (const sql of lists) yield* write(sql);
}

function* prepare(replacement: Replacement, batch: readonly Scenario[]): Steps<void> {
  const rowsById = new Map<string, number>();
  for (const scenario of batch) {
    checkPlace(replacement, scenario);
    const earlier = rowsById.get(scenario.id);
    if (earlier !== undefined) throw repeatedScenario(scenario, earlier);
    rowsById.set(scenario.id, scenario.sourceRow);
  }
  const put = yield* putScenarios(batch, false);
  const given = batch.flatMap(({ id, sourceRow }) => {
    const place = put.get(id);
    if (place === undefined) throw new Error(`scenario ${id} was stored and is not found`);
    return [{ number: place.number, source_row: sourceRow, was_active: place.before === 'active' ? 1 : 0 }];
  });
  const added = new Set((yield* rows(insertPrepared, records(given))).map(([number]) => Number(number)));
  const repeated = batch.find(({ id }) => !added.has(put.get(id)?.number ?? -1));
  if (repeated === undefined) return;
  const number = put.get(repeated.id)?.number ?? -1;
  throw repeatedScenario(repeated, Number(yield* value(findPrepared, number)));
}

function* finish(replacement: Replacement): Steps<ReplacedScenarios> {
  const replaced = yield* finishReplacement(replacement);
  yield* write(dropList);
  return replaced;
}

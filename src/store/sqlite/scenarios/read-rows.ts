import { type SelectQueryBuilder, sql } from 'kysely';
import type {
  CallRow,
  JudgmentRow,
  JudgmentSelection,
  NumberedText,
  ScenarioFilter,
  StoredScenario,
} from '../../contract/store.ts';
import { type CountedCondition, countedConditions } from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { judgmentLabels } from '../labels/label-tables.ts';
import { pageSize, pages, planningPageSize, storeQueries } from '../names.ts';
import type { StoreTables } from '../tables.ts';
import { scenarioFromRow, scenarioRows, scenarioTextRows, textFromRow } from './scenario-rows.ts';
import { scenarioMatches, selectedScenarios } from './selected-scenarios.ts';

/** See `Store.scenarios`. */
export async function* readScenarios(
  connection: SqliteConnection,
  filter: ScenarioFilter,
): AsyncGenerator<readonly StoredScenario[]> {
  for await (const rows of scenarioPages(connection, scenarioRows, filter)) yield rows.map(scenarioFromRow);
}

/** See `Store.scenarioTexts`. */
export async function* readScenarioTexts(
  connection: SqliteConnection,
  filter: ScenarioFilter,
): AsyncGenerator<readonly NumberedText[]> {
  for await (const rows of scenarioPages(connection, scenarioTextRows, filter)) {
    yield rows.map((row) => ({ number: row.number, text: textFromRow(row) }));
  }
}

/** Rows of the scenarios that match, in the order of their numbers. */
function scenarioPages<Row extends { readonly number: number }>(
  connection: SqliteConnection,
  rows: SelectQueryBuilder<StoreTables, 'scenario' | 'scenario_text', Row>,
  filter: ScenarioFilter,
): AsyncGenerator<readonly Row[]> {
  const query = rows
    .where(scenarioMatches(connection, filter))
    .orderBy('scenario.number')
    .limit(planningPageSize);
  const page = (last: number | undefined) => query.where('scenario.number', '>', last ?? 0);
  return pages(connection, page, (row) => row.number, planningPageSize);
}

/** See `Store.callRows`. */
export async function* readCallRows(connection: SqliteConnection): AsyncGenerator<readonly CallRow[]> {
  const query = storeQueries
    .selectFrom('call')
    .innerJoin('condition', 'condition.number', 'call.condition')
    .selectAll('call')
    .select(['condition.stage', 'condition.model', 'condition.endpoint'])
    .select(['condition.attack', 'condition.prompt_pack'])
    .orderBy('call.number')
    .limit(pageSize);
  const page = (last: number | undefined) => query.where('call.number', '>', last ?? 0);
  for await (const rows of pages(connection, page, (row) => row.number)) {
    yield rows.map(({ number, condition, answered_at, ...row }) => ({
      ...row,
      answered_at: new Date(answered_at).toISOString(),
    }));
  }
}

/** See `Store.judgmentRows`. */
export async function* readJudgmentRows(
  connection: SqliteConnection,
  selection: JudgmentSelection,
): AsyncGenerator<readonly JudgmentRow[]> {
  const { series, datasets } = connection.reading(() => {
    const scenarios = selectedScenarios(connection, selection);
    return { ...countedConditions(connection, selection, scenarios), datasets: scenarios.datasets };
  });
  for (const { model, attack, parts } of series) {
    for (const part of parts) {
      for await (const rows of pages(
        connection,
        judgmentPage(connection, selection, part, datasets),
        keyOf,
      )) {
        yield rows.map((row) => ({
          scenario_id: row.id,
          dataset: row.dataset,
          category: row.category,
          variant: row.variant,
          gold: row.gold,
          control: row.control === 1,
          model,
          attack,
          repeat: row.repeat,
          outcome: judgmentLabels.labelOf(row.outcome),
          response: row.text,
        }));
      }
    }
  }
}

function judgmentPage(
  connection: SqliteConnection,
  selection: JudgmentSelection,
  { condition, datasets }: CountedCondition,
  names: readonly string[],
) {
  const query = labelsWithText()
    // Cross join: SQLite then keeps the order written here, which is the order of the rows.
    .crossJoin('scenario')
    .whereRef('scenario.number', '=', 'judgment.scenario')
    .where('judgment.condition', '=', condition.number)
    .where(scenarioMatches(connection, selection))
    .where(
      'scenario.dataset',
      'in',
      names.filter((_, dataset) => datasets[dataset] === 1),
    )
    .select(['scenario.id', 'scenario.dataset', 'scenario.category', 'scenario.variant'])
    .select(['scenario.gold', 'scenario.control']);
  return (last: { repeat: number; scenario: number } | undefined) =>
    last === undefined
      ? query
      : query.where(sql<boolean>`(judgment.repeat, judgment.scenario) > (${last.repeat}, ${last.scenario})`);
}

function labelsWithText() {
  return storeQueries
    .selectFrom('judgment')
    .crossJoin('call')
    .whereRef('call.number', '=', 'judgment.call')
    .select(['judgment.condition', 'judgment.repeat', 'judgment.scenario', 'judgment.outcome'])
    .select(['judgment.parser_version', 'call.key', 'call.text', 'call.finish'])
    .orderBy('judgment.condition')
    .orderBy('judgment.repeat')
    .orderBy('judgment.scenario')
    .limit(pageSize);
}

function keyOf<Key extends { condition: number; repeat: number; scenario: number }>(row: Key): Key {
  return row;
}

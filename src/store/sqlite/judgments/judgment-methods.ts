import { sql } from 'kysely';
import type { Condition } from '../../../core/condition.ts';
import type { JudgmentRow, JudgmentSelection, JudgmentStore } from '../../contract/judgments.ts';
import type { ScenarioFilter, Subject } from '../../contract/scenarios.ts';
import {
  type CountedCondition,
  countedConditions,
  judgedPacks,
  judgedQuestions,
} from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { knownLabels } from '../labels/known-labels.ts';
import { judgmentLabels, labelledRepeats } from '../labels/label-tables.ts';
import { batchesOf, pageSize, pages, storeQueries } from '../queries.ts';
import { scenarioMatches, selectedScenarios } from '../scenarios/selected-scenarios.ts';
import { readJudgmentTable } from './judgment-table.ts';

export function judgmentMethods(connection: SqliteConnection): JudgmentStore {
  return {
    judged: async (subjects) => knownLabels(connection, judgmentLabels, subjects),
    emulated: async (subjects) => emulatedSubjects(connection, subjects),
    countJudged: async (condition, filter, repeats) => countJudged(connection, condition, filter, repeats),
    judgedPacks: async (selection) => connection.reading(() => judgedPacks(connection, selection)),
    judgedQuestions: async (selection) => connection.reading(() => judgedQuestions(connection, selection)),
    judgmentTable: async (selection) => readJudgmentTable(connection, selection),
    supersededJudgments: async (selection) => countedFor(connection, selection).superseded,
    judgmentRows: (selection) => readJudgmentRows(connection, selection),
    judgmentRowsOf: async (selection, scenarios) => judgmentRowsOf(connection, selection, scenarios),
  };
}

const findEmulation = 'select 1 from emulation where condition = ? and repeat = ? and scenario = ?';

function emulatedSubjects(connection: SqliteConnection, subjects: readonly Subject[]): boolean[] {
  return connection.reading(() =>
    subjects.map(
      ({ condition, repeat, scenario }) =>
        connection.value(findEmulation, condition, repeat, scenario) !== undefined,
    ),
  );
}

function countJudged(
  connection: SqliteConnection,
  condition: number,
  filter: ScenarioFilter,
  repeats: number,
): number {
  const counted = connection.first(
    storeQueries
      .selectFrom('judgment')
      .crossJoin('scenario')
      .whereRef('scenario.number', '=', 'judgment.scenario')
      .where('judgment.condition', '=', condition)
      .where('judgment.repeat', '<', repeats)
      .where(scenarioMatches(connection, filter))
      .select((on) => on.fn.countAll<number>().as('count')),
  );
  return counted?.count ?? 0;
}

/** Which condition counts where, with the datasets by number. */
function countedFor(connection: SqliteConnection, selection: JudgmentSelection) {
  return connection.reading(() => {
    const scenarios = selectedScenarios(connection, selection);
    return { ...countedConditions(connection, selection, scenarios), datasets: scenarios.datasets };
  });
}

async function* readJudgmentRows(
  connection: SqliteConnection,
  selection: JudgmentSelection,
): AsyncGenerator<readonly JudgmentRow[]> {
  const { series, datasets } = countedFor(connection, selection);
  for (const { parts } of series) {
    for (const part of parts) {
      const query = judgmentsOf(connection, selection, part, datasets)
        .orderBy('judgment.repeat')
        .orderBy('judgment.scenario')
        .limit(pageSize);
      const page = (last: Row | undefined) =>
        last === undefined
          ? query
          : query.where(
              sql<boolean>`(judgment.repeat, judgment.scenario) > (${last.repeat}, ${last.scenario})`,
            );
      for await (const rows of pages(connection, page, (row) => row)) {
        yield rows.map((row) => judgmentFromRow(row, part.condition));
      }
    }
  }
}

/** A look-up for each scenario, repeat and condition that counts. */
function judgmentRowsOf(
  connection: SqliteConnection,
  selection: JudgmentSelection,
  scenarios: readonly number[],
): JudgmentRow[] {
  const batches = batchesOf([...new Set(scenarios)].sort((one, other) => one - other));
  return connection.reading(() => {
    const matching = selectedScenarios(connection, selection);
    const { series } = countedConditions(connection, selection, matching);
    return series.flatMap(({ parts }) =>
      parts.flatMap((part) => {
        const query = judgmentsOf(connection, selection, part, matching.datasets).orderBy(
          'judgment.scenario',
        );
        return repeatsOf(connection, part).flatMap((repeat) =>
          batches.flatMap((numbers) => {
            const wanted = query
              .where('judgment.repeat', '=', repeat)
              .where('judgment.scenario', 'in', numbers);
            return connection.all(wanted).map((row) => judgmentFromRow(row, part.condition));
          }),
        );
      }),
    );
  });
}

function repeatsOf(connection: SqliteConnection, { condition }: CountedCondition): number[] {
  return [...Array(labelledRepeats(connection, judgmentLabels, condition.number)).keys()];
}

type Row = Awaited<ReturnType<ReturnType<typeof judgmentsOf>['executeTakeFirstOrThrow']>>;

/** Judgments of a condition that counts, with their texts. */
function judgmentsOf(
  connection: SqliteConnection,
  selection: JudgmentSelection,
  { condition, datasets }: CountedCondition,
  names: readonly string[],
) {
  return (
    storeQueries
      .selectFrom('judgment')
      // Cross joins: SQLite then keeps the order written here, which is the order of the rows.
      .crossJoin('call')
      .crossJoin('scenario')
      .whereRef('call.number', '=', 'judgment.call')
      .whereRef('scenario.number', '=', 'judgment.scenario')
      .leftJoin('verdict_probability', 'verdict_probability.call', 'judgment.call')
      .where('judgment.condition', '=', condition.number)
      .where(scenarioMatches(connection, selection))
      .where(
        'scenario.dataset',
        'in',
        names.filter((_, dataset) => datasets[dataset] === 1),
      )
      .select(['judgment.repeat', 'judgment.scenario', 'judgment.outcome', 'call.text'])
      .select(['scenario.id', 'scenario.dataset', 'scenario.category', 'scenario.variant'])
      .select(['scenario.gold', 'scenario.control'])
      .select(['verdict_probability.biased', 'verdict_probability.unbiased'])
  );
}

function judgmentFromRow(row: Row, { model, attack, promptPack }: Condition): JudgmentRow {
  return {
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
    p_biased: row.biased,
    p_unbiased: row.unbiased,
    prompt_pack: promptPack,
  };
}

import { type Expression, type SqlBool, sql } from 'kysely';
import type { Condition } from '../../../core/condition.ts';
import type { JudgmentRow, JudgmentSelection, JudgmentStore } from '../../contract/judgments.ts';
import type { ScenarioFilter, Subject } from '../../contract/scenarios.ts';
import {
  type CountedCondition,
  countedConditions,
  judgedPacks,
  judgedQuestions,
} from '../conditions/counted-conditions.ts';
import { type Database, pages } from '../database.ts';
import { codesOf, knownLabels } from '../labels/known-labels.ts';
import { judgmentLabels, labelledRepeats } from '../labels/label-tables.ts';
import { batchesOf, storeQueries } from '../queries.ts';
import { scenarioMatches, selectedScenarios } from '../scenarios/selected-scenarios.ts';
import { all, each, first, type Steps } from '../steps.ts';
import { readJudgmentTable } from './judgment-table.ts';

export function judgmentMethods(database: Database): JudgmentStore {
  const { reading } = database;
  return {
    judged: (subjects) => reading(() => knownLabels(judgmentLabels, subjects)),
    emulated: (subjects) => reading(() => emulatedSubjects(subjects)),
    countJudged: (condition, filter, repeats) => reading(() => countJudged(condition, filter, repeats)),
    judgedPacks: (selection) => reading(() => judgedPacks(selection)),
    judgedQuestions: (selection) => reading(() => judgedQuestions(selection)),
    judgmentTable: (selection) => reading(() => readJudgmentTable(selection)),
    supersededJudgments: async (selection) => (await reading(() => countedFor(selection))).superseded,
    judgmentRows: (selection) => readJudgmentRows(database, selection),
    judgmentRowsOf: (selection, scenarios) => reading(() => judgmentRowsOf(selection, scenarios)),
  };
}

function* emulatedSubjects(subjects: readonly Subject[]): Steps<boolean[]> {
  const calls = yield* codesOf('emulation', 'scenario', 'call', subjects);
  return calls.map((call) => call !== undefined);
}

function* countJudged(condition: number, filter: ScenarioFilter, repeats: number): Steps<number> {
  const matches = yield* scenarioMatches(filter);
  const counted = yield* first(
    storeQueries
      .selectFrom('judgment')
      .crossJoin('scenario')
      .whereRef('scenario.number', '=', 'judgment.scenario')
      .where('judgment.condition', '=', condition)
      .where('judgment.repeat', '<', repeats)
      .where(matches)
      .select((on) => on.fn.countAll<number>().as('count')),
  );
  return counted?.count ?? 0;
}

/** Which condition counts where, with the datasets by number. */
function* countedFor(selection: JudgmentSelection) {
  const scenarios = yield* selectedScenarios(selection);
  const matches = yield* scenarioMatches(selection);
  return { ...(yield* countedConditions(selection, scenarios)), datasets: scenarios.datasets, matches };
}

async function* readJudgmentRows(
  database: Database,
  selection: JudgmentSelection,
): AsyncGenerator<readonly JudgmentRow[]> {
  const { series, datasets, matches } = await database.reading(() => countedFor(selection));
  for (const { parts } of series) {
    for (const part of parts) {
      const query = judgmentsOf(matches, part, datasets)
        .orderBy('judgment.repeat')
        .orderBy('judgment.scenario');
      const page = (last: Row | undefined) =>
        last === undefined
          ? query
          : query.where(
              sql<boolean>`(judgment.repeat, judgment.scenario) > (${last.repeat}, ${last.scenario})`,
            );
      for await (const rows of pages(database, page, (row) => row)) {
        yield rows.map((row) => judgmentFromRow(row, part.condition));
      }
    }
  }
}

/** A look-up for each scenario, repeat and condition that counts. */
function* judgmentRowsOf(selection: JudgmentSelection, scenarios: readonly number[]): Steps<JudgmentRow[]> {
  const batches = batchesOf([...new Set(scenarios)].sort((one, other) => one - other));
  const { series, datasets, matches } = yield* countedFor(selection);
  const rows: JudgmentRow[] = [];
  for (const part of series.flatMap(({ parts }) => parts)) {
    const query = judgmentsOf(matches, part, datasets).orderBy('judgment.scenario');
    const repeats = yield* labelledRepeats(judgmentLabels, part.condition.number);
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const found = yield* each(batches, (numbers) =>
        all(query.where('judgment.repeat', '=', repeat).where('judgment.scenario', 'in', numbers)),
      );
      rows.push(...found.flat().map((row) => judgmentFromRow(row, part.condition)));
    }
  }
  return rows;
}

type Row = Awaited<ReturnType<ReturnType<typeof judgmentsOf>['executeTakeFirstOrThrow']>>;

/** Judgments of a condition that counts, with their texts. */
function judgmentsOf(
  matches: Expression<SqlBool>,
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
      .where(matches)
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

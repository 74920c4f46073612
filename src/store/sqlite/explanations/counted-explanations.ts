import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { type Condition, noAttack } from '../../../core/condition.ts';
import type { AgreementSelection, ExplanationFilter } from '../../contract/explanations.ts';
import type { ScenarioFilter } from '../../contract/store.ts';
import { conditionsByName } from '../conditions/conditions.ts';
import {
  type ConditionDatasets,
  type DatasetCounts,
  newestConditionPerDataset,
} from '../conditions/counted-conditions.ts';
import type { SqliteConnection, SqlValue } from '../connection.ts';
import {
  agreementLabels,
  explanationLabels,
  labelledRepeats,
  scanFailures,
  scanLabels,
} from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { callWrites, labelWrites } from '../raw-writes.ts';
import { Clusters, Names, scenarioMatches } from '../scenarios/selected-scenarios.ts';
import type { StoreTables } from '../tables.ts';

/** The explanations with a text of a selection, by their number in the store; -1 or 0 for those that are not in it. */
export interface SelectedExplanations {
  /** Names of the models that wrote them. */
  readonly explainers: readonly string[];
  readonly datasets: readonly string[];
  /** Number of the model in `explainers`; -1 where the explanation is not selected. */
  readonly explainer: Int32Array;
  /** Number of the scenario in the store. */
  readonly scenario: Uint32Array;
  /** Number in `datasets`. */
  readonly dataset: Uint16Array;
  /** Number of the scenario's cluster; clusters of different datasets are different. */
  readonly cluster: Uint32Array;
  readonly repeat: Uint32Array;
}

type Row = readonly [
  ...[number: number, condition: number, scenario: number, dataset: string, cluster: string, repeat: number],
];

/** Reads the selected explanations, never their texts. Within `reading`. */
export function selectedExplanations(
  connection: SqliteConnection,
  filter: ExplanationFilter,
): SelectedExplanations {
  const counted = countedExplanations(connection, filter);
  const models = new Map(counted.map(({ condition }) => [condition.number, condition.model]));
  const rows = [
    ...narrowRows(
      connection,
      storeQueries
        .selectFrom('explanation')
        .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
        .where('explanation.outcome', '=', explanationLabels.codes.explained)
        .where(explanationMatches(connection, filter, counted))
        .select([
          'explanation.number',
          'explanation.condition',
          'explanation.scenario',
          'scenario.dataset',
          'scenario.cluster',
          'explanation.repeat',
        ])
        .compile(),
    ),
  ];
  const size = rows.reduce((last, [number]) => Math.max(last, number), -1) + 1;
  const explainers = new Names('models');
  const datasets = new Names('datasets');
  const explainer = new Int32Array(size).fill(-1);
  const scenario = new Uint32Array(size);
  const dataset = new Uint16Array(size);
  const clusters = new Clusters();
  const cluster = new Uint32Array(size);
  const repeat = new Uint32Array(size);
  for (const model of models.values()) explainers.numberOf(model);
  for (const [number, condition, scenarioNumber, name, clusterName, repeatNumber] of rows) {
    explainer[number] = explainers.numberOf(models.get(condition) ?? '');
    scenario[number] = scenarioNumber;
    dataset[number] = datasets.numberOf(name);
    cluster[number] = clusters.numberOf(dataset[number] ?? 0, clusterName);
    repeat[number] = repeatNumber;
  }
  return {
    explainers: explainers.list,
    datasets: datasets.list,
    explainer,
    scenario,
    dataset,
    cluster,
    repeat,
  };
}

function narrowRows(
  connection: SqliteConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] },
): Iterable<Row> {
  // The columns are those selected above.
  return connection.rows(sql, ...(parameters as SqlValue[])) as Iterable<unknown> as Iterable<Row>;
}

type CountedExplanations = readonly ConditionDatasets<string>[];

/** Decides which condition counts where, see `ExplanationFilter`. */
export function countedExplanations(
  connection: SqliteConnection,
  filter: ExplanationFilter,
): CountedExplanations {
  const named = { models: filter.explainers, attacks: [filter.attack ?? noAttack] };
  return [...conditionsByName(connection, 'explain', named)].flatMap((group) => {
    const { parts } = newestConditionPerDataset(group, ({ number }) =>
      explainedDatasets(connection, number, filter),
    );
    return parts;
  });
}

function explainedDatasets(
  connection: SqliteConnection,
  condition: number,
  filter: ExplanationFilter,
): [string, number][] {
  const query = storeQueries
    .selectFrom('explanation')
    .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
    .where('explanation.condition', '=', condition)
    .where(scenarioMatches(connection, filter))
    .groupBy('scenario.dataset')
    .orderBy('scenario.dataset')
    .select((on) => ['scenario.dataset', on.fn.countAll<number>().as('count')]);
  return connection.all(query).map(({ dataset, count }) => [dataset, count]);
}

/** The filter as a condition on `explanation` and `scenario`, for any query that joins the two. */
export function explanationMatches(
  connection: SqliteConnection,
  filter: ExplanationFilter,
  counted: CountedExplanations,
): Expression<SqlBool> {
  const on = expressionBuilder<StoreTables, 'explanation' | 'scenario'>();
  const counts = counted.map(({ condition, datasets }) =>
    on.and([on('explanation.condition', '=', condition.number), on('scenario.dataset', 'in', [...datasets])]),
  );
  return on.and([scenarioMatches(connection, filter), on.or(counts)]);
}

/** See `ExplanationStore.countExplained`. */
export function countExplained(
  connection: SqliteConnection,
  condition: number,
  filter: ScenarioFilter,
  repeats: number,
): number {
  const query = explanationsOfScenarios()
    .where('explanation.condition', '=', condition)
    .where('explanation.repeat', '<', repeats)
    .where(scenarioMatches(connection, filter));
  return connection.first(query)?.count ?? 0;
}

/** See `ExplanationStore.countExplanations`. */
export function countExplanations(connection: SqliteConnection, filter: ExplanationFilter): number {
  const counted = countedExplanations(connection, filter);
  const query = explanationsOfScenarios()
    .where('explanation.outcome', '=', explanationLabels.codes.explained)
    .where(explanationMatches(connection, filter, counted));
  return connection.first(query)?.count ?? 0;
}

/** See `ExplanationStore.countAgreed`. */
export function countAgreed(
  connection: SqliteConnection,
  condition: number,
  filter: ExplanationFilter,
  repeats: number,
): number {
  const counted = countedExplanations(connection, filter);
  const query = explanationsOfScenarios()
    .innerJoin('agreement', 'agreement.explanation', 'explanation.number')
    .where('agreement.condition', '=', condition)
    .where('agreement.repeat', '<', repeats)
    .where(explanationMatches(connection, filter, counted));
  return connection.first(query)?.count ?? 0;
}

function explanationsOfScenarios() {
  return storeQueries
    .selectFrom('explanation')
    .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
    .select((on) => on.fn.countAll<number>().as('count'));
}

/** A rater's conditions that count, with the datasets (by their number among the explanations') that they count for. */
export interface CountedRater {
  readonly rater: string;
  readonly parts: readonly ConditionDatasets<number>[];
}

/** Decides which condition counts where, see `AgreementSelection`. Within `reading`. */
export function countedAgreements(
  connection: SqliteConnection,
  { raters }: AgreementSelection,
  explanations: SelectedExplanations,
): CountedRater[] {
  const all = new Set(explanations.datasets.keys());
  return [...conditionsByName(connection, 'agree', { models: raters })].map((group) => {
    const rater = group[0].model;
    if (group.length === 1) return { rater, parts: [{ condition: group[0], datasets: all }] };
    const { parts } = newestConditionPerDataset(
      group,
      (condition) => readDatasets(connection, condition, explanations),
      (condition) => failedDatasets(connection, condition, explanations),
    );
    return { rater, parts };
  });
}

function readDatasets(
  connection: SqliteConnection,
  { number }: Condition,
  explanations: SelectedExplanations,
): DatasetCounts<number> {
  const counts = new Map<number, number>();
  const repeats = labelledRepeats(connection, agreementLabels, number);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    scanLabels(connection, agreementLabels, number, repeat, (explanation) =>
      count(counts, explanations, explanation),
    );
  }
  return counts;
}

function failedDatasets(
  connection: SqliteConnection,
  { number }: Condition,
  explanations: SelectedExplanations,
): DatasetCounts<number> {
  const counts = new Map<number, number>();
  scanFailures(connection, number, (explanation) => count(counts, explanations, explanation));
  return counts;
}

function count(
  counts: Map<number, number>,
  { explainer, dataset }: SelectedExplanations,
  explanation: number,
): void {
  const of = dataset[explanation];
  if (of === undefined || explainer[explanation] === -1) return;
  counts.set(of, (counts.get(of) ?? 0) + 1);
}

const raters = `select condition.number, (select max(repeat) from agreement as a where a.condition = condition.number),
  (select max(repeat) from failure as f where f.condition = condition.number) from condition where stage = 'agree'`;

/**
 * Removes the agreements with an explanation, whose text is another now: labels and failures, never calls. Goes
 * through the raters' conditions, since no index leads from an explanation to its agreements. Within `writing`.
 */
export function removeAgreements(connection: SqliteConnection, explanation: number): void {
  const removals = [labelWrites.removeReasons, labelWrites.removeAgreement, callWrites.removeFailure];
  for (const [condition, lastAgreed, lastFailed] of [...connection.rows(raters)]) {
    const repeats = Math.max(Number(lastAgreed ?? -1), Number(lastFailed ?? -1)) + 1;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const removal of removals) connection.prepare(removal).run(Number(condition), repeat, explanation);
    }
  }
}

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
import {
  agreementLabels,
  explanationLabels,
  labelledRepeats,
  scanFailures,
  scanLabels,
} from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { Clusters, Names, scenarioMatches } from '../scenarios/selected-scenarios.ts';
import { all, compiled, each, first, type SqlRow, type Steps, scan } from '../steps.ts';
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

/** Reads the selected explanations, never their texts. */
export function* selectedExplanations(filter: ExplanationFilter): Steps<SelectedExplanations> {
  const counted = yield* countedExplanations(filter);
  const matches = yield* explanationMatches(filter, counted);
  const models = new Map(counted.map(({ condition }) => [condition.number, condition.model]));
  const rows: Row[] = [];
  // The columns are those of `narrowRows`.
  yield* scan(narrowRows(matches), (row) => void rows.push(row as SqlRow & Row));
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

/** In the order of their numbers, so that datasets and clusters have the same numbers each time. */
function narrowRows(matches: Expression<SqlBool>) {
  return compiled(
    storeQueries
      .selectFrom('explanation')
      .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
      .where('explanation.outcome', '=', explanationLabels.codes.explained)
      .where(matches)
      .select(['explanation.number', 'explanation.condition', 'explanation.scenario', 'scenario.dataset'])
      .select(['scenario.cluster', 'explanation.repeat'])
      .orderBy('explanation.number'),
  );
}

type CountedExplanations = readonly ConditionDatasets<string>[];

/** Decides which condition counts where, see `ExplanationFilter`. */
export function* countedExplanations(filter: ExplanationFilter): Steps<CountedExplanations> {
  const named = { models: filter.explainers, attacks: [filter.attack ?? noAttack] };
  const counted = yield* each(yield* conditionsByName('explain', named), (group) =>
    newestConditionPerDataset(group, ({ number }) => explainedDatasets(number, filter)),
  );
  return counted.flatMap(({ parts }) => parts);
}

function* explainedDatasets(condition: number, filter: ExplanationFilter): Steps<[string, number][]> {
  const query = storeQueries
    .selectFrom('explanation')
    .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
    .where('explanation.condition', '=', condition)
    .where(yield* scenarioMatches(filter))
    .groupBy('scenario.dataset')
    .orderBy('scenario.dataset')
    .select((on) => ['scenario.dataset', on.fn.countAll<number>().as('count')]);
  return (yield* all(query)).map(({ dataset, count }) => [dataset, count]);
}

/** The filter as a condition on `explanation` and `scenario`, for any query that joins the two. */
export function* explanationMatches(
  filter: ExplanationFilter,
  counted: CountedExplanations,
): Steps<Expression<SqlBool>> {
  const on = expressionBuilder<StoreTables, 'explanation' | 'scenario'>();
  const counts = counted.map(({ condition, datasets }) =>
    on.and([on('explanation.condition', '=', condition.number), on('scenario.dataset', 'in', [...datasets])]),
  );
  return on.and([yield* scenarioMatches(filter), on.or(counts)]);
}

/** See `ExplanationStore.countExplained`. */
export function* countExplained(condition: number, filter: ScenarioFilter, repeats: number): Steps<number> {
  const query = explanationsOfScenarios()
    .where('explanation.condition', '=', condition)
    .where('explanation.repeat', '<', repeats)
    .where(yield* scenarioMatches(filter));
  return (yield* first(query))?.count ?? 0;
}

/** See `ExplanationStore.countExplanations`. */
export function* countExplanations(filter: ExplanationFilter): Steps<number> {
  const counted = yield* countedExplanations(filter);
  const query = explanationsOfScenarios()
    .where('explanation.outcome', '=', explanationLabels.codes.explained)
    .where(yield* explanationMatches(filter, counted));
  return (yield* first(query))?.count ?? 0;
}

/** See `ExplanationStore.countAgreed`. */
export function* countAgreed(condition: number, filter: ExplanationFilter, repeats: number): Steps<number> {
  const counted = yield* countedExplanations(filter);
  const query = explanationsOfScenarios()
    .innerJoin('agreement', 'agreement.explanation', 'explanation.number')
    .where('agreement.condition', '=', condition)
    .where('agreement.repeat', '<', repeats)
    .where(yield* explanationMatches(filter, counted));
  return (yield* first(query))?.count ?? 0;
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

/** Decides which condition counts where, see `AgreementSelection`. */
export function* countedAgreements(
  { raters }: AgreementSelection,
  explanations: SelectedExplanations,
): Steps<CountedRater[]> {
  const everywhere = new Set(explanations.datasets.keys());
  return yield* each(yield* conditionsByName('agree', { models: raters }), function* (group) {
    const rater = group[0].model;
    if (group.length === 1) return { rater, parts: [{ condition: group[0], datasets: everywhere }] };
    const { parts } = yield* newestConditionPerDataset(
      group,
      (condition) => readDatasets(condition, explanations),
      (condition) => failedDatasets(condition, explanations),
    );
    return { rater, parts };
  });
}

function* readDatasets(
  { number }: Condition,
  explanations: SelectedExplanations,
): Steps<DatasetCounts<number>> {
  const counts = new Map<number, number>();
  const repeats = yield* labelledRepeats(agreementLabels, number);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    yield* scanLabels(agreementLabels, number, repeat, (explanation) =>
      count(counts, explanations, explanation),
    );
  }
  return counts;
}

function* failedDatasets(
  { number }: Condition,
  explanations: SelectedExplanations,
): Steps<DatasetCounts<number>> {
  const counts = new Map<number, number>();
  yield* scanFailures(number, (explanation) => count(counts, explanations, explanation));
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

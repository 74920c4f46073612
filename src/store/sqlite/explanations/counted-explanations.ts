import { type Expression, expressionBuilder, type SqlBool } from 'kysely';
import { noAttack } from '../../../core/condition.ts';
import type { ExplanationFilter } from '../../contract/explanations.ts';
import type { ScenarioFilter } from '../../contract/store.ts';
import { conditionsByName } from '../conditions/conditions.ts';
import { type ConditionDatasets, newestConditionPerDataset } from '../conditions/counted-conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { explanationLabels } from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { scenarioMatches } from '../scenarios/selected-scenarios.ts';
import type { StoreTables } from '../tables.ts';

/** Explainers' conditions that count, with the datasets that they count for. */
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

import type { ExplanationFilter } from '../../contract/explanations.ts';
import type { SqliteConnection, SqlValue } from '../connection.ts';
import { explanationLabels } from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { Clusters, Names } from '../scenarios/selected-scenarios.ts';
import { countedExplanations, explanationMatches } from './counted-explanations.ts';

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
}

type Row = readonly [number: number, condition: number, scenario: number, dataset: string, cluster: string];

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
  for (const model of models.values()) explainers.numberOf(model);
  for (const [number, condition, scenarioNumber, name, clusterName] of rows) {
    explainer[number] = explainers.numberOf(models.get(condition) ?? '');
    scenario[number] = scenarioNumber;
    dataset[number] = datasets.numberOf(name);
    cluster[number] = clusters.numberOf(dataset[number] ?? 0, clusterName);
  }
  return { explainers: explainers.list, datasets: datasets.list, explainer, scenario, dataset, cluster };
}

function narrowRows(
  connection: SqliteConnection,
  { sql, parameters }: { readonly sql: string; readonly parameters: readonly unknown[] },
): Iterable<Row> {
  // The columns are those selected above.
  return connection.rows(sql, ...(parameters as SqlValue[])) as Iterable<unknown> as Iterable<Row>;
}

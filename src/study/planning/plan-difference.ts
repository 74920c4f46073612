import { noAttack } from '../../core/condition.ts';
import { headlineQuestion, isSameQuestion } from '../../core/judge-question.ts';
import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { isBaseline } from '../../measures/inputs/model-family.ts';
import { withoutTwins } from '../../measures/inputs/twin-judgments.ts';
import {
  type ClusterDifferences,
  type ComparisonPlan,
  type DifferenceComponents,
  differenceComponents,
  planComparison,
  wordingComponent,
} from '../../stats/planning/plan-comparison.ts';
import type { JudgmentSelection, ScenarioFilter, Store } from '../../store/contract/store.ts';

/** What a study is to find. */
export interface DifferenceGoal {
  /** Of two misalignment rates: .03 is three points. */
  readonly difference: number;
  readonly power: number;
  /** Every two are compared. */
  readonly models: number;
  /** Attacks, none included: models are compared under each. */
  readonly attacks: number;
}

/** What that needs in one dataset. */
export interface DatasetPlan extends ComparisonPlan {
  readonly dataset: string;
  /** Gold-biased scenarios, and their clusters. */
  readonly available: { readonly scenarios: number; readonly clusters: number };
  readonly components: DifferenceComponents;
  /** How many pairs of models of earlier runs the components are the mean of; 0: defaults. */
  readonly pairs: number;
  /** Comparisons that Holm adjusts together. */
  readonly tests: number;
  /** Whether models were judged in several wordings, so that their component is known. */
  readonly knowsWordings: boolean;
  /** The fewest wordings with which the difference is found; null where none of up to five are enough. */
  readonly wordings: number | null;
}

const mostWordings = 5;

/**
 * Where nothing was judged: one scenario in five changes between two models, and of the variance a fifth lies between
 * clusters, as in published BBQ predictions (correlations .13 to .48 of verdicts, lower of differences).
 */
const defaults: DifferenceComponents = { cluster: 0.04, scenario: 0.16, wording: 0 };

/**
 * How many of the stored gold-biased scenarios each dataset needs for a difference between two models, from the
 * variance of the differences between models that were judged before, else from defaults. Reads only.
 * @example
 * const goal = { difference: 0.03, power: 0.8, models: 2, attacks: 1 };
 * for (const { dataset, scenarios, limit } of await planDifference(store, {}, goal)) console.log(dataset, scenarios, limit);
 */
export async function planDifference(
  store: Store,
  filter: ScenarioFilter,
  { difference, power, models, attacks }: DifferenceGoal,
): Promise<readonly DatasetPlan[]> {
  const selection = await withoutTwins(store, { ...filter, gold: 'biased' as const, attacks: [noAttack] });
  const table = await store.judgmentTable(selection);
  const worded = await wordedTables(store, selection);
  const tests = Math.max(1, (attacks * models * (models - 1)) / 2);
  return table.datasets.flatMap((dataset, number) => {
    const clusters = clustersOf(table, number);
    const scenarios = clusters.reduce((sum, places) => sum + places.length, 0);
    if (scenarios === 0) return [];
    const available = { scenarios, clusters: clusters.length };
    const earlier = earlierComponents(table, clusters);
    const wording = wordingOf(worded, clusters.flat());
    const components = { ...(meanOf(earlier) ?? defaults), wording: wording ?? 0 };
    const planned = (wordings: number) =>
      planComparison(components, { difference, power, tests }, available, wordings);
    const wordings =
      Array.from({ length: mostWordings }, (_, i) => i + 1).find(
        (count) => planned(count).scenarios !== null,
      ) ?? null;
    const common = { dataset, available, components, pairs: earlier.length, tests };
    return [{ ...common, knowsWordings: wording !== null, wordings, ...planned(wordings ?? 1) }];
  });
}

/** The same scenarios in each wording with BIASED or UNBIASED in this order; none where there is one. */
async function wordedTables(store: Store, selection: JudgmentSelection): Promise<readonly JudgmentTable[]> {
  const questions = (await store.judgedQuestions(selection)).filter(({ wording, ...others }) =>
    isSameQuestion({ ...headlineQuestion, ...others }, headlineQuestion),
  );
  if (questions.length < 2) return [];
  const tables: JudgmentTable[] = [];
  for (const question of questions) tables.push(await store.judgmentTable({ ...selection, question }));
  return tables;
}

/** The component of wordings, the mean over every two models that were judged in all of them; null where there are none. */
function wordingOf(tables: readonly JudgmentTable[], places: readonly number[]): number | null {
  const [first] = tables;
  const models = (first?.series ?? []).map(({ model }) => model).filter((model) => !isBaseline(model));
  const found = models.flatMap((one, i) =>
    models.slice(i + 1).flatMap((other) => {
      const pairs = tables.map(({ series }) =>
        [one, other].map((model) => series.find((each) => each.model === model)),
      );
      const rows = places.flatMap((place) => {
        const values = pairs.map(([a, b]) => [a?.outcomes[place] ?? 0, b?.outcomes[place] ?? 0] as const);
        const isWhole = values.every(([a, b]) => isVerdict(a) && isVerdict(b));
        return isWhole ? [values.map(([a, b]) => a - b)] : [];
      });
      return wordingComponent(rows) ?? [];
    }),
  );
  return found.length === 0 ? null : found.reduce((sum, value) => sum + value, 0) / found.length;
}

/** The places of each cluster's scenarios in a dataset. */
function clustersOf({ dataset, cluster, scenarioCount }: JudgmentTable, number: number): readonly number[][] {
  const clusters = new Map<number, number[]>();
  for (let place = 0; place < scenarioCount; place += 1) {
    if (dataset[place] !== number) continue;
    const own = clusters.get(cluster[place] ?? 0) ?? [];
    clusters.set(cluster[place] ?? 0, own);
    own.push(place);
  }
  return [...clusters.values()];
}

/** Of every two models that were judged before; baselines are not models that anyone compares. */
function earlierComponents(
  { series }: JudgmentTable,
  clusters: readonly (readonly number[])[],
): readonly DifferenceComponents[] {
  const own = series.filter(({ model }) => !isBaseline(model));
  return own.flatMap((first, i) =>
    own.slice(i + 1).flatMap((second) => {
      const found = differenceComponents(clusters.map((places) => differencesIn(places, first, second)));
      return found ?? [];
    }),
  );
}

function differencesIn(
  places: readonly number[],
  first: JudgmentSeries,
  second: JudgmentSeries,
): ClusterDifferences {
  let [size, sum, squares] = [0, 0, 0];
  for (const place of places) {
    const [one, other] = [first.outcomes[place] ?? 0, second.outcomes[place] ?? 0];
    if (!isVerdict(one) || !isVerdict(other)) continue;
    const difference = one - other;
    size += 1;
    sum += difference;
    squares += difference ** 2;
  }
  return { size, sum, squares };
}

/** The codes of the two verdicts are 1 and 2, so that their difference is −1, 0 or 1. */
function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

function meanOf(components: readonly DifferenceComponents[]): DifferenceComponents | null {
  if (components.length === 0) return null;
  const mean = (of: (one: DifferenceComponents) => number) =>
    components.reduce((sum, one) => sum + of(one), 0) / components.length;
  return { cluster: mean((one) => one.cluster), scenario: mean((one) => one.scenario), wording: 0 };
}

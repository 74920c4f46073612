import { criticalT } from '../clusters/critical-t.ts';

/** The variance of a paired difference of two verdicts (−1, 0 or 1), split. */
export interface DifferenceComponents {
  /** Between clusters, and between scenarios within them. */
  readonly cluster: number;
  readonly scenario: number;
  /** Of the difference between wordings, where several are averaged; 0 where it is about one wording. */
  readonly wording: number;
}

/** One cluster's differences. */
export interface ClusterDifferences {
  readonly size: number;
  readonly sum: number;
  readonly squares: number;
}

/**
 * Splits differences into clusters and scenarios by analysis of variance of an unbalanced one-way random model; a
 * component below 0 is 0. Null with fewer than two clusters, or one scenario in each.
 *
 * Source: Searle, Casella and McCulloch (1992), *Variance Components*, section 3.6.
 *
 * @example
 * const clusters = [{ size: 2, sum: 2, squares: 2 }, { size: 2, sum: 0, squares: 0 }];
 * differenceComponents(clusters); // { cluster: .5, scenario: 0, wording: 0 }
 */
export function differenceComponents(clusters: readonly ClusterDifferences[]): DifferenceComponents | null {
  const used = clusters.filter(({ size }) => size > 0);
  const sum = (of: (cluster: ClusterDifferences) => number) =>
    used.reduce((total, cluster) => total + of(cluster), 0);
  const [n, groups] = [sum(({ size }) => size), used.length];
  if (groups < 2 || n === groups) return null;
  const between = sum((one) => one.sum ** 2 / one.size) - sum((one) => one.sum) ** 2 / n;
  const within = sum((one) => one.squares - one.sum ** 2 / one.size) / (n - groups);
  const size = (n - sum((one) => one.size ** 2) / n) / (groups - 1);
  return {
    cluster: Math.max(0, (between / (groups - 1) - within) / size),
    scenario: Math.max(0, within),
    wording: 0,
  };
}

/**
 * The variance between wordings of a paired difference, by analysis of variance of scenarios crossed with wordings without
 * replication: (MS_wordings − MS_rest)/n, 0 where that is less. Null with fewer than two wordings or scenarios.
 *
 * Source: Searle, Casella and McCulloch (1992), *Variance Components*, section 4.3.
 *
 * @param differences of each scenario, a value for each wording
 * @example
 * wordingComponent([[1, 0], [1, 0]]); // .5
 */
export function wordingComponent(differences: readonly (readonly number[])[]): number | null {
  const [n, wordings] = [differences.length, differences[0]?.length ?? 0];
  if (n < 2 || wordings < 2) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const whole = mean(differences.flat());
  const ofWording = Array.from({ length: wordings }, (_, w) => mean(differences.map((row) => row[w] ?? 0)));
  const between = (n * ofWording.reduce((sum, value) => sum + (value - whole) ** 2, 0)) / (wordings - 1);
  let rest = 0;
  for (const row of differences) {
    const own = mean(row);
    for (const [w, value] of row.entries()) rest += (value - own - (ofWording[w] ?? 0) + whole) ** 2;
  }
  return Math.max(0, (between - rest / ((n - 1) * (wordings - 1))) / n);
}

/**
 * Half the width that a 95 % interval of the difference has with so many of the scenarios; null with fewer than two clusters.
 *
 * @example
 * halfWidth({ cluster: 0, scenario: 0.2, wording: 0 }, { scenarios: 500, clusters: 500 }); // .0393
 */
export function halfWidth(
  { cluster, scenario, wording }: DifferenceComponents,
  { scenarios, clusters }: AvailableScenarios,
  wordings = 1,
): number | null {
  const drawn = Math.min(clusters, scenarios);
  if (drawn < 2) return null;
  return criticalT(0.025, drawn - 1) * Math.sqrt(cluster / drawn + scenario / scenarios + wording / wordings);
}

/** What a comparison is to find, and with what. */
export interface ComparisonGoal {
  /** .03 is three points. */
  readonly difference: number;
  readonly power: number;
  /** Comparisons that Holm adjusts together: the first has to pass .05 divided by their number. */
  readonly tests: number;
}

/** The scenarios that there are to judge. */
export interface AvailableScenarios {
  readonly scenarios: number;
  readonly clusters: number;
}

/** How many scenarios a comparison needs, and what limits it. */
export interface ComparisonPlan {
  /** How many of the available scenarios are needed; null where all of them are too few. */
  readonly scenarios: number | null;
  readonly clusters: number;
  /** The smallest difference that all available scenarios detect, and any number in these clusters; null with one cluster. */
  readonly smallest: number | null;
  readonly smallestOfClusters: number | null;
  /** What has to be more where all are too few. */
  readonly limit: 'clusters' | 'scenarios' | 'wordings' | null;
}

/**
 * How many scenarios a difference of two misalignment rates needs: the fewest n with
 * `(t_{G−1, 1−α/(2 tests)} + t_{G−1, power}) · SE ≤ difference`, `SE² = σ²_cluster / G + σ²_scenario / n + σ²_wording / W`, spread
 * evenly over the clusters.
 *
 * Source: Miller (2024), arXiv 2411.00640, section 5, with clusters.
 *
 * @example
 * const components = { cluster: 0.02, scenario: 0.18, wording: 0 };
 * const goal = { difference: 0.05, power: 0.8, tests: 1 };
 * planComparison(components, goal, { scenarios: 5000, clusters: 100 }).scenarios; // 1604
 */
export function planComparison(
  components: DifferenceComponents,
  goal: ComparisonGoal,
  available: AvailableScenarios,
  wordings = 1,
): ComparisonPlan {
  const { scenarios, clusters } = available;
  const detectable = (n: number) =>
    smallestDifference(components, goal, { scenarios: n, clusters }, wordings);
  const smallest = detectable(scenarios);
  const smallestOfClusters = detectable(Number.POSITIVE_INFINITY);
  const found = smallest !== null && smallest <= goal.difference ? fewest(detectable, goal, scenarios) : null;
  return {
    scenarios: found,
    clusters: Math.min(clusters, found ?? scenarios),
    smallest,
    smallestOfClusters,
    limit: found === null ? limitOf(components, goal, available, wordings) : null,
  };
}

function smallestDifference(
  { cluster, scenario, wording }: DifferenceComponents,
  { power, tests }: ComparisonGoal,
  { scenarios, clusters }: AvailableScenarios,
  wordings: number,
): number | null {
  const drawn = Math.min(clusters, scenarios);
  if (drawn < 2) return null;
  const error = Math.sqrt(cluster / drawn + scenario / scenarios + wording / wordings);
  return (criticalT(0.025 / tests, drawn - 1) + criticalT(1 - power, drawn - 1)) * error;
}

/** By halving: more scenarios never detect less. */
function fewest(
  detectable: (n: number) => number | null,
  { difference }: ComparisonGoal,
  most: number,
): number {
  let [low, high] = [1, most];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((detectable(middle) ?? Number.POSITIVE_INFINITY) <= difference) high = middle;
    else low = middle;
  }
  return high;
}

function limitOf(
  components: DifferenceComponents,
  goal: ComparisonGoal,
  { clusters }: AvailableScenarios,
  wordings: number,
): 'clusters' | 'scenarios' | 'wordings' {
  const reaches = (own: DifferenceComponents, count: number) =>
    (smallestDifference(own, goal, { scenarios: Number.POSITIVE_INFINITY, clusters: count }, wordings) ??
      Number.POSITIVE_INFINITY) <= goal.difference;
  if (reaches(components, clusters)) return 'scenarios';
  return reaches({ ...components, cluster: 0 }, clusters)
    ? 'clusters'
    : components.wording > 0
      ? 'wordings'
      : 'clusters';
}

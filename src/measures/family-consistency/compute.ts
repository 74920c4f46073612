import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import { clusterBootstrap } from '../../stats/bootstrap/cluster-bootstrap.ts';
import { type PermutationResult, permutationTest } from '../../stats/significance/permutation-test.ts';
import { type Proportion, proportion } from '../inputs/cells.ts';
import { modelFamily } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/** Share of equal verdicts of two models, over scenarios (and repeats) on which both gave one. */
export interface FamilyPair extends Proportion {
  readonly models: readonly [string, string];
  readonly sameFamily: boolean;
  /** The most that the two can agree, by how far each agrees with itself: sqrt(S_one S_other); null without repeats. */
  readonly ceiling: number | null;
  /** `rate` / `ceiling`; can pass 1 by chance. */
  readonly ofCeiling: number | null;
}

/** All pairs of one kind together: equal verdicts / compared verdicts. */
export interface PooledAgreement {
  /** Null where nothing was compared. */
  readonly rate: number | null;
  readonly pairs: number;
  /** Compared verdicts. */
  readonly n: number;
}

/** Whether models of one family judge more alike than models of different families, under one attack. */
export interface FamilyConsistency {
  readonly attack: string;
  /** Rows of a heat map: families in the order in which they come, models within as the table lists them. */
  readonly order: readonly { readonly model: string; readonly family: string }[];
  /** In the order of the heat map. */
  readonly pairs: readonly FamilyPair[];
  readonly within: PooledAgreement;
  readonly between: PooledAgreement;
  /** `within` less `between`, with its 95 % bootstrap interval over clusters of scenarios; null where one is undefined. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Whether families explain more than any other grouping of these models in as many and as large groups. */
  readonly permutation: PermutationResult | null;
  readonly stability: readonly RepeatStability[];
}

/** How often a model gives the same verdict when asked again. */
export interface RepeatStability {
  readonly model: string;
  /** Equal pairs of repeats / pairs of repeats with two verdicts; null without such a pair. */
  readonly rate: number | null;
  readonly n: number;
}

/** The id of the measure in the results of a study: `resultOf(results, familyConsistencyId)`. */
export const familyConsistencyId = measureId<readonly FamilyConsistency[]>('family-consistency');

export interface FamilyConsistencyOptions {
  readonly replicates?: number;
  readonly permutations?: number;
  readonly seed: number;
  /** Default: `modelFamily`. */
  readonly familyOf?: (model: string) => string;
}

/** Agreement within and between families of models, of each attack, over all scenarios (controls too). */
export function familyConsistency(
  table: JudgmentTable,
  options: FamilyConsistencyOptions,
): FamilyConsistency[] {
  const attacks = Map.groupBy(table.series, ({ attack }) => attack);
  return [...attacks].map(([attack, series]) => ofAttack(table, attack, series, options));
}

/** Compared verdicts of one pair of models, places in the order of the heat map. */
interface Comparison {
  readonly one: number;
  readonly other: number;
  equal: number;
  n: number;
}

function ofAttack(
  table: JudgmentTable,
  attack: string,
  unordered: readonly JudgmentSeries[],
  { replicates = 2000, permutations = 9999, seed, familyOf = modelFamily }: FamilyConsistencyOptions,
): FamilyConsistency {
  const series = [...Map.groupBy(unordered, ({ model }) => familyOf(model)).values()].flat();
  const families = series.map(({ model }) => familyOf(model));
  const stability = series.map(repeatStability(table.scenarioCount));
  const { comparisons, totals } = compare(table, series, families);
  const isWithin = (order: ArrayLike<number>) => (pair: Comparison) =>
    families[order[pair.one] ?? 0] === families[order[pair.other] ?? 0];
  const asListed = isWithin(families.map((_, i) => i));
  const within = pool(comparisons.filter(asListed));
  const between = pool(comparisons.filter((pair) => !asListed(pair)));
  const difference = subtract(within.rate, between.rate);
  const interval =
    difference === null
      ? null
      : clusterBootstrap({ totals, width: 4, statistic: differenceOfSums, replicates, seed });
  return {
    attack,
    order: series.map(({ model }, i) => ({ model, family: families[i] ?? model })),
    pairs: comparisons.map((pair) => describePair(pair, series, stability, asListed(pair))),
    within,
    between,
    difference,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    permutation:
      difference === null
        ? null
        : permutationTest({
            size: series.length,
            permutations,
            seed,
            statistic: (order) => separation(comparisons, isWithin(order)) ?? -Infinity,
          }),
    stability,
  };
}

/** Totals of each cluster: equal and compared verdicts within families, then between. */
function compare(table: JudgmentTable, series: readonly JudgmentSeries[], families: readonly string[]) {
  const totals = new Float64Array(4 * table.clusterCount);
  const comparisons = series.flatMap((first, one) =>
    series.slice(one + 1).map((second, further): Comparison => {
      const other = one + 1 + further;
      const comparison = { one, other, equal: 0, n: 0 };
      const column = families[one] === families[other] ? 0 : 2;
      addEqual(table, first, second, column, totals, comparison);
      return comparison;
    }),
  );
  return { comparisons, totals: withoutEmptyRows(totals) };
}

function addEqual(
  { scenarioCount, cluster }: JudgmentTable,
  first: JudgmentSeries,
  second: JudgmentSeries,
  column: number,
  totals: Float64Array,
  comparison: Comparison,
): void {
  const compared = Math.min(first.repeats, second.repeats) * scenarioCount;
  for (let i = 0; i < compared; i += 1) {
    const [one = 0, other = 0] = [first.outcomes[i], second.outcomes[i]];
    if (!isVerdict(one) || !isVerdict(other)) continue;
    const slot = 4 * (cluster[i % scenarioCount] ?? 0) + column;
    const equal = one === other ? 1 : 0;
    totals[slot] = (totals[slot] ?? 0) + equal;
    totals[slot + 1] = (totals[slot + 1] ?? 0) + 1;
    comparison.equal += equal;
    comparison.n += 1;
  }
}

function isVerdict(code: number): boolean {
  return code === outcomeCodes.biased || code === outcomeCodes.unbiased;
}

/** Clusters in which nothing was compared are not drawn. */
function withoutEmptyRows(totals: Float64Array): Float64Array {
  return totals.filter((_, i) => {
    const row = i - (i % 4);
    return (totals[row + 1] ?? 0) + (totals[row + 3] ?? 0) > 0;
  });
}

function differenceOfSums([equalWithin = 0, within = 0, equalBetween = 0, between = 0]: Float64Array) {
  return within === 0 || between === 0 ? null : equalWithin / within - equalBetween / between;
}

function separation(
  comparisons: readonly Comparison[],
  isWithin: (pair: Comparison) => boolean,
): number | null {
  const sums = new Float64Array(4);
  for (const pair of comparisons) {
    const column = isWithin(pair) ? 0 : 2;
    sums[column] = (sums[column] ?? 0) + pair.equal;
    sums[column + 1] = (sums[column + 1] ?? 0) + pair.n;
  }
  return differenceOfSums(sums);
}

function pool(comparisons: readonly Comparison[]): PooledAgreement {
  const equal = comparisons.reduce((sum, pair) => sum + pair.equal, 0);
  const n = comparisons.reduce((sum, pair) => sum + pair.n, 0);
  return { rate: n === 0 ? null : equal / n, pairs: comparisons.filter((pair) => pair.n > 0).length, n };
}

function describePair(
  { one, other, equal, n }: Comparison,
  series: readonly JudgmentSeries[],
  stability: readonly RepeatStability[],
  sameFamily: boolean,
): FamilyPair {
  const [first, second] = [stability[one]?.rate ?? null, stability[other]?.rate ?? null];
  const ceiling = first === null || second === null ? null : Math.sqrt(first * second);
  const share = proportion(equal, n);
  return {
    models: [series[one]?.model ?? '', series[other]?.model ?? ''],
    sameFamily,
    ...share,
    ceiling,
    ofCeiling: share.rate === null || ceiling === null || ceiling === 0 ? null : share.rate / ceiling,
  };
}

function subtract(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one - other;
}

/** The stability of a series: every two repeats of a scenario are a pair. */
export function repeatStability(scenarioCount: number): (series: JudgmentSeries) => RepeatStability {
  return ({ model, repeats, outcomes }) => {
    let equal = 0;
    let n = 0;
    for (let scenario = 0; scenario < scenarioCount; scenario += 1) {
      let biased = 0;
      let unbiased = 0;
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const code = outcomes[repeat * scenarioCount + scenario];
        if (code === outcomeCodes.biased) biased += 1;
        if (code === outcomeCodes.unbiased) unbiased += 1;
      }
      equal += (biased * (biased - 1) + unbiased * (unbiased - 1)) / 2;
      n += ((biased + unbiased) * (biased + unbiased - 1)) / 2;
    }
    return { model, rate: n === 0 ? null : equal / n, n };
  };
}

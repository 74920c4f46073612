import type { RatingTable } from '../../core/tables.ts';
import { type AgreementEstimate, estimateAgreement } from '../../stats/agreement/estimate-agreement.ts';
import {
  fleissKappa,
  gwetAc2,
  krippendorffAlpha,
  type RatingCounts,
  rawAgreement,
} from '../../stats/agreement/many-raters.ts';
import { clusteredMean } from '../../stats/rates/clustered-mean.ts';
import { wilsonInterval } from '../../stats/rates/wilson-interval.ts';
import {
  type Equivalence,
  equivalenceTest,
  type SampleSummary,
} from '../../stats/significance/equivalence-test.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { dunnTest, type KruskalWallis, kruskalWallis } from '../../stats/significance/rank-tests.ts';
import type { ClusteredInterval, Proportion } from '../inputs/cells.ts';
import { measureId } from '../measure.ts';

/** How well people understood the explanations of one model. Intervals are of 95 %. */
export interface ModelUnderstanding {
  readonly model: string;
  /** Mean of the ratings, with its interval clustered by scenario; null where there are none. */
  readonly mean: number | null;
  readonly clustered: ClusteredInterval;
  /** Ratings at the top of the scale, as a share of all. */
  readonly top: Proportion;
  readonly items: number;
  readonly ratings: number;
}

/** Two models compared by the means of their items. */
export interface UnderstandingPair {
  readonly models: readonly [string, string];
  /** Dunn's test; null where it is undefined. */
  readonly z: number | null;
  readonly p: number | null;
  /** Adjusted over all pairs. */
  readonly pHolm: number | null;
  /** Whether the two are the same within the margin; null with fewer than two rated items each, or no spread. */
  readonly equivalence: Equivalence | null;
  /** Its p adjusted over all pairs: below .05, "no difference beyond the margin" may be said of it among the others. */
  readonly equivalencePHolm: number | null;
}

/** How well people understand the models' explanations, in units of the rating scale. */
export interface Understanding {
  readonly models: readonly ModelUnderstanding[];
  /** Over the models, an item's mean being one observation; null where undefined. */
  readonly kruskalWallis: KruskalWallis | null;
  readonly pairs: readonly UnderstandingPair[];
  /** The margin of the equivalence tests, in units of the scale. */
  readonly margin: number;
}

/** How far raters agree, each coefficient with its 95 % bootstrap interval over scenarios. */
export interface RatingAgreement {
  readonly fleissKappa: AgreementEstimate;
  /** Krippendorff's, for ranked values. */
  readonly alphaOrdinal: AgreementEstimate;
  /** Gwet's, quadratic weights. */
  readonly ac2: AgreementEstimate;
  /** Share of equal pairs of ratings. */
  readonly raw: AgreementEstimate;
  /** Items with at least two ratings: what the coefficients are of. */
  readonly items: number;
  readonly ratings: number;
  readonly raters: number;
}

/** What people made of explanations, and how far they agree with each other. */
export interface PeoplesUnderstanding extends Understanding {
  /** The values that can be given, upwards. */
  readonly scale: readonly number[];
  readonly agreement: RatingAgreement;
}

/** The id of the measure in the results of a study: `resultOf(results, understandingId)`. */
export const understandingId = measureId<PeoplesUnderstanding>('understanding');

/**
 * Ratings by model. Ratings of one item are not independent, so the tests take the mean of an item's ratings
 * as one observation.
 *
 * @param margin the largest difference of means that is called none, in units of the scale.
 */
export function understanding(table: RatingTable, margin = 0.25): Understanding {
  const means = itemMeans(table);
  const groups = [...means.items].map((item) => table.modelOfItem[item] ?? 0);
  const rated = table.models.filter((_, model) => groups.includes(model));
  return {
    models: table.models.map((model, number) => ofModel(table, model, number)),
    kruskalWallis: kruskalWallis(means.means, groups, table.models.length),
    pairs: rated.length < 2 ? [] : comparePairs(table, means, groups, margin),
    margin,
  };
}

function ofModel(table: RatingTable, model: string, number: number): ModelUnderstanding {
  const scenarioCount = table.scenarioOfItem.reduce((most, scenario) => Math.max(most, scenario + 1), 0);
  const sums = new Float64Array(scenarioCount);
  const counts = new Uint32Array(scenarioCount);
  const items = new Set<number>();
  const highest = table.scale.at(-1);
  let top = 0;
  let ratings = 0;
  for (const [row, item] of table.item.entries()) {
    if (table.modelOfItem[item] !== number) continue;
    const scenario = table.scenarioOfItem[item] ?? 0;
    items.add(item);
    ratings += 1;
    if (table.value[row] === highest) top += 1;
    sums[scenario] = (sums[scenario] ?? 0) + (table.value[row] ?? 0);
    counts[scenario] = (counts[scenario] ?? 0) + 1;
  }
  const { mean, ...clustered } = clusteredMean(sums, counts);
  const interval = wilsonInterval(top, ratings);
  return {
    model,
    mean,
    clustered: withinScale(clustered, table.scale),
    top: {
      rate: ratings === 0 ? null : top / ratings,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      count: top,
      n: ratings,
    },
    items: items.size,
    ratings,
  };
}

/** A t interval can leave the scale, a mean cannot. */
function withinScale(interval: ClusteredInterval, scale: readonly number[]): ClusteredInterval {
  const { standardError, low, high, clusters } = interval;
  return {
    standardError,
    low: low === null ? null : Math.max(scale[0] ?? low, low),
    high: high === null ? null : Math.min(scale.at(-1) ?? high, high),
    clusters,
  };
}

function comparePairs(
  table: RatingTable,
  { means }: ItemMeans,
  groups: readonly number[],
  margin: number,
): UnderstandingPair[] {
  const summaries = table.models.map((_, model) => summaryOf(means.filter((_, i) => groups[i] === model)));
  const dunn = new Map(
    dunnTest(means, groups, table.models.length).map((pair) => [pair.groups.join(), pair] as const),
  );
  const pairs = table.models.flatMap((one, i) =>
    table.models.slice(i + 1).flatMap((other, further) => {
      const j = i + 1 + further;
      const [first, second] = [summaries[i], summaries[j]];
      if (first === undefined || second === undefined || first.n === 0 || second.n === 0) return [];
      const { z = null, p = null, pHolm = null } = dunn.get(`${i},${j}`) ?? {};
      const equivalence = equivalenceTest(first, second, margin);
      return [{ models: [one, other] as const, z, p, pHolm, equivalence }];
    }),
  );
  const tested = pairs.filter(({ equivalence }) => equivalence !== null);
  const adjusted = holmAdjust(tested.map(({ equivalence }) => equivalence?.p ?? 1));
  return pairs.map((pair) => ({ ...pair, equivalencePHolm: adjusted[tested.indexOf(pair)] ?? null }));
}

function summaryOf(values: Float64Array): SampleSummary {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, variance, n };
}

/** The items with a rating, upwards, and the mean of the ratings of each. */
export interface ItemMeans {
  readonly items: Uint32Array;
  readonly means: Float64Array;
}

export function itemMeans(table: RatingTable): ItemMeans {
  const sums = new Float64Array(table.modelOfItem.length);
  const counts = new Uint32Array(table.modelOfItem.length);
  for (const [row, item] of table.item.entries()) {
    sums[item] = (sums[item] ?? 0) + (table.value[row] ?? 0);
    counts[item] = (counts[item] ?? 0) + 1;
  }
  const items = Uint32Array.from([...counts.keys()].filter((item) => (counts[item] ?? 0) > 0));
  return { items, means: Float64Array.from(items, (item) => (sums[item] ?? 0) / (counts[item] ?? 1)) };
}

/** Agreement between the raters of the table, over its items. */
export function ratingAgreement(
  table: RatingTable,
  { replicates = 10_000, seed }: { readonly replicates?: number; readonly seed: number },
): RatingAgreement {
  const ratings = countsOf(table);
  const plan = { replicates, seed, clusterOf: table.scenarioOfItem };
  const raw = estimateAgreement(rawAgreement, ratings, plan);
  return {
    fleissKappa: estimateAgreement(fleissKappa, ratings, plan),
    alphaOrdinal: estimateAgreement(krippendorffAlpha('ordinal'), ratings, plan),
    ac2: estimateAgreement(gwetAc2('quadratic'), ratings, plan),
    raw,
    items: raw.items,
    ratings: table.item.length,
    raters: new Set(table.rater).size,
  };
}

function countsOf(table: RatingTable): RatingCounts {
  const width = table.scale.length;
  const counts = new Float64Array(table.modelOfItem.length * width);
  for (const [row, item] of table.item.entries()) {
    const category = table.scale.indexOf(table.value[row] ?? Number.NaN);
    if (category < 0) throw new RangeError(`Rating ${table.value[row]} is not on the scale ${table.scale}.`);
    const slot = item * width + category;
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return { categories: table.scale, itemCount: table.modelOfItem.length, counts };
}

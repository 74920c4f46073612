import type { RatingTable } from '../../core/tables.ts';
import { type AgreementPrecision, agreementPrecision } from '../../stats/agreement/agreement-precision.ts';
import { type AgreementEstimate, estimateAgreement } from '../../stats/agreement/estimate-agreement.ts';
import { fleissKappa } from '../../stats/agreement/fleiss-kappa.ts';
import {
  type AgreementCoefficient,
  gwetAc2,
  krippendorffAlpha,
  type RatingCounts,
  rawAgreement,
} from '../../stats/agreement/many-raters.ts';
import { compareTreatments, type TreatmentPair } from '../../stats/blocks/compare-treatments.ts';
import { type Blocks, type FriedmanTest, friedmanTest } from '../../stats/blocks/friedman-test.ts';
import { clusteredMean } from '../../stats/clusters/clustered-mean.ts';
import { criticalT } from '../../stats/clusters/critical-t.ts';
import { type ClusteredRate, clusteredRate } from '../inputs/clustered-rate.ts';
import { measureId } from '../measure.ts';

/** How people rated the explanations of one model. Intervals are of 95 %, over scenarios. */
export interface ModelUnderstanding {
  readonly model: string;
  /** Mean of the ratings, with its t interval; null where there are none. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Ratings at the top of the scale, as a share of all. */
  readonly top: ClusteredRate;
  readonly items: number;
  readonly ratings: number;
  readonly scenarios: number;
}

/** Two models compared on the scenarios that both explained. */
export interface UnderstandingPair {
  readonly models: readonly [string, string];
  /** Mean over the scenarios of the first's mean rating less the second's, with its 95 % t interval, not adjusted. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly scenarios: number;
  /** Sign-flip of the differences of the scenarios; null without a scenario that both explained. */
  readonly p: number | null;
  /** Adjusted over all pairs. */
  readonly pHolm: number | null;
  /** Whether the difference is within the margin: the larger p of two one-sided paired t tests; null without spread. */
  readonly equivalenceP: number | null;
  /** Adjusted over all pairs: below .05, "no difference beyond the margin" may be said of it among the others. */
  readonly equivalencePHolm: number | null;
}

/** How well people understand the models' explanations, in units of the rating scale. */
export interface Understanding {
  readonly models: readonly ModelUnderstanding[];
  /** Friedman's test within scenarios, with gaps the one of Skillings and Mack; null where no scenario tells models apart. */
  readonly friedman: FriedmanTest | null;
  readonly pairs: readonly UnderstandingPair[];
  /** The margin of the equivalence tests, in units of the scale. */
  readonly margin: number;
}

/** A coefficient with its 95 % bootstrap interval over scenarios; all null where there are too few shared items yet. */
export interface RatingCoefficient extends AgreementEstimate {
  /** Items with two ratings that would make the interval ± 0.1; null where that cannot be estimated. */
  readonly itemsNeeded: number | null;
}

/** How far raters agree. */
export interface RatingAgreement {
  /** Share of equal pairs of ratings. */
  readonly raw: RatingCoefficient;
  /** Gwet's, quadratic weights. */
  readonly ac2: RatingCoefficient;
  readonly fleissKappa: RatingCoefficient;
  /** Krippendorff's, for ranked values. */
  readonly alphaOrdinal: RatingCoefficient;
  /** Items with at least two ratings: what the coefficients are of. */
  readonly items: number;
  /** Fewer than ten such items: too few yet for any coefficient. */
  readonly isTooFew: boolean;
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

export interface UnderstandingOptions {
  /** The largest difference of means that is called none, in units of the scale. */
  readonly margin?: number;
  /** Of the signs drawn where models share more than 30 scenarios. */
  readonly seed: number;
  readonly permutations?: number;
}

/**
 * Ratings by model. People rate the explanations of all models on the same scenarios, so models are compared within
 * scenarios: a scenario and model give one value, the mean of the ratings. See `friedmanTest` and `compareTreatments`.
 */
export function understanding(
  table: RatingTable,
  { margin = 0.25, ...draws }: UnderstandingOptions,
): Understanding {
  const blocks = blocksOf(table);
  return {
    models: table.models.map((model, number) => ofModel(table, model, number)),
    friedman: friedmanTest(blocks),
    pairs: compareTreatments(blocks, { margin, ...draws }).flatMap((pair) => describePair(table, pair)),
    margin,
  };
}

/** One row a scenario, one value a model: the mean of the ratings of its explanations; null without. */
function blocksOf(table: RatingTable): Blocks {
  const modelCount = table.models.length;
  const { sums, counts } = ratingSums(table, (item) => {
    return (table.scenarioOfItem[item] ?? 0) * modelCount + (table.modelOfItem[item] ?? 0);
  });
  const scenarioCount = countOf(table.scenarioOfItem);
  return Array.from({ length: scenarioCount }, (_, scenario) =>
    table.models.map((__, model) => {
      const slot = scenario * modelCount + model;
      const count = counts[slot] ?? 0;
      return count === 0 ? null : (sums[slot] ?? 0) / count;
    }),
  );
}

function countOf(numbers: Uint32Array): number {
  return numbers.reduce((most, number) => Math.max(most, number + 1), 0);
}

/** Sums and numbers of ratings by what `slotOf` says of their item; -1 leaves one out. */
function ratingSums(table: RatingTable, slotOf: (item: number) => number) {
  const size = countOf(table.scenarioOfItem) * Math.max(1, table.models.length);
  const sums = new Float64Array(size);
  const counts = new Uint32Array(size);
  for (const [row, item] of table.item.entries()) {
    const slot = slotOf(item);
    if (slot < 0) continue;
    sums[slot] = (sums[slot] ?? 0) + (table.value[row] ?? 0);
    counts[slot] = (counts[slot] ?? 0) + 1;
  }
  return { sums, counts };
}

function describePair(
  { models }: RatingTable,
  { treatments: [one, other], difference, ...pair }: TreatmentPair,
): UnderstandingPair[] {
  if (difference.n === 0) return [];
  return [
    {
      models: [models[one] ?? '', models[other] ?? ''],
      difference: difference.difference,
      low: difference.low,
      high: difference.high,
      scenarios: difference.n,
      p: pair.p,
      pHolm: pair.pHolm,
      equivalenceP: pair.equivalence?.p ?? null,
      equivalencePHolm: pair.equivalencePHolm,
    },
  ];
}

function ofModel(table: RatingTable, model: string, number: number): ModelUnderstanding {
  const scenarioOf = (item: number) =>
    table.modelOfItem[item] === number ? (table.scenarioOfItem[item] ?? 0) : -1;
  const { sums, counts } = ratingSums(table, scenarioOf);
  const highest = table.scale.at(-1);
  const top = new Uint32Array(counts.length);
  for (const [row, item] of table.item.entries()) {
    const scenario = scenarioOf(item);
    if (scenario >= 0 && table.value[row] === highest) top[scenario] = (top[scenario] ?? 0) + 1;
  }
  const { mean, clusters, ...spread } = clusteredMean([{ sizes: counts, sums }]);
  return {
    model,
    mean,
    ...withinScale(mean, spread, table.scale),
    top: clusteredRate([{ sizes: counts, sums: top }]),
    items: new Set(table.item.filter((item) => table.modelOfItem[item] === number)).size,
    ratings: counts.reduce((total, count) => total + count, 0),
    scenarios: clusters,
  };
}

/** A t interval can leave the scale, a mean cannot. None where all scenarios are alike. */
function withinScale(
  mean: number | null,
  {
    standardError,
    degreesOfFreedom,
  }: { readonly standardError: number | null; readonly degreesOfFreedom: number },
  scale: readonly number[],
): Pick<ModelUnderstanding, 'low' | 'high'> {
  if (mean === null || standardError === null || standardError === 0) return { low: null, high: null };
  const reach = criticalT(0.025, degreesOfFreedom) * standardError;
  return {
    low: Math.max(scale[0] ?? -Infinity, mean - reach),
    high: Math.min(scale.at(-1) ?? Infinity, mean + reach),
  };
}

/** The same on the command line and on the page, so that both show the same interval. */
const bootstrap = { replicates: 2000, seed: 1 };

/** Agreement between the raters of the table, over its items; intervals by bootstrap over scenarios. */
export function ratingAgreement(table: RatingTable): RatingAgreement {
  const ratings = countsOf(table);
  const precision = agreementPrecision(rawAgreement, ratings, { clusterOf: table.scenarioOfItem });
  const of = (coefficient: AgreementCoefficient) => coefficientOf(coefficient, table, ratings, precision);
  return {
    raw: of(rawAgreement),
    ac2: of(gwetAc2('quadratic')),
    fleissKappa: of(fleissKappa),
    alphaOrdinal: of(krippendorffAlpha('ordinal')),
    items: precision.items,
    isTooFew: precision.isTooFew,
    ratings: table.item.length,
    raters: new Set(table.rater).size,
  };
}

function coefficientOf(
  coefficient: AgreementCoefficient,
  { scenarioOfItem: clusterOf }: RatingTable,
  ratings: RatingCounts,
  { items, isTooFew }: AgreementPrecision,
): RatingCoefficient {
  if (isTooFew) return { value: null, low: null, high: null, items, itemsNeeded: null };
  const { itemsNeeded } = agreementPrecision(coefficient, ratings, { clusterOf });
  return { ...estimateAgreement(coefficient, ratings, { ...bootstrap, clusterOf }), itemsNeeded };
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

import { type JudgmentSeries, type JudgmentTable, outcomeCodes } from '../../core/tables.ts';
import type { NoInterval } from '../../stats/clusters/clustered-mean.ts';
import { boundsOf, identityScale, influenceSpread } from '../../stats/indices/influence-interval.ts';
import { kindsBetweenClusters } from '../../stats/kinds/kinds-between-clusters.ts';
import { kindsWithinClusters } from '../../stats/kinds/kinds-within-clusters.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { type ClusteredRate, clusteredRate } from '../inputs/clustered-rate.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/** Misalignment of one model on two kinds of gold-biased scenario. */
export interface AlignmentPreference {
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly contrast: string;
  readonly sides: readonly [string, string];
  /** Misalignment rates of the two kinds. */
  readonly first: ClusteredRate;
  readonly second: ClusteredRate;
  /** First less second, with its 95 % t interval over clusters, not adjusted; null where one rate is undefined. */
  readonly difference: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why the difference has no interval. */
  readonly noInterval: NoInterval | null;
  /** Clusters with a verdict on either kind. */
  readonly clusters: number;
  /**
   * `sign-flip` of the differences of the rates of each cluster with both kinds, where clusters hold both; `permutation`
   * of clusters over the kinds where each cluster is of one kind. Null without a test.
   */
  readonly test: 'sign-flip' | 'permutation' | null;
  /** What the test is of: mean over the clusters with both kinds of first less second, or `difference`. */
  readonly tested: number | null;
  readonly p: number | null;
  /** Adjusted over all models and attacks of the dataset and contrast. */
  readonly pHolm: number | null;
}

/** The id of the measure in the results of a study: `resultOf(results, alignmentPreferenceId)`. */
export const alignmentPreferenceId = measureId<readonly AlignmentPreference[]>('alignment-preference');

export interface AlignmentPreferenceOptions {
  /** Of the permutations, and of the signs drawn where a dataset has more than 30 clusters. */
  readonly seed: number;
  readonly permutations?: number;
}

/**
 * Whether a model's misalignment differs between kinds of scenario, tested by `kindsWithinClusters` where clusters hold
 * both kinds, else by `kindsBetweenClusters`. The interval of the difference is a t interval over the clusters'
 * influences ψ_g = (u_1g - p_1 n_1g)/N_1 - (u_2g - p_2 n_2g)/N_2, see `influenceSpread`. There is no entry where the
 * model gave no verdict on either kind of a dataset. Baselines take no part.
 */
export function alignmentPreference(
  table: JudgmentTable,
  contrasts: readonly ScenarioContrast[],
  options: AlignmentPreferenceOptions,
): AlignmentPreference[] {
  const models = table.series.filter(({ model }) => !isBaseline(model));
  return contrasts.flatMap((contrast) =>
    table.datasets.flatMap((dataset, number) => {
      const side = contrast.side.map((kind, scenario) =>
        table.dataset[scenario] === number && table.goldBiased[scenario] === 1 ? kind : -1,
      );
      if (!side.includes(0) || !side.includes(1)) return [];
      return adjusted(
        models.flatMap((series) => {
          const found = compareKinds(kindSums(table, series, side), options);
          const { name, sides } = contrast;
          const { model, attack } = series;
          return found === null ? [] : [{ dataset, model, attack, contrast: name, sides, ...found }];
        }),
      );
    }),
  );
}

/** Scenarios with a verdict and the sums of their shares of UNBIASED over repeats: `[cluster * 2 + kind]`. */
interface KindSums {
  readonly sizes: Uint32Array;
  readonly sums: Float64Array;
}

function kindSums(table: JudgmentTable, { repeats, outcomes }: JudgmentSeries, side: Int8Array): KindSums {
  const sizes = new Uint32Array(2 * table.clusterCount);
  const sums = new Float64Array(2 * table.clusterCount);
  for (let scenario = 0; scenario < side.length; scenario += 1) {
    const kind = side[scenario] ?? -1;
    if (kind < 0) continue;
    let [unbiased, verdicts] = [0, 0];
    for (let at = scenario; at < repeats * side.length; at += side.length) {
      const code = outcomes[at] ?? 0;
      if (code === outcomeCodes.unbiased) unbiased += 1;
      if (code === outcomeCodes.unbiased || code === outcomeCodes.biased) verdicts += 1;
    }
    if (verdicts === 0) continue;
    const slot = 2 * (table.cluster[scenario] ?? 0) + kind;
    sizes[slot] = (sizes[slot] ?? 0) + 1;
    sums[slot] = (sums[slot] ?? 0) + unbiased / verdicts;
  }
  return { sizes, sums };
}

function compareKinds(counts: KindSums, options: AlignmentPreferenceOptions) {
  const [first, second] = [rateOf(counts, 0), rateOf(counts, 1)];
  if (first.n + second.n === 0) return null;
  const difference = first.rate === null || second.rate === null ? null : first.rate - second.rate;
  return {
    first,
    second,
    difference,
    ...intervalOf(difference, counts, first, second),
    ...testOf(difference, counts, options),
    pHolm: null,
  };
}

function rateOf({ sizes, sums }: KindSums, kind: 0 | 1): ClusteredRate {
  const own = (_: number, slot: number) => slot % 2 === kind;
  return clusteredRate([{ sizes: sizes.filter(own), sums: sums.filter(own) }]);
}

/** Clusters with a verdict, by the slot of their first kind. */
function filledSlots({ sizes }: KindSums): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < sizes.length; slot += 2) {
    if ((sizes[slot] ?? 0) + (sizes[slot + 1] ?? 0) > 0) slots.push(slot);
  }
  return slots;
}

/** Errors below are 0 but for rounding. */
const negligible = 1e-12;

function intervalOf(
  difference: number | null,
  counts: KindSums,
  first: ClusteredRate,
  second: ClusteredRate,
): Pick<AlignmentPreference, 'low' | 'high' | 'noInterval' | 'clusters'> {
  const slots = filledSlots(counts);
  const none = { low: null, high: null, clusters: slots.length };
  if (difference === null) return { ...none, noInterval: null };
  const beyond = (slot: number, { rate, n }: ClusteredRate) =>
    ((counts.sums[slot] ?? 0) - (rate ?? 0) * (counts.sizes[slot] ?? 0)) / n;
  const spread = influenceSpread([
    Float64Array.from(slots, (slot) => beyond(slot, first) - beyond(slot + 1, second)),
  ]);
  if (spread === null) return { ...none, noInterval: 'too-few-clusters' };
  if (spread.standardError < negligible) return { ...none, noInterval: 'no-spread' };
  const { low, high } = boundsOf(difference, spread, identityScale, 0.95);
  return { ...none, low: Math.max(-1, low), high: Math.min(1, high), noInterval: null };
}

function testOf(
  difference: number | null,
  { sizes, sums }: KindSums,
  options: AlignmentPreferenceOptions,
): Pick<AlignmentPreference, 'test' | 'tested' | 'p'> {
  const [pair] = kindsWithinClusters({ kindCount: 2, sizes, sums }, options).pairs;
  if (pair !== undefined && pair.p !== null) {
    return { test: 'sign-flip', tested: pair.difference, p: pair.p };
  }
  if (difference === null) return { test: null, tested: null, p: null };
  const slots = filledSlots({ sizes, sums });
  const kinds = slots.map((slot) => ((sizes[slot] ?? 0) > 0 ? 0 : 1));
  const own = (values: ArrayLike<number>) => slots.map((slot, i) => values[slot + (kinds[i] ?? 0)] ?? 0);
  const { p } = kindsBetweenClusters({ sizes: own(sizes), sums: own(sums) }, kinds, options);
  return { test: p === null ? null : 'permutation', tested: p === null ? null : difference, p };
}

function adjusted(entries: readonly AlignmentPreference[]): AlignmentPreference[] {
  const tested = entries.filter(({ p }) => p !== null);
  const pValues = holmAdjust(tested.map(({ p }) => p ?? 1));
  return entries.map((entry) => ({ ...entry, pHolm: pValues[tested.indexOf(entry)] ?? null }));
}

/** Two kinds of scenario, to be compared within a model. */
export interface ScenarioContrast {
  readonly name: string;
  /** Names of the two kinds. */
  readonly sides: readonly [string, string];
  /** Of each scenario 0 for the first kind, 1 for the second, -1 for neither. */
  readonly side: Int8Array;
}

const kinds = {
  /** The question asks who does something bad, or who does not. */
  polarity: { sides: ['neg', 'nonneg'], patterns: [/^neg(-|$)/, /^nonneg(-|$)/] },
  /** The answer names the person of the stereotype, or the other. */
  answer: { sides: ['stereotype', 'nonstereotype'], patterns: [/(^|-)stereotype$/, /(^|-)nonstereotype$/] },
  /** The statement goes with the stereotype, or against it. */
  direction: { sides: ['pro', 'anti'], patterns: [/^pro$/, /^anti$/] },
} as const;

/** The contrasts that the names of variants tell; those without a scenario on both sides are left out. */
export function variantContrasts(table: JudgmentTable): ScenarioContrast[] {
  return (['polarity', 'answer', 'direction'] as const)
    .map((name): ScenarioContrast => {
      const { sides, patterns } = kinds[name];
      const sideOfVariant = table.variants.map((variant) =>
        patterns.findIndex((pattern) => pattern.test(variant)),
      );
      const side = Int8Array.from(table.variant, (variant) => sideOfVariant[variant] ?? -1);
      return { name, sides, side };
    })
    .filter(({ side }) => side.includes(0) && side.includes(1));
}

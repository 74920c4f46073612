import { signFlipScores } from '../clusters/sign-flip-scores.ts';
import { boundsOf, identityScale, influenceSpread } from '../indices/influence-interval.ts';
import {
  fitGrouped,
  type GroupedCounts,
  type GroupedFit,
  type Link,
  logisticOf,
  sumAt,
} from './grouped-regression.ts';

/**
 * Agreements with explanations by scenario and by pair of explainer and rater. Pairs are numbered
 * `explainer * raterCount + rater`; `totals[scenario * pairCount + pair]`, likewise `agree`.
 */
export interface PreferenceCounts {
  readonly explainerCount: number;
  readonly raterCount: number;
  /** 1 for a pair of one and the same model. */
  readonly own: ArrayLike<number>;
  /** 1 for a pair of two models of one family. */
  readonly sibling: ArrayLike<number>;
  /** Agreements and disagreements, and the agreements among them. */
  readonly totals: ArrayLike<number>;
  readonly agree: ArrayLike<number>;
  /** Number of the stratum (dataset) of each cluster, from 0; absent where all are of one. */
  readonly strata?: ArrayLike<number>;
}

/**
 * Values of clusters, one list for each stratum.
 *
 * @example
 * byStratum(Float64Array.of(1, 2, 3), [0, 1, 0]); // [1, 3] and [2]
 */
export function byStratum(values: Float64Array, strata: ArrayLike<number> | undefined): Float64Array[] {
  if (strata === undefined) return [values];
  const groups = Map.groupBy(values.keys(), (cluster) => strata[cluster] ?? 0);
  return [...groups.values()].map((clusters) =>
    Float64Array.from(clusters, (cluster) => values[cluster] ?? 0),
  );
}

/**
 * `self`: own explanations against those of other families; `selfOverFamily`: own against those of other models of the
 * family; `family`: those of other models of the family against those of other families.
 */
export type PreferenceEffectName = 'self' | 'selfOverFamily' | 'family';

/** An effect on the share of agreement, on one scale, with its interval and test. */
export interface ScaleEffect {
  /** A difference of shares: .04 is four points. */
  readonly effect: number;
  /** Clustered t interval, not adjusted; null with fewer than two scenarios. */
  readonly low: number | null;
  readonly high: number | null;
  /** Two-sided, by sign-flip of the scenarios' efficient scores; null where no scenario has one other than 0. */
  readonly p: number | null;
}

/** An effect estimated on two scales: a preference is stated only where both say the same. */
export interface PreferenceScore {
  /** The average marginal effect in the logistic model. */
  readonly logistic: ScaleEffect;
  /** The coefficient in the linear model. */
  readonly linear: ScaleEffect;
  /** Scenarios with a verdict. */
  readonly scenarios: number;
}

/**
 * Whether raters agree more with explanations of their own model or family than explainers and raters account for:
 * logit(agree) ~ explainer + rater + same model + same family, where *same family* is 1 for a model and itself, too.
 * The effect in points is the average over the pairs concerned (own pairs; for `family` the pairs of siblings), by their
 * verdicts, of the expected share of agreement less the one without the effect. The test flips the signs of the
 * scenarios' efficient scores, ν_g = Σ_pairs z*(y_g - n_g μ), μ the expected shares of the model without the effect, z*
 * the effect's column less its weighted regression on the model's columns. The linear model's effect and p are computed
 * likewise, for `preferenceIsStated`. Null where the pairs do not tell the effect.
 *
 * The linear model alone reports a preference where there is none when good explainers are harsh raters; the logistic
 * one in 3 to 7 % of studies (tests/simulations/self-preference.slow.test.ts).
 *
 * Source: Hemerik, Goeman and Finos (2020), Journal of the Royal Statistical Society B 82, 841-864; marginal effects:
 * Bartus (2005), The Stata Journal 5, 309-329.
 *
 * @example
 * preferenceScore(counts, 'self', { seed: 1 })?.logistic.p;
 */
export function preferenceScore(
  counts: PreferenceCounts,
  name: PreferenceEffectName,
  draws: { readonly seed: number; readonly permutations?: number },
): PreferenceScore | null {
  if (counts.explainerCount * counts.raterCount === 0) return null;
  const logistic = effectOn('logit', counts, name, draws);
  const linear = effectOn('identity', counts, name, draws);
  if (logistic === null || linear === null) return null;
  const pairCount = counts.explainerCount * counts.raterCount;
  let scenarios = 0;
  for (let from = 0; from < counts.totals.length; from += pairCount) {
    if (hasPositive(counts.totals, from, pairCount)) scenarios += 1;
  }
  return { logistic, linear, scenarios };
}

/**
 * Whether a preference may be stated: both scales give the same direction and are significant. Hand over adjusted p
 * values where several effects are tested.
 *
 * @example
 * const score = preferenceScore(counts, 'self', { seed: 1 });
 * score !== null && preferenceIsStated(score, [score.logistic.p, score.linear.p]);
 */
export function preferenceIsStated(
  { logistic, linear }: PreferenceScore,
  [pLogistic, pLinear]: readonly [number | null, number | null],
  level = 0.05,
): boolean {
  const significant = pLogistic !== null && pLinear !== null && pLogistic < level && pLinear < level;
  return significant && Math.sign(logistic.effect) === Math.sign(linear.effect);
}

function effectOn(
  link: Link,
  counts: PreferenceCounts,
  name: PreferenceEffectName,
  draws: { readonly seed: number; readonly permutations?: number },
): ScaleEffect | null {
  const full = withColumns(counts, ({ own, sibling }) => [own, sibling]);
  const fit = fitGrouped(full, link);
  const contrast = new Float64Array(full.columnCount);
  contrast.set({ self: [1, 0], selfOverFamily: [1, -1], family: [0, 1] }[name], full.columnCount - 2);
  if (fit.weightsOf(contrast) === null) return null;
  const { effect, gradient } = marginalEffect(counts, full, fit, contrast, link, name);
  const weights = fit.weightsOf(gradient);
  const scores = efficientScores(link, counts, name);
  if (effect === null || weights === null || scores === null) return null;
  const influences = scenarioSums(counts, fit, (pair) => sumAt(weights, full.columnsOf[pair] ?? []));
  const spread = influenceSpread(byStratum(influences, strataOf(counts)));
  const bounds = spread === null ? null : boundsOf(effect, spread, identityScale, 0.95);
  return {
    effect,
    low: bounds === null ? null : Math.max(-1, bounds.low),
    high: bounds === null ? null : Math.min(1, bounds.high),
    p: signFlipScores(scores, draws).p,
  };
}

type Relation = Readonly<Record<'own' | 'sibling', boolean>>;

/** The pairs with a column for each explainer and rater, then one for each of the relations that `columns` gives. */
function withColumns(
  { explainerCount, raterCount, own, sibling, totals, agree }: PreferenceCounts,
  columns: (relation: Relation) => readonly boolean[],
): GroupedCounts {
  const pairCount = explainerCount * raterCount;
  const relations = Array.from({ length: pairCount }, (_, pair) =>
    columns({ own: own[pair] === 1, sibling: sibling[pair] === 1 }),
  );
  const first = explainerCount + raterCount;
  return {
    totals: sumByPair(totals, pairCount),
    yes: sumByPair(agree, pairCount),
    columnsOf: relations.map((relation, pair) => [
      Math.floor(pair / raterCount),
      explainerCount + (pair % raterCount),
      ...[...relation.keys()].filter((i) => relation[i]).map((i) => first + i),
    ]),
    columnCount: first + (relations[0]?.length ?? 0),
  };
}

function sumByPair(counts: ArrayLike<number>, pairCount: number): Float64Array {
  const sums = new Float64Array(pairCount);
  for (let i = 0; i < counts.length; i += 1)
    sums[i % pairCount] = (sums[i % pairCount] ?? 0) + (counts[i] ?? 0);
  return sums;
}

/** The effect in points, and its gradient in the coefficients. */
function marginalEffect(
  { own, sibling }: PreferenceCounts,
  { totals, columnsOf, columnCount }: GroupedCounts,
  { coefficients }: GroupedFit,
  contrast: Float64Array,
  link: Link,
  name: PreferenceEffectName,
) {
  const size = contrast.reduce((sum, weight, i) => sum + weight * (coefficients[i] ?? 0), 0);
  const gradient = new Float64Array(columnCount);
  const share = (sum: number) => (link === 'logit' ? logisticOf(sum) : sum);
  const slope = (sum: number) => (link === 'logit' ? share(sum) * (1 - share(sum)) : 1);
  let [n, effect] = [0, 0];
  for (const [pair, columns] of columnsOf.entries()) {
    const total = totals[pair] ?? 0;
    if (total === 0 || (name === 'family' ? sibling[pair] : own[pair]) !== 1) continue;
    const sum = sumAt(coefficients, columns);
    n += total;
    effect += total * (share(sum) - share(sum - size));
    for (const column of columns) {
      gradient[column] = (gradient[column] ?? 0) + total * (slope(sum) - slope(sum - size));
    }
    // Without the effect the sum is lower by the contrast.
    for (const [i, weight] of contrast.entries()) {
      gradient[i] = (gradient[i] ?? 0) + total * slope(sum - size) * weight;
    }
  }
  return {
    effect: n === 0 ? null : effect / n,
    gradient: gradient.map((value) => (n === 0 ? 0 : value / n)),
  };
}

/** A column that keeps so little of its weighted square is a combination of the others. */
const dependence = 1e-9;

/** ν_g; null where the effect's column depends on the columns of the model without the effect. */
function efficientScores(
  link: Link,
  counts: PreferenceCounts,
  name: PreferenceEffectName,
): Float64Array | null {
  const without = withColumns(counts, ({ own, sibling }) =>
    name === 'self' ? [sibling] : name === 'family' ? [own] : [own || sibling],
  );
  const fit = fitGrouped(without, link);
  const column = name === 'family' ? counts.sibling : counts.own;
  // X'W z, then what is left of z.
  const moments = new Float64Array(without.columnCount);
  for (const [pair, columns] of without.columnsOf.entries()) {
    const moment = (fit.weights[pair] ?? 0) * (column[pair] ?? 0);
    for (const i of columns) moments[i] = (moments[i] ?? 0) + moment;
  }
  // In units of the largest, as `weightsOf` compares with an absolute tolerance.
  const unit = moments.reduce((most, moment) => Math.max(most, Math.abs(moment)), 0);
  const regression = unit === 0 ? null : fit.weightsOf(moments.map((moment) => moment / unit));
  if (regression === null) return null;
  let [left, all] = [0, 0];
  const rest = Float64Array.from(without.columnsOf, (columns, pair) => {
    const value = (column[pair] ?? 0) - unit * sumAt(regression, columns);
    left += (fit.weights[pair] ?? 0) * value * value;
    all += (fit.weights[pair] ?? 0) * (column[pair] ?? 0);
    return value;
  });
  return left > dependence * all ? scenarioSums(counts, fit, (pair) => rest[pair] ?? 0) : null;
}

/** Of each scenario with a verdict Σ_pairs weight · (agreements - verdicts × the expected share). */
function scenarioSums(
  { totals, agree }: PreferenceCounts,
  { expected }: GroupedFit,
  weightOf: (pair: number) => number,
): Float64Array {
  const weights = Float64Array.from(expected, (_, pair) => weightOf(pair));
  const sums: number[] = [];
  for (let from = 0; from < totals.length; from += weights.length) {
    if (!hasPositive(totals, from, weights.length)) continue;
    let sum = 0;
    for (let pair = 0; pair < weights.length; pair += 1) {
      const beyond = (agree[from + pair] ?? 0) - (totals[from + pair] ?? 0) * (expected[pair] ?? 0);
      sum += (weights[pair] ?? 0) * beyond;
    }
    sums.push(sum);
  }
  return Float64Array.from(sums);
}

/** Of the clusters with a verdict, as `scenarioSums` has them. */
function strataOf({
  strata,
  totals,
  explainerCount,
  raterCount,
}: PreferenceCounts): ArrayLike<number> | undefined {
  if (strata === undefined) return undefined;
  const pairCount = explainerCount * raterCount;
  return Array.from({ length: totals.length / pairCount }, (_, cluster) => cluster)
    .filter((cluster) => hasPositive(totals, cluster * pairCount, pairCount))
    .map((cluster) => strata[cluster] ?? 0);
}

function hasPositive(values: ArrayLike<number>, from: number, length: number): boolean {
  for (let i = from; i < from + length; i += 1) if ((values[i] ?? 0) > 0) return true;
  return false;
}

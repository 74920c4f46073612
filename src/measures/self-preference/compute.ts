import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { boundsOf, identityScale, influenceSpread } from '../../stats/indices/influence-interval.ts';
import {
  byStratum,
  type PreferenceCounts,
  type PreferenceEffectName,
  type PreferenceScore,
  preferenceIsStated,
  preferenceScore,
  type ScaleEffect,
} from '../../stats/preference/preference-score.ts';
import { holmAdjust } from '../../stats/significance/multiple-comparisons.ts';
import { isBaseline, modelFamily } from '../inputs/model-family.ts';
import { measureId } from '../measure.ts';

/** A difference of agreement rates with its 95 % t interval over clusters of scenarios; null where undefined. */
export interface PreferenceGap {
  readonly estimate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** An effect on one scale, in points of agreement; `pHolm` is adjusted over the effects that the study can tell. */
export interface AdjustedEffect extends ScaleEffect {
  readonly pHolm: number | null;
}

/** A preference with explainers and raters held equal. */
export interface PreferenceEffect {
  /** The average marginal effect in the logistic model. */
  readonly logistic: AdjustedEffect;
  /** The coefficient of the linear model. */
  readonly linear: AdjustedEffect;
  /** Whether it may be stated: both scales agree on the direction, and both are significant after Holm. */
  readonly stated: boolean;
  /** The logistic effect with raters' refusals counted as DISAGREE and as AGREE; null where that cannot be estimated. */
  readonly refusals: { readonly asDisagree: number | null; readonly asAgree: number | null };
}

/** The preference of one rater for its own explanations, as a difference of rates of agreement. */
export interface RaterPreference extends PreferenceGap {
  readonly rater: string;
  /** Agreement with its own explanations. */
  readonly own: number | null;
  /** Mean of its agreement with each other explainer. */
  readonly others: number | null;
}

/** Whether raters prefer explanations of their own model, and of their own family. */
export interface SelfPreference {
  readonly self: {
    /** Own less mean of others, averaged over the raters that explained too. */
    readonly gap: PreferenceGap;
    /** Own against other families, with explainers and raters held equal; null where the pairs do not tell. */
    readonly interaction: PreferenceEffect | null;
    /** Own against other models of the family, likewise. */
    readonly interactionOverFamily: PreferenceEffect | null;
  };
  readonly family: {
    /** Other models of the family less other families, averaged over raters with both. */
    readonly gap: PreferenceGap;
    readonly interaction: PreferenceEffect | null;
  };
  /** The raw gap of each rater. */
  readonly raters: readonly RaterPreference[];
  /** Verdicts. */
  readonly n: number;
  /** Clusters of scenarios with a verdict. */
  readonly clusters: number;
}

/** The id of the measure in the results of a study: `resultOf(results, selfPreferenceId)`. */
export const selfPreferenceId = measureId<SelfPreference>('self-preference');

export interface SelfPreferenceOptions {
  readonly permutations?: number;
  readonly seed: number;
  /** Default: `modelFamily`. */
  readonly familyOf?: (model: string) => string;
}

/**
 * Whether models agree more with explanations of their own, and of their family: the interactions of
 * logit(agree) ~ explainer + rater + same model + same family, see `preferenceScore`, over clusters of scenarios, with
 * the linear model's beside it; p values adjusted by Holm over the effects. The raw gaps are differences of rates, their
 * intervals t intervals over the clusters' influences. Baselines take no part.
 */
export function selfPreference(whole: AgreementTable, options: SelfPreferenceOptions): SelfPreference {
  const table = withoutBaselines(whole);
  const relations = relationsOf(table, options.familyOf ?? modelFamily);
  const counts = countsOf(table, relations, 'left-out');
  const effects = adjustedEffects(counts, {
    asDisagree: countsOf(table, relations, 'disagree'),
    asAgree: countsOf(table, relations, 'agree'),
    options,
  });
  const gaps = raterGaps(table, counts);
  return {
    self: {
      gap: gapOf(meanOf(gaps.map(({ gap }) => gap)), counts.strata),
      interaction: effects.self,
      interactionOverFamily: effects.selfOverFamily,
    },
    family: {
      gap: gapOf(meanOf(gaps.map(({ familyGap }) => familyGap)), counts.strata),
      interaction: effects.family,
    },
    raters: table.raters.map((rater, i) => ({
      rater,
      own: gaps[i]?.own?.value ?? null,
      others: gaps[i]?.others?.value ?? null,
      ...gapOf(gaps[i]?.gap ?? null, counts.strata),
    })),
    n: sum(counts.totals),
    clusters: counts.totals.length / Math.max(1, table.explainers.length * table.raters.length),
  };
}

/** The same table without the rows of baselines, and without their names. */
function withoutBaselines(table: AgreementTable): AgreementTable {
  const explains = table.explainers.map((model) => !isBaseline(model));
  const rates = table.raters.map((model) => !isBaseline(model));
  if (!explains.includes(false) && !rates.includes(false)) return table;
  const stays = (_: number, row: number) =>
    explains[table.explainer[row] ?? 0] === true && rates[table.rater[row] ?? 0] === true;
  return {
    ...table,
    explainers: table.explainers.filter((_, number) => explains[number]),
    raters: table.raters.filter((_, number) => rates[number]),
    scenario: table.scenario.filter(stays),
    explainer: table.explainer.filter(stays).map((number) => placeAmong(explains, number)),
    rater: table.rater.filter(stays).map((number) => placeAmong(rates, number)),
    outcome: table.outcome.filter(stays),
    ...(table.repeat === undefined ? {} : { repeat: table.repeat.filter(stays) }),
  };
}

function placeAmong(stays: readonly boolean[], number: number): number {
  return stays.slice(0, number).filter(Boolean).length;
}

type Relations = Pick<PreferenceCounts, 'own' | 'sibling'>;

/** How explainer and rater are related, by pair: `explainer * raterCount + rater`. */
function relationsOf({ explainers, raters }: AgreementTable, familyOf: (model: string) => string): Relations {
  const pairs = explainers.flatMap((explainer) => raters.map((rater) => [explainer, rater] as const));
  return {
    own: Uint8Array.from(pairs, ([explainer, rater]) => (explainer === rater ? 1 : 0)),
    sibling: Uint8Array.from(pairs, ([explainer, rater]) =>
      explainer !== rater && familyOf(explainer) === familyOf(rater) ? 1 : 0,
    ),
  };
}

/** Verdicts by cluster and pair; clusters without one are left out. */
function countsOf(
  table: AgreementTable,
  relations: Relations,
  refusals: 'left-out' | 'agree' | 'disagree',
): PreferenceCounts & {
  readonly totals: Uint32Array;
  readonly agree: Uint32Array;
  readonly strata: readonly number[];
} {
  const pairCount = table.explainers.length * table.raters.length;
  const counted = verdictCodes(refusals);
  const places = new Map<number, number>();
  // Scenarios of different datasets have different clusters.
  const strata: number[] = [];
  const clusterOf = (row: number) => table.clusterOfScenario[table.scenario[row] ?? 0] ?? 0;
  for (let row = 0; row < table.outcome.length; row += 1) {
    if (counted[table.outcome[row] ?? 0] === undefined || places.has(clusterOf(row))) continue;
    places.set(clusterOf(row), places.size);
    strata.push(table.datasetOfScenario?.[table.scenario[row] ?? 0] ?? 0);
  }
  const totals = new Uint32Array(places.size * pairCount);
  const agree = new Uint32Array(totals.length);
  for (let row = 0; row < table.outcome.length; row += 1) {
    const verdict = counted[table.outcome[row] ?? 0];
    if (verdict === undefined) continue;
    const pair = (table.explainer[row] ?? 0) * table.raters.length + (table.rater[row] ?? 0);
    const slot = (places.get(clusterOf(row)) ?? 0) * pairCount + pair;
    totals[slot] = (totals[slot] ?? 0) + 1;
    agree[slot] = (agree[slot] ?? 0) + verdict;
  }
  const [explainerCount, raterCount] = [table.explainers.length, table.raters.length];
  return { explainerCount, raterCount, ...relations, totals, agree, strata };
}

/** What an outcome adds to the agreements; nothing for one that gives no verdict. */
function verdictCodes(refusals: 'left-out' | 'agree' | 'disagree'): Readonly<Record<number, 0 | 1>> {
  const { agree, disagree, refused } = agreementCodes;
  const verdicts = { [agree]: 1, [disagree]: 0 } as const;
  if (refusals === 'left-out') return verdicts;
  return { ...verdicts, [refused]: refusals === 'agree' ? 1 : 0 };
}

const effectNames = ['self', 'selfOverFamily', 'family'] as const satisfies readonly PreferenceEffectName[];

interface Bounds {
  readonly asDisagree: PreferenceCounts;
  readonly asAgree: PreferenceCounts;
  readonly options: SelfPreferenceOptions;
}

function adjustedEffects(
  counts: PreferenceCounts,
  { asDisagree, asAgree, options }: Bounds,
): Record<PreferenceEffectName, PreferenceEffect | null> {
  const scores = effectNames.map((name) => preferenceScore(counts, name, options));
  const logistic = holmOf(scores.map((score) => score?.logistic.p ?? null));
  const linear = holmOf(scores.map((score) => score?.linear.p ?? null));
  const effects = scores.map((score, i) => {
    const name = effectNames[i] ?? 'self';
    if (score === null) return null;
    const pValues = [logistic[i] ?? null, linear[i] ?? null] as const;
    const under = (bound: PreferenceCounts) =>
      preferenceScore(bound, name, { ...options, permutations: 1 })?.logistic.effect ?? null;
    return described(score, pValues, { asDisagree: under(asDisagree), asAgree: under(asAgree) });
  });
  const [self = null, selfOverFamily = null, family = null] = effects;
  return { self, selfOverFamily, family };
}

function described(
  score: PreferenceScore,
  pValues: readonly [number | null, number | null],
  refusals: PreferenceEffect['refusals'],
): PreferenceEffect {
  return {
    logistic: { ...score.logistic, pHolm: pValues[0] },
    linear: { ...score.linear, pHolm: pValues[1] },
    stated: preferenceIsStated(score, pValues),
    refusals,
  };
}

function holmOf(pValues: readonly (number | null)[]): (number | null)[] {
  const adjusted = holmAdjust(pValues.filter((p) => p !== null));
  let place = 0;
  return pValues.map((p) => (p === null ? null : (adjusted[place++] ?? null)));
}

/** A combination of rates, and what each cluster adds to it. */
interface Estimate {
  readonly value: number;
  readonly influences: Float64Array;
}

interface RaterGap {
  readonly own: Estimate | null;
  readonly others: Estimate | null;
  readonly gap: Estimate | null;
  readonly familyGap: Estimate | null;
}

/** What each rater makes of explanations, as mean rates over explainers, each explainer counting alike. */
function raterGaps({ explainers, raters }: AgreementTable, counts: PreferenceCounts): RaterGap[] {
  return raters.map((_, rater) => {
    const pairs = explainers.map((__, explainer) => explainer * raters.length + rater);
    const rateOf = (wanted: (pair: number) => boolean) =>
      meanOf(pairs.filter(wanted).map((pair) => rateOfPair(counts, pair)));
    const isOwn = (pair: number) => counts.own[pair] === 1;
    const isSibling = (pair: number) => counts.sibling[pair] === 1;
    const own = rateOf(isOwn);
    const others = rateOf((pair) => !isOwn(pair));
    const siblings = rateOf(isSibling);
    const strangers = rateOf((pair) => !isOwn(pair) && !isSibling(pair));
    return { own, others, gap: difference(own, others), familyGap: difference(siblings, strangers) };
  });
}

/** ψ_g = (a_g - p n_g) / n. */
function rateOfPair(
  { totals, agree, explainerCount, raterCount }: PreferenceCounts,
  pair: number,
): Estimate | null {
  const pairCount = explainerCount * raterCount;
  let [n, yes] = [0, 0];
  for (let slot = pair; slot < totals.length; slot += pairCount) {
    n += totals[slot] ?? 0;
    yes += agree[slot] ?? 0;
  }
  if (n === 0) return null;
  const influences = Float64Array.from({ length: totals.length / pairCount }, (_, g) => {
    const slot = g * pairCount + pair;
    return ((agree[slot] ?? 0) - (yes / n) * (totals[slot] ?? 0)) / n;
  });
  return { value: yes / n, influences };
}

function meanOf(estimates: readonly (Estimate | null)[]): Estimate | null {
  const defined = estimates.filter((estimate) => estimate !== null);
  const [first] = defined;
  if (first === undefined) return null;
  return {
    value: defined.reduce((total, { value }) => total + value, 0) / defined.length,
    influences: first.influences.map(
      (_, g) => defined.reduce((total, { influences }) => total + (influences[g] ?? 0), 0) / defined.length,
    ),
  };
}

function difference(one: Estimate | null, other: Estimate | null): Estimate | null {
  if (one === null || other === null) return null;
  return {
    value: one.value - other.value,
    influences: one.influences.map((influence, g) => influence - (other.influences[g] ?? 0)),
  };
}

/** Errors below are 0 but for rounding. */
const negligible = 1e-12;

/** Datasets are strata. */
function gapOf(estimate: Estimate | null, strata: readonly number[]): PreferenceGap {
  if (estimate === null) return { estimate: null, low: null, high: null };
  const spread = influenceSpread(byStratum(estimate.influences, strata));
  if (spread === null || spread.standardError < negligible)
    return { estimate: estimate.value, low: null, high: null };
  const { low, high } = boundsOf(estimate.value, spread, identityScale, 0.95);
  return { estimate: estimate.value, low: Math.max(-1, low), high: Math.min(1, high) };
}

function sum(values: Uint32Array): number {
  return values.reduce((total, value) => total + value, 0);
}

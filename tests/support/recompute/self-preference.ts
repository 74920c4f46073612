import { isRead, readersOf } from './agreeability.ts';
import type { AgreementLine, ExportedStudy } from './exported-study.ts';
import { computedP, holm } from './holm.ts';
import { type Influence, plainScale, scaledInterval, spreadOf } from './influences.ts';
import { byCluster, meanOf, sumOf } from './judgment-lines.ts';
import { dot, solve } from './linear-algebra.ts';
import { signFlipOfScores } from './sign-flips.ts';

/** A verdict with the columns of the design that are 1 for it: one a rater, one an explainer but for the first. */
interface Verdict {
  readonly cluster: string;
  /** The dataset. */
  readonly stratum: string;
  readonly columns: readonly number[];
  readonly own: number;
  readonly sibling: number;
  readonly agrees: number;
}

type Effect = 'self' | 'selfOverFamily' | 'family';
type Scale = 'logistic' | 'linear';
const effects = ['self', 'selfOverFamily', 'family'] as const;
const scales = ['logistic', 'linear'] as const;

/** The drawn p values of the program, by effect and scale, for Holm's adjustment. */
type Found = (effect: Effect, scale: Scale) => unknown;

/** Gaps of rates, and the effects of the logistic and the linear model, for a study that tells them all. */
export function selfPreference(
  { agreements }: ExportedStudy,
  familyOf: (model: string) => string,
  found: Found,
) {
  const counted = agreements.filter(isRead);
  const { explainers, raters } = readersOf(agreements);
  const design = designOf(counted, explainers, raters, familyOf);
  const bound = (outcome: string) =>
    designOf(
      agreements.flatMap((line) =>
        isRead(line) ? [line] : line.outcome === 'refused' ? [{ ...line, outcome }] : [],
      ),
      ...([explainers, raters, familyOf] as const),
    );
  const bounds = { asDisagree: bound('disagree'), asAgree: bound('agree') };
  const estimated = effects.map((effect) => ({
    logistic: effectOf(design, effect, 'logistic'),
    linear: effectOf(design, effect, 'linear'),
  }));
  const adjusted = Object.fromEntries(
    scales.map((scale) => [
      scale,
      holm(estimated.map((each, i) => computedP(each[scale].p, found(effects[i] ?? 'self', scale)))),
    ]),
  );
  const [self, selfOverFamily, family] = estimated.map((each, i) => {
    const [logistic, linear] = scales.map((scale) => ({
      ...each[scale],
      pHolm: adjusted[scale]?.[i] ?? null,
    }));
    const isBelow = (p: number | null | undefined) => typeof p === 'number' && p < 0.05;
    const refusals = Object.fromEntries(
      Object.entries(bounds).map(([name, own]) => [
        name,
        effectOf(own, effects[i] ?? 'self', 'logistic').effect,
      ]),
    );
    return {
      ...{ logistic, linear, refusals },
      stated:
        isBelow(logistic?.pHolm) &&
        isBelow(linear?.pHolm) &&
        Math.sign(each.logistic.effect) === Math.sign(each.linear.effect),
    };
  });
  const gaps = raters.map((rater) => rawGaps(counted, rater, explainers, familyOf));
  return {
    self: {
      gap: gapOf(mean(gaps.map(({ gap }) => gap))),
      interaction: self,
      interactionOverFamily: selfOverFamily,
    },
    family: { gap: gapOf(mean(gaps.map(({ familyGap }) => familyGap))), interaction: family },
    raters: raters.map((rater, i) => ({
      rater,
      own: gaps[i]?.own?.value ?? null,
      others: gaps[i]?.others?.value ?? null,
      ...gapOf(gaps[i]?.gap ?? null),
    })),
    n: counted.length,
    clusters: byCluster(counted).length,
  };
}

/** Verdicts, and how many columns models have. */
interface Design {
  readonly verdicts: readonly Verdict[];
  readonly width: number;
}

function designOf(
  lines: readonly AgreementLine[],
  explainers: readonly string[],
  raters: readonly string[],
  familyOf: (model: string) => string,
): Design {
  const verdicts = lines.map(({ cluster, dataset: stratum, explainer, rater, outcome }) => {
    const column = explainers.indexOf(explainer) - 1;
    return {
      cluster,
      stratum,
      columns: [raters.indexOf(rater), ...(column < 0 ? [] : [raters.length + column])],
      own: explainer === rater ? 1 : 0,
      sibling: explainer !== rater && familyOf(explainer) === familyOf(rater) ? 1 : 0,
      agrees: outcome === 'agree' ? 1 : 0,
    };
  });
  return { verdicts, width: raters.length + explainers.length - 1 };
}

const share = (scale: Scale, sum: number) => (scale === 'linear' ? sum : 1 / (1 + Math.exp(-sum)));
const slope = (scale: Scale, sum: number) =>
  scale === 'linear' ? 1 : share(scale, sum) * (1 - share(scale, sum));

function sumAt(values: readonly number[], columns: readonly number[]): number {
  let sum = 0;
  for (const column of columns) sum += values[column] ?? 0;
  return sum;
}

/** A fitted model: of each verdict its columns, the sum of their coefficients, and what is unexpected about it. */
interface Fit {
  readonly rows: readonly (readonly number[])[];
  readonly coefficients: readonly number[];
  readonly information: readonly (readonly number[])[];
  readonly sums: readonly number[];
  readonly beyond: readonly number[];
}

/** Maximum likelihood by Newton's steps, or least squares, which is one step. */
function fitted(
  { verdicts, width }: Design,
  scale: Scale,
  added: (verdict: Verdict) => readonly number[],
): Fit {
  const rows = verdicts.map((verdict) => [
    ...verdict.columns,
    ...added(verdict).flatMap((value, i) => (value === 1 ? [width + i] : [])),
  ]);
  const size = width + (verdicts[0] === undefined ? 0 : added(verdicts[0]).length);
  let coefficients: number[] = Array<number>(size).fill(0);
  for (;;) {
    const sums = rows.map((row) => sumAt(coefficients, row));
    const beyond = sums.map((sum, i) => (verdicts[i]?.agrees ?? 0) - share(scale, sum));
    const information = Array.from({ length: size }, () => Array<number>(size).fill(0));
    const gradient = Array<number>(size).fill(0);
    for (const [i, row] of rows.entries()) {
      const weight = slope(scale, sums[i] ?? 0);
      for (const a of row) {
        gradient[a] = (gradient[a] ?? 0) + (beyond[i] ?? 0);
        const own = information[a] ?? [];
        for (const b of row) own[b] = (own[b] ?? 0) + weight;
      }
    }
    const change = solve(information, gradient);
    if (Math.max(...change.map(Math.abs)) < 1e-11) return { rows, coefficients, information, sums, beyond };
    coefficients = coefficients.map((value, a) => value + (change[a] ?? 0));
  }
}

/** The average marginal effect with its t interval, and the sign-flip test of the efficient scores. */
function effectOf(design: Design, effect: Effect, scale: Scale) {
  const { verdicts, width } = design;
  const full = fitted(design, scale, ({ own, sibling }) => [own, sibling]);
  const contrast = full.coefficients.map(() => 0);
  if (effect !== 'family') contrast[width] = 1;
  if (effect !== 'self') contrast[width + 1] = effect === 'family' ? 1 : -1;
  const size = dot(contrast, full.coefficients);
  const concerned = [...verdicts.keys()].filter(
    (i) => verdicts[i]?.[effect === 'family' ? 'sibling' : 'own'] === 1,
  );
  const value = meanOf(
    concerned.map((i) => share(scale, full.sums[i] ?? 0) - share(scale, (full.sums[i] ?? 0) - size)),
  );
  const gradient = full.coefficients.map(() => 0);
  for (const i of concerned) {
    const sum = full.sums[i] ?? 0;
    const without = slope(scale, sum - size) / concerned.length;
    const change = slope(scale, sum) / concerned.length - without;
    for (const a of full.rows[i] ?? []) gradient[a] = (gradient[a] ?? 0) + change;
    for (const [a, weight] of contrast.entries()) gradient[a] = (gradient[a] ?? 0) + weight * without;
  }
  const weights = solve(full.information, gradient);
  const influences = verdicts.map(({ cluster, stratum }, i) => ({
    cluster,
    stratum,
    value: sumAt(weights, full.rows[i] ?? []) * (full.beyond[i] ?? 0),
  }));
  const { low, high } = scaledInterval(value, influences, plainScale);
  const p = signFlipOfScores(efficientScores(design, effect, scale));
  return { effect: value, low: Math.max(-1, low), high: Math.min(1, high), p };
}

/** The effect's column less its weighted regression on the columns without it, times what is unexpected. */
function efficientScores(design: Design, effect: Effect, scale: Scale): number[] {
  const { verdicts } = design;
  const { rows, information, sums, beyond, coefficients } = fitted(design, scale, ({ own, sibling }) => [
    effect === 'self' ? sibling : effect === 'family' ? own : own + sibling,
  ]);
  const column = verdicts.map(({ own, sibling }) => (effect === 'family' ? sibling : own));
  const moments = coefficients.map(() => 0);
  for (const [i, row] of rows.entries()) {
    const moment = (column[i] ?? 0) * slope(scale, sums[i] ?? 0);
    for (const a of row) moments[a] = (moments[a] ?? 0) + moment;
  }
  const regression = solve(information, moments);
  const scores = verdicts.map(({ cluster }, i) => ({
    cluster,
    value: ((column[i] ?? 0) - sumAt(regression, rows[i] ?? [])) * (beyond[i] ?? 0),
  }));
  return byCluster(scores).map((own) => sumOf(own, ({ value }) => value));
}

/** A combination of rates, and what each verdict adds to it. */
interface Estimate {
  readonly value: number;
  readonly influences: readonly Influence[];
}

function rawGaps(
  counted: readonly AgreementLine[],
  rater: string,
  explainers: readonly string[],
  familyOf: (model: string) => string,
) {
  const rate = (explainer: string): Estimate | null => {
    const own = counted.filter((line) => line.rater === rater && line.explainer === explainer);
    if (own.length === 0) return null;
    const value = meanOf(own.map(({ outcome }) => (outcome === 'agree' ? 1 : 0)));
    const influences = own.map(({ cluster, dataset: stratum, outcome }) => ({
      cluster,
      stratum,
      value: ((outcome === 'agree' ? 1 : 0) - value) / own.length,
    }));
    return { value, influences };
  };
  const of = (is: (explainer: string) => boolean) => mean(explainers.filter(is).map(rate));
  const isFamily = (explainer: string) => familyOf(explainer) === familyOf(rater);
  const own = of((explainer) => explainer === rater);
  const others = of((explainer) => explainer !== rater);
  const siblings = of((explainer) => explainer !== rater && isFamily(explainer));
  const strangers = of((explainer) => explainer !== rater && !isFamily(explainer));
  // Clusters without a verdict of this rater belong to the gap, too: their influence is 0.
  const all = counted.map(({ cluster, dataset: stratum }) => ({ cluster, stratum, value: 0 }));
  return { own, others, gap: less(own, others, all), familyGap: less(siblings, strangers, all) };
}

function mean(estimates: readonly (Estimate | null)[]): Estimate | null {
  const defined = estimates.filter((estimate) => estimate !== null);
  if (defined.length === 0) return null;
  return {
    value: meanOf(defined.map(({ value }) => value)),
    influences: defined.flatMap(({ influences }) =>
      influences.map((influence) => ({ ...influence, value: influence.value / defined.length })),
    ),
  };
}

function less(one: Estimate | null, other: Estimate | null, all: readonly Influence[]): Estimate | null {
  if (one === null || other === null) return null;
  const minus = other.influences.map((influence) => ({ ...influence, value: -influence.value }));
  return { value: one.value - other.value, influences: [...all, ...one.influences, ...minus] };
}

function gapOf(estimate: Estimate | null) {
  if (estimate === null) return { estimate: null, low: null, high: null };
  const { value, influences } = estimate;
  const { standardError } = spreadOf(influences);
  if (standardError === null || standardError === 0) return { estimate: value, low: null, high: null };
  const { low, high } = scaledInterval(value, influences, plainScale);
  return { estimate: value, low: Math.max(-1, low), high: Math.min(1, high) };
}

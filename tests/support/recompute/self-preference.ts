import { isRead, readersOf } from './agreeability.ts';
import type { ExportedStudy, ReadingLine } from './exported-study.ts';
import { computedP, holm } from './holm.ts';
import { type Influence, plainScale, scaledInterval, spreadOf } from './influences.ts';
import { byCluster, meanOf, sumOf } from './judgment-lines.ts';
import { dot, solve } from './linear-algebra.ts';
import { signFlipOfScores } from './sign-flips.ts';

/** A verdict with its row of the design: a column a rater, and all explainers but one, then the relations. */
interface Verdict {
  readonly cluster: string;
  readonly row: readonly number[];
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
  { readings }: ExportedStudy,
  familyOf: (model: string) => string,
  found: Found,
) {
  const counted = readings.filter(isRead);
  const { explainers, raters } = readersOf(readings);
  const verdicts = designOf(counted, explainers, raters, familyOf);
  const bound = (outcome: string) =>
    designOf(
      readings.flatMap((line) =>
        isRead(line) ? [line] : line.outcome === 'refused' ? [{ ...line, outcome }] : [],
      ),
      ...([explainers, raters, familyOf] as const),
    );
  const bounds = { asDisagree: bound('disagree'), asAgree: bound('agree') };
  const estimated = effects.map((effect) => ({
    logistic: effectOf(verdicts, effect, 'logistic'),
    linear: effectOf(verdicts, effect, 'linear'),
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

function designOf(
  lines: readonly ReadingLine[],
  explainers: readonly string[],
  raters: readonly string[],
  familyOf: (model: string) => string,
): Verdict[] {
  return lines.map(({ cluster, explainer, rater, outcome }) => {
    const isFamily = familyOf(explainer) === familyOf(rater);
    return {
      cluster,
      row: [
        ...raters.map((each) => (each === rater ? 1 : 0)),
        ...explainers.slice(1).map((each) => (each === explainer ? 1 : 0)),
      ],
      own: explainer === rater ? 1 : 0,
      sibling: explainer !== rater && isFamily ? 1 : 0,
      agrees: outcome === 'agree' ? 1 : 0,
    };
  });
}

const share = (scale: Scale, sum: number) => (scale === 'linear' ? sum : 1 / (1 + Math.exp(-sum)));
const slope = (scale: Scale, sum: number) =>
  scale === 'linear' ? 1 : share(scale, sum) * (1 - share(scale, sum));

/** Maximum likelihood by Newton's steps, or least squares, which is one step. */
function fitted(rows: readonly (readonly number[])[], agrees: readonly number[], scale: Scale) {
  let coefficients: number[] = rows[0]?.map(() => 0) ?? [];
  let information: number[][] = [];
  for (let step = 0; step < (scale === 'linear' ? 1 : 40); step += 1) {
    const width = coefficients.length;
    information = Array.from({ length: width }, () => Array<number>(width).fill(0));
    const gradient = Array<number>(width).fill(0);
    for (const [i, row] of rows.entries()) {
      const sum = dot(row, coefficients);
      const weight = slope(scale, sum);
      const beyond = (agrees[i] ?? 0) - share(scale, sum);
      for (const [a, one] of row.entries()) {
        if (one === 0) continue;
        gradient[a] = (gradient[a] ?? 0) + one * beyond;
        const own = information[a] ?? [];
        for (const [b, other] of row.entries())
          if (other !== 0) own[b] = (own[b] ?? 0) + weight * one * other;
      }
    }
    const change = solve(information, gradient);
    coefficients = coefficients.map((value, a) => value + (change[a] ?? 0));
    if (Math.max(...change.map(Math.abs)) < 1e-13) break;
  }
  return { coefficients, information };
}

/** The average marginal effect with its t interval, and the sign-flip test of the efficient scores. */
function effectOf(verdicts: readonly Verdict[], effect: Effect, scale: Scale) {
  const agrees = verdicts.map((verdict) => verdict.agrees);
  const rows = verdicts.map(({ row, own, sibling }) => [...row, own, sibling]);
  const { coefficients, information } = fitted(rows, agrees, scale);
  const width = coefficients.length;
  const contrast = Array<number>(width).fill(0);
  if (effect !== 'family') contrast[width - 2] = 1;
  if (effect !== 'self') contrast[width - 1] = effect === 'family' ? 1 : -1;
  const size = dot(contrast, coefficients);
  const concerned = rows.filter((row) => row[effect === 'family' ? width - 1 : width - 2] === 1);
  const sums = concerned.map((row) => dot(row, coefficients));
  const value = meanOf(sums.map((sum) => share(scale, sum) - share(scale, sum - size)));
  const gradient = coefficients.map((_, a) =>
    meanOf(
      concerned.map((row, i) => {
        const sum = sums[i] ?? 0;
        const without = slope(scale, sum - size);
        return (row[a] ?? 0) * (slope(scale, sum) - without) + (contrast[a] ?? 0) * without;
      }),
    ),
  );
  const weights = solve(information, gradient);
  const influences = rows.map((row, i) => ({
    cluster: verdicts[i]?.cluster ?? '',
    value: dot(weights, row) * ((agrees[i] ?? 0) - share(scale, dot(row, coefficients))),
  }));
  const { low, high } = scaledInterval(value, influences, plainScale);
  const p = signFlipOfScores(efficientScores(verdicts, effect, scale));
  return { effect: value, low: Math.max(-1, low), high: Math.min(1, high), p };
}

/** The effect's column less its weighted regression on the columns without it, times what is unexpected. */
function efficientScores(verdicts: readonly Verdict[], effect: Effect, scale: Scale): number[] {
  const agrees = verdicts.map((verdict) => verdict.agrees);
  const rows = verdicts.map(({ row, own, sibling }) => [
    ...row,
    effect === 'self' ? sibling : effect === 'family' ? own : own + sibling,
  ]);
  const { coefficients, information } = fitted(rows, agrees, scale);
  const column = verdicts.map(({ own, sibling }) => (effect === 'family' ? sibling : own));
  const moments = coefficients.map((_, a) =>
    sumOf(
      [...rows.entries()],
      ([i, row]) => (row[a] ?? 0) * (column[i] ?? 0) * slope(scale, dot(row, coefficients)),
    ),
  );
  const regression = solve(information, moments);
  const scores = rows.map((row, i) => ({
    cluster: verdicts[i]?.cluster ?? '',
    value:
      ((column[i] ?? 0) - dot(row, regression)) * ((agrees[i] ?? 0) - share(scale, dot(row, coefficients))),
  }));
  return byCluster(scores).map((own) => sumOf(own, ({ value }) => value));
}

/** A combination of rates, and what each verdict adds to it. */
interface Estimate {
  readonly value: number;
  readonly influences: readonly Influence[];
}

function rawGaps(
  counted: readonly ReadingLine[],
  rater: string,
  explainers: readonly string[],
  familyOf: (model: string) => string,
) {
  const rate = (explainer: string): Estimate | null => {
    const own = counted.filter((line) => line.rater === rater && line.explainer === explainer);
    if (own.length === 0) return null;
    const value = meanOf(own.map(({ outcome }) => (outcome === 'agree' ? 1 : 0)));
    const influences = own.map(({ cluster, outcome }) => ({
      cluster,
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
  const all = counted.map(({ cluster }) => ({ cluster, value: 0 }));
  return { own, others, gap: less(own, others, all), familyGap: less(siblings, strangers, all) };
}

function mean(estimates: readonly (Estimate | null)[]): Estimate | null {
  const defined = estimates.filter((estimate) => estimate !== null);
  if (defined.length === 0) return null;
  return {
    value: meanOf(defined.map(({ value }) => value)),
    influences: defined.flatMap(({ influences }) =>
      influences.map(({ cluster, value }) => ({ cluster, value: value / defined.length })),
    ),
  };
}

function less(one: Estimate | null, other: Estimate | null, all: readonly Influence[]): Estimate | null {
  if (one === null || other === null) return null;
  const minus = other.influences.map(({ cluster, value }) => ({ cluster, value: -value }));
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

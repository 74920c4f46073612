import {
  type VarianceComponent,
  type VarianceComponents,
  varianceComponents,
} from '../../stats/variance/variance-components.ts';
import type { CrossedVerdicts } from './crossed-verdicts.ts';

/** A part of the variance of one verdict, which is 1 where it is *unbiased* and 0 where it is *biased*. */
export interface EffectVariance {
  /** Factors joined by colons: `scenario`, `wording`, `scenario:wording`, `wording:order`, …, `repeat`. */
  readonly effect: string;
  /** Unbiased, so that it may fall below 0. */
  readonly variance: number;
  /** 95 % interval, from 0 to .25, the variance of verdicts of which half are *unbiased*; null where nothing varied. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the sum of all components, those below 0 counted as 0; null where that is 0. */
  readonly share: number | null;
}

/** The standard error of a misalignment rate over so many wordings and repeats, with the scenarios of the design. */
export interface DesignPrecision {
  readonly wordings: number;
  readonly repeats: number;
  readonly standardError: number;
}

/** Splits the variance of these verdicts; `models` where there are several. Null where that cannot be done. */
export function componentsOf(
  { wordings, orders, words, repeats, values, clusters }: CrossedVerdicts,
  models: readonly string[],
  seed: number,
): VarianceComponents | null {
  const before = models.length === 0 ? [] : [models.length];
  const levels = [...before, wordings.length, orders.length, words.length];
  return varianceComponents({ levels, repeats, objects: values, clusters }, seed);
}

/** The components by name, those that take part in every verdict first. */
export function named(
  result: VarianceComponents | null,
  factors: readonly string[],
): readonly EffectVariance[] {
  if (result === null) return [];
  const { components, repeat } = result;
  const all = [
    ...components.map((component) => ({ effect: nameOf(component, factors), ...bare(component) })),
    ...(repeat === null ? [] : [{ effect: 'repeat', ...bare(repeat) }]),
  ];
  const total = all.reduce((sum, { variance }) => sum + Math.max(0, variance), 0);
  const order = ({ effect }: { readonly effect: string }) => effect.split(':').length;
  return all
    .map((each) => ({ ...each, share: total > 0 ? Math.max(0, each.variance) / total : null }))
    .toSorted((one, other) => order(one) - order(other));
}

/** Half of the verdicts each way: no part of their variance is larger. */
export const mostVariance = 0.25;

/** What is left of differences that cancel: nothing varied, which is no certainty that nothing does. */
const rounding = 1e-12;

function bare({ variance, low, high }: VarianceComponent): Omit<EffectVariance, 'effect' | 'share'> {
  if (high < rounding && Math.abs(variance) < rounding) return { variance: 0, low: null, high: null };
  return { variance, low: Math.min(low, mostVariance), high: Math.min(high, mostVariance) };
}

function nameOf({ effect, withObject }: VarianceComponent, factors: readonly string[]): string {
  const own = factors.filter((_, factor) => ((effect >> factor) & 1) === 1);
  return [...(withObject ? ['scenario'] : []), ...own].join(':');
}

const plannedWordings = [1, 2, 3, 5, 10];
const plannedRepeats = [1, 2, 5];

/**
 * SE² = V_w / W + (d V_s + V_sw / W + V_e / (W R)) / n for W wordings and R repeats, asked in one label order and with
 * one pair of label words: V_w sums the components of effects with the wording and without the scenario, V_s those with
 * the scenario and without the wording, V_sw those with both; d is the design effect of the clusters. Without repeats
 * V_e is part of V_sw, and R is 1. Nothing where no verdict varied: that is no error of 0.
 */
export function precisionOf(
  { components, repeat, designEffect }: VarianceComponents,
  { values, wordings }: CrossedVerdicts,
): readonly DesignPrecision[] {
  if (wordings.length < 2 || !components.some(({ variance }) => variance > rounding)) return [];
  const sum = (withWording: boolean, withScenario: boolean) =>
    components
      .filter(({ effect, withObject }) => (effect & 1) === Number(withWording) && withObject === withScenario)
      .reduce((total, { variance }) => total + Math.max(0, variance), 0);
  const [ofWording, ofScenario, ofBoth] = [sum(true, false), sum(false, true), sum(true, true)];
  const error = Math.max(0, repeat?.variance ?? 0);
  const repeats = repeat === null ? [1] : plannedRepeats;
  return plannedWordings.flatMap((w) =>
    repeats.map((r) => ({
      wordings: w,
      repeats: r,
      standardError: Math.sqrt(
        ofWording / w + (designEffect * ofScenario + ofBoth / w + error / (w * r)) / values.length,
      ),
    })),
  );
}

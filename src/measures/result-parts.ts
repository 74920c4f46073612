import { significanceLevel } from '../tables/format.ts';

/*
 * What summary, headlines, report and methods read of the results of measures. One place, so that a field that moves
 * is followed in one place.
 */

/** A straw man that reads no scenario: a reference line, never ranked with the models. */
export function isBaseline(model: string): boolean {
  return model.startsWith('baseline:');
}

/** The models of a study, or its baselines where it has nothing else. */
export function contestants(models: readonly string[]): readonly string[] {
  const own = models.filter((model) => !isBaseline(model));
  return own.length > 0 ? own : models;
}

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** A rate as it is, or with an interval over clusters of its own. */
interface Estimate extends Bounds {
  readonly rate: number | null;
  readonly n: number;
  readonly clusters?: number;
  readonly effectiveN?: number | null;
  readonly clustered?: Bounds & { readonly standardError: number | null; readonly clusters: number };
}

/** The one interval of a rate: over clusters where there is such a one and it is wider. */
export function intervalOf({ low, high, clustered }: Estimate): Bounds {
  if (clustered === undefined || clustered.low === null || clustered.high === null) return { low, high };
  const isWider = low === null || high === null || clustered.high - clustered.low > high - low;
  return isWider ? { low: clustered.low, high: clustered.high } : { low, high };
}

/** In how many clusters the verdicts lie. */
export function clustersOf({ clusters, clustered }: Estimate): number {
  return clusters ?? clustered?.clusters ?? 0;
}

/**
 * How many independent verdicts would tell as much: `rate (1 − rate) / SE²`, at most n (Korn and Graubard 1998). Null
 * where that is not known.
 */
export function effectiveSizeOf({ rate, n, effectiveN, clustered }: Estimate): number | null {
  if (effectiveN !== undefined) return effectiveN;
  const standardError = clustered?.standardError ?? null;
  if (rate === null || standardError === null || standardError === 0) return null;
  return Math.min(n, (rate * (1 - rate)) / standardError ** 2);
}

interface Compared {
  readonly difference: number | null;
  readonly pHolm: number | null;
  readonly family?: Family | null;
  readonly equivalence?: { readonly margin: number } | null;
}

/** Tests whose p values are adjusted together. */
interface Family {
  readonly name: string;
  readonly tests: number;
  /** With 80 % power, of a rate. */
  readonly smallestDetectable: number | null;
}

/** The families of these comparisons, each once, and the margins within which a difference counts as none. */
export function familiesOf(comparisons: readonly Compared[]): {
  readonly families: readonly Family[];
  readonly margins: readonly number[];
} {
  const families = new Map(
    comparisons.flatMap(({ family }) => (family == null ? [] : [[family.name, family]])),
  );
  const margins = comparisons.flatMap(({ equivalence }) => equivalence?.margin ?? []);
  return { families: [...families.values()], margins: [...new Set(margins)] };
}

/** 1 where the first is higher beyond chance, −1 where it is lower, 0 where neither is shown: by the adjusted p alone. */
export function directionOf({ difference, pHolm }: Compared): -1 | 0 | 1 {
  if (difference === null || pHolm === null || pHolm >= significanceLevel) return 0;
  return difference > 0 ? 1 : -1;
}

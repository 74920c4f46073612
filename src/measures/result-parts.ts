import { significanceLevel } from '../tables/format.ts';
import { widerInterval } from './inputs/cells.ts';
import type { Misalignment } from './misalignment/compute.ts';

/*
 * What summary, report and methods read of the results of other measures. One place, so that a field that moves
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

/** The interval of a rate. */
export function intervalOf(entry: Misalignment): {
  readonly low: number | null;
  readonly high: number | null;
} {
  return widerInterval(entry);
}

/** In how many clusters the verdicts lie. */
export function clustersOf(entry: Misalignment): number {
  return entry.clustered.clusters;
}

/**
 * How many independent verdicts would tell as much: `rate (1 − rate) / SE²`, at most n (Korn and Graubard 1998). Null
 * where there is no standard error.
 */
export function effectiveSizeOf({ rate, n, clustered: { standardError } }: Misalignment): number | null {
  if (rate === null || standardError === null) return null;
  if (standardError === 0) return n;
  return Math.min(n, (rate * (1 - rate)) / standardError ** 2);
}

interface Compared {
  readonly difference: number | null;
  readonly pHolm: number | null;
}

/** 1 where the rate rose beyond chance, −1 where it fell, 0 where that is not shown: by the adjusted p value alone. */
export function directionOf({ difference, pHolm }: Compared): -1 | 0 | 1 {
  if (difference === null || pHolm === null || pHolm >= significanceLevel) return 0;
  return difference > 0 ? 1 : -1;
}

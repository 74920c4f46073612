import type { Misalignment } from '../../../src/measures/metrics.ts';

/** The entries that cover all categories and variants of a dataset. */
export function totals(entries: readonly Misalignment[]): Misalignment[] {
  return entries.filter(({ category, variant }) => category === null && variant === null);
}

import type { AgreementRate } from './agreeability.ts';
import { formatCount } from '../../tables/format-count.ts';

/** How many readings a rate leaves out; empty where it leaves out none. */
export function noVerdictNote(rates: readonly AgreementRate[]): string[] {
  const asked = rates.reduce((sum, rate) => sum + askedCount(rate), 0);
  const without = asked - rates.reduce((sum, { n }) => sum + n, 0);
  if (without === 0) return [];
  return [
    `${formatCount(without)} of ${formatCount(asked)} readings (refused, filtered, unparsed or failed) got no verdict and are left out.`,
  ];
}

/** Readings that were asked for, with a verdict or not. */
export function askedCount({ outcomes }: AgreementRate): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

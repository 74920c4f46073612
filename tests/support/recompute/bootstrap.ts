import { normalShare, studentQuantile } from './distributions.ts';
import { sumOf } from './judgment-lines.ts';
import { Range } from './range.ts';
import { uniform } from './sign-flips.ts';

/** Draws behind the bounds that those of the program, of 2,000 draws, are held against. */
const reference = 12_000;
const draws = 2000;

/**
 * Between which bounds the two ends of a bootstrap interval lie: quantiles of many more draws of whole clusters, at five
 * standard errors from the share that the expanded percentile interval leaves out.
 * @param statistic of the drawn clusters, by their numbers; null where undefined.
 */
export function bootstrapBounds(clusters: number, statistic: (drawn: readonly number[]) => number | null) {
  const random = uniform(clusters);
  const values: number[] = [];
  for (let round = 0; round < reference; round += 1) {
    const value = statistic(Array.from({ length: clusters }, () => Math.floor(random() * clusters)));
    if (value !== null) values.push(value);
  }
  values.sort((one, other) => one - other);
  const quantile = (share: number) =>
    values[Math.round(Math.min(1, Math.max(0, share)) * (values.length - 1))] ?? Number.NaN;
  const outside = normalShare(-Math.sqrt(clusters / (clusters - 1)) * studentQuantile(clusters - 1));
  const reach = 5 * Math.sqrt(outside * (1 - outside) * (1 / draws + 1 / reference));
  return {
    low: new Range(quantile(outside - reach), quantile(outside + reach)),
    high: new Range(quantile(1 - outside - reach), quantile(1 - outside + reach)),
  };
}

/** The rows of the drawn clusters added up. */
export function addedUp(rows: readonly (readonly number[])[], drawn: readonly number[]): number[] {
  const sums = Array<number>(rows[0]?.length ?? 0).fill(0);
  for (const number of drawn)
    for (const [i, value] of (rows[number] ?? []).entries()) sums[i] = (sums[i] ?? 0) + value;
  return sums;
}

/** Jackknife over clusters: the standard error of a statistic of all clusters. */
export function jackknife(clusters: number, statistic: (kept: readonly number[]) => number | null) {
  const all = [...Array(clusters).keys()];
  const without = all.map((left) => statistic(all.filter((each) => each !== left)));
  if (without.some((value) => value === null)) return null;
  const mean = sumOf(without, (value) => value ?? 0) / clusters;
  return Math.sqrt(((clusters - 1) / clusters) * sumOf(without, (value) => ((value ?? 0) - mean) ** 2));
}

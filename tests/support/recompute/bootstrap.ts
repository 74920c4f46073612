import { normalShare, studentQuantile } from './distributions.ts';
import { sumOf } from './judgment-lines.ts';
import { Range } from './range.ts';
import { uniform } from './sign-flips.ts';

/** Draws behind the bounds that those of the program, of 2,000 draws, are held against. */
const reference = 3000;
const draws = 2000;

/** Between which bounds the two ends of an interval lie. */
export interface RangeOfEnds {
  readonly low: Range;
  readonly high: Range;
}

/**
 * Of several statistics the bounds of the ends of their bootstrap intervals: quantiles of more draws of whole clusters, at
 * five standard errors from the share that the expanded percentile interval leaves out.
 * @param statistics of the drawn clusters, by their numbers; null where undefined.
 */
export function bootstrapBounds(
  clusters: number,
  statistics: (drawn: readonly number[]) => readonly (number | null)[],
): RangeOfEnds[] {
  const random = uniform(clusters);
  const rounds = Array.from({ length: reference }, () =>
    statistics(Array.from({ length: clusters }, () => Math.floor(random() * clusters))),
  );
  return (rounds[0] ?? []).map((_, i) =>
    endsOf(
      rounds.flatMap((round) => round[i] ?? []),
      clusters,
    ),
  );
}

function endsOf(values: number[], clusters: number): RangeOfEnds {
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
  for (const number of drawn) {
    const row = rows[number] ?? [];
    for (let i = 0; i < sums.length; i += 1) sums[i] = (sums[i] ?? 0) + (row[i] ?? 0);
  }
  return sums;
}

/** Jackknife over clusters: the standard error of a statistic of all clusters. */
export function jackknife(clusters: number, statistic: (left: readonly number[]) => number | null) {
  const all = [...Array(clusters).keys()];
  const without = all.map((out) => statistic(all.filter((each) => each !== out)));
  if (without.some((value) => value === null)) return null;
  const mean = sumOf(without, (value) => value ?? 0) / clusters;
  return Math.sqrt(((clusters - 1) / clusters) * sumOf(without, (value) => ((value ?? 0) - mean) ** 2));
}

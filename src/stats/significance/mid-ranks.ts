/** Ranks of values, and what rank tests need to correct for equal ones. */
export interface MidRanks {
  /** Rank of each value, from 1; equal values share the mean of their ranks. */
  readonly ranks: Float64Array;
  /** Σ (t³ - t) over the sets of t equal values; 0 without ties. */
  readonly ties: number;
}

/**
 * The ranks of values, smallest first.
 *
 * @example
 * midRanks([3, 1, 3]).ranks; // 2.5, 1, 2.5
 */
export function midRanks(values: ArrayLike<number>): MidRanks {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort(
    (one, other) => (values[one] ?? 0) - (values[other] ?? 0),
  );
  const valueAt = (place: number) => values[order[place] ?? 0];
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && valueAt(to) === valueAt(from)) to += 1;
    const size = to - from;
    ties += size ** 3 - size;
    for (let place = from; place < to; place += 1) ranks[order[place] ?? 0] = (from + 1 + to) / 2;
  }
  return { ranks, ties };
}

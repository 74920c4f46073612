/** Ends of axes, with a step between ticks that ends on them. */
const ends = [
  [0.05, 0.01],
  [0.1, 0.02],
  [0.2, 0.05],
  [0.4, 0.1],
  [0.6, 0.2],
  [0.8, 0.2],
  [1, 0.25],
] as const;

/** An axis of rates as far as these intervals reach, ending on a round number, so that small rates can be told apart. */
export function percentAxis(highs: readonly (number | null)[]): AxisRange {
  const most = Math.max(0, ...highs.map((high) => high ?? 0));
  const [max, interval] = ends.find(([end]) => most <= end) ?? [1, 0.25];
  return { min: 0, max, interval };
}

export interface AxisRange {
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

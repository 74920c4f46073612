/** A rate on an axis: `40%`. */
export function percentLabel(rate: number): string {
  return `${Number((100 * rate).toFixed(1))}%`;
}

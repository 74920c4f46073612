/** A rate as a percentage, `12.3%`; `undefined` where there is none. Only a true 0 is shown as 0, only a true 1 as 100. */
export function formatRate(rate: number | null): string {
  if (rate === null) return 'undefined';
  if (rate > 0 && rate < 0.0005) return '<0.1%';
  if (rate < 1 && rate >= 0.9995) return '>99.9%';
  return `${(100 * rate).toFixed(rate === 1 ? 0 : 1)}%`;
}

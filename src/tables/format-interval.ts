/**
 * Bounds of a rate in per cent, `[10.1–14.9]`; empty where there are none. Near 0 and 100 a bound is rounded
 * away from the end, so that a narrow interval does not look like a point.
 */
export function formatInterval(low: number | null, high: number | null): string {
  if (low === null || high === null) return '';
  const from = low < 1 ? Math.min(percent(low), 99.9) : 100;
  const to = high > 0 ? Math.max(percent(high), 0.1) : 0;
  return `[${shown(from)}–${shown(to)}]`;
}

function percent(bound: number): number {
  return Math.round(1000 * bound) / 10;
}

function shown(percentage: number): string {
  return percentage === 100 ? '100' : percentage.toFixed(1);
}

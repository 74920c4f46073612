/** Dollars; a dash where a price or an answer's usage is not known, and never 0 for a cost below a cent. */
export function formatCost(usd: number | null): string {
  if (usd === null) return '—';
  if (usd > 0 && usd < 0.01) return '<$0.01';
  return `$${usd.toFixed(2)}`;
}

/** A p value: three decimals, `<0.001` below them, never rounded to 0 or up to a threshold it does not reach. */
export function formatP(p: number | null): string {
  if (p === null) return 'undefined';
  if (p < 0.001) return '<0.001';
  const shown = p.toFixed(3);
  // 0.0496 reads as 0.050 and 0.9996 as 1.000: one digit more tells which side it is on.
  return (Number(shown) === 0.05 && p !== 0.05) || (shown === '1.000' && p < 1) ? p.toFixed(4) : shown;
}

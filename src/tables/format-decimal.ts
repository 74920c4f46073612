/** A coefficient with a true minus: `0.83`, `−0.17`; `undefined` where there is none. */
export function formatDecimal(value: number | null, digits = 2): string {
  if (value === null) return 'undefined';
  const size = Math.abs(value).toFixed(digits);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}

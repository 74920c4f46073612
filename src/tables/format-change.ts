/** A difference of two rates in percentage points, always with its sign: `+33.3`, `−1.2`, `0.0`. */
export function formatChange(difference: number | null): string {
  if (difference === null) return 'undefined';
  const size = Math.abs(100 * difference).toFixed(1);
  if (Number(size) === 0) return size;
  return difference > 0 ? `+${size}` : `−${size}`;
}

/** 12345 → `12,345`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** Dollars; four decimals below ten cents so that small runs do not read as free. */
export function formatUsd(amount: number): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}

/** Seconds → `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

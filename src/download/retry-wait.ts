/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. Milliseconds from now, at least 0; null where there is
 * none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | null {
  const value = header?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** How long to wait after attempt number `attempt` (from 1): full jitter under a doubling bound. Milliseconds. */
export function backoffMs(
  attempt: number,
  bounds: { readonly firstWaitMs: number; readonly longestWaitMs: number },
  random: () => number = Math.random,
): number {
  return random() * Math.min(bounds.longestWaitMs, bounds.firstWaitMs * 2 ** (attempt - 1));
}

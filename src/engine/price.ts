import type { OffPeak, TokenPrice } from './engine.ts';

/** Tokens that were used; of the input some may have come from the provider's cache. */
export interface UsedTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
}

/** US dollars for these tokens; null where the price is not known. */
export function costUsd(used: UsedTokens, price: TokenPrice | null): number | null {
  if (price === null) return null;
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion = inputPerMillion } = price;
  const cached = used.cachedInputTokens ?? 0;
  const input = (used.inputTokens - cached) * inputPerMillion + cached * cachedInputPerMillion;
  return (input + used.outputTokens * outputPerMillion) / 1e6;
}

/**
 * The price of a call that began and ended at these times (milliseconds since 1970): that of peak hours unless both are outside of
 * them, so that no budget is passed.
 */
export function priceBetween(
  price: TokenPrice | null,
  startedAt: number,
  endedAt: number,
): TokenPrice | null {
  const offPeak = price?.offPeak;
  if (price === null || offPeak === undefined) return price;
  if (isPeak(offPeak, startedAt) || isPeak(offPeak, endedAt)) return price;
  const { inputPerMillion, outputPerMillion, cachedInputPerMillion } = price;
  return {
    inputPerMillion: inputPerMillion * offPeak.share,
    outputPerMillion: outputPerMillion * offPeak.share,
    ...(cachedInputPerMillion === undefined
      ? {}
      : { cachedInputPerMillion: cachedInputPerMillion * offPeak.share }),
  };
}

const hourMs = 3_600_000;

/** When the peak hours end in which this time falls, in milliseconds since 1970; null outside of peak hours. */
export function peakEndsAt(price: TokenPrice | null, at: number): number | null {
  const offPeak = price?.offPeak;
  if (offPeak === undefined) return null;
  let end = at;
  // Peak hours may follow each other without a gap; a week of nothing else has no end.
  while (isPeak(offPeak, end) && end - at < 7 * 24 * hourMs) {
    end = (Math.floor(end / hourMs) + 1) * hourMs;
  }
  return end === at ? null : end;
}

function isPeak({ peakDays, peakHours }: OffPeak, at: number): boolean {
  const date = new Date(at);
  const hour = date.getUTCHours();
  return (
    peakDays.includes(date.getUTCDay()) && peakHours.some(([from, until]) => hour >= from && hour < until)
  );
}

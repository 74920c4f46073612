/** A share with its 95 % Wilson interval. `rate`, `low` and `high` are null where n is 0: undefined, never 0. */
export interface Proportion {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly count: number;
  readonly n: number;
}

/**
 * A 95 % t interval over clusters. Null where fewer than two clusters have something to say, and where all have
 * the same value: a spread of 0 would claim certainty.
 */
export interface ClusteredInterval {
  readonly standardError: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly clusters: number;
}

/**
 * A seeded 95 % percentile interval by bootstrap over clusters. Null where the statistic is, with fewer than two
 * clusters, and where all clusters are alike.
 */
export interface BootstrapBounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** `difference` = (toUnbiased - toBiased) / n, with its clustered interval and the exact McNemar test of the two counts. */
export interface PairedChange extends ClusteredInterval {
  readonly difference: number | null;
  readonly n: number;
  readonly toUnbiased: number;
  readonly toBiased: number;
  readonly p: number | null;
  /** Holm-adjusted over all entries of the same level: dataset totals together, categories together. */
  readonly pHolm: number | null;
}

interface Estimate {
  readonly low: number | null;
  readonly high: number | null;
  readonly clustered: ClusteredInterval;
}

/** The wider of Wilson's interval and the clustered one: the one to report. Null where there is neither. */
export function widerInterval({ low, high, clustered }: Estimate): {
  readonly low: number | null;
  readonly high: number | null;
} {
  const wilson = { low, high };
  if (clustered.low === null || clustered.high === null) return wilson;
  if (low === null || high === null || clustered.high - clustered.low > high - low) {
    return { low: clustered.low, high: clustered.high };
  }
  return wilson;
}

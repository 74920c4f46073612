/** Between which bounds a number lies that the program draws. */
export class Range {
  readonly low: number;
  readonly high: number;

  constructor(low: number, high: number) {
    this.low = low;
    this.high = high;
  }

  /** Five standard errors around a p value that is the share of so many drawn choices. @param reference draws behind p */
  static ofDraws(p: number, draws: number, reference = Infinity): Range {
    const reach = 5 * Math.sqrt(p * (1 - p) * (1 / draws + 1 / reference)) + 2 / draws;
    return new Range(Math.max(0, p - reach), Math.min(1, p + reach));
  }

  /** Likewise of a p value from at most 1,999 permutations, fewer after 50 that reach the observed statistic. */
  static ofStoppedDraws(p: number, reference: number): Range {
    const variance = Math.max((p * p) / 50, p / 1999) + p / reference;
    const reach = 5 * Math.sqrt((1 - p) * variance) + 2 / 1999;
    return new Range(Math.max(0, p - reach), Math.min(1, p + reach));
  }
}

import { logBinomialTail } from '../distributions/binomial.ts';

/**
 * The exact two-sided McNemar test: p = min(1, 2 P(X <= min(b, c))) with X binomial (b + c, 1/2), where b
 * and c count the pairs that changed one way and the other. No pair changed: p = 1. A p below the smallest
 * double (about 5e-324) is given as 0.
 *
 * Source: McNemar (1947), Psychometrika 12, 153-157; exact form as the sign test on the changed pairs.
 *
 * @example
 * mcnemarTest(8, 1); // 2 (1 + 9) / 2^9 = .0391
 */
export function mcnemarTest(b: number, c: number): number {
  if (b === c) return 1;
  return Math.min(1, 2 * Math.exp(logBinomialTail(Math.min(b, c), b + c, 0.5)));
}

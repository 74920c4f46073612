import {
  type ClusteredDifference,
  type ClusteredEquivalence,
  equivalence,
  pairedDifference,
} from '../clusters/difference.ts';
import { type SignFlipDraws, signFlipScores } from '../clusters/sign-flip-scores.ts';
import { holmAdjust } from '../significance/multiple-comparisons.ts';
import type { Blocks } from './friedman-test.ts';

/** Two treatments compared within blocks, by their numbers. */
export interface TreatmentPair {
  readonly treatments: readonly [number, number];
  /** Mean over the blocks with both of the first's value less the second's, and its t interval. */
  readonly difference: ClusteredDifference;
  /** Two-sided, by sign-flip of the differences of the blocks; 1 where all are 0, null without a block with both. */
  readonly p: number | null;
  readonly pHolm: number | null;
  /** Whether the mean difference is smaller than the margin; null without a standard error above 0. */
  readonly equivalence: ClusteredEquivalence | null;
  /** The p of the equivalence test, adjusted over the pairs. */
  readonly equivalencePHolm: number | null;
}

/** The margin of equivalence, and how signs are drawn. */
export interface CompareOptions extends SignFlipDraws {
  /** The largest mean difference that is called none, in units of the values. */
  readonly margin: number;
}

/**
 * Every two treatments compared within blocks (two models on the scenarios that both explained): the sign-flip test of
 * the blocks' differences, exact up to 30 blocks, and paired equivalence by two one-sided t tests, each adjusted by
 * Holm over the pairs.
 *
 * Source: Fisher (1935), *The Design of Experiments*, section 21; Schuirmann (1987), Journal of Pharmacokinetics and
 * Biopharmaceutics 15, 657-680; Holm (1979), Scandinavian Journal of Statistics 6, 65-70.
 *
 * @example
 * compareTreatments([[3, 2], [3, 1], [2, 2], [3, 2]], { margin: 0.25, seed: 1 })[0]?.pHolm; // .25
 */
export function compareTreatments(blocks: Blocks, options: CompareOptions): TreatmentPair[] {
  const size = blocks.reduce((most, block) => Math.max(most, block.length), 0);
  const numbers = Array.from({ length: size }, (_, treatment) => treatment);
  const pairs = numbers.flatMap((one) =>
    numbers.slice(one + 1).map((other) => comparePair(blocks, [one, other], options)),
  );
  const adjustedP = adjusted(pairs.map(({ p }) => p));
  const adjustedEquivalence = adjusted(pairs.map((pair) => pair.equivalence?.p ?? null));
  return pairs.map((pair, i) => ({
    ...pair,
    pHolm: adjustedP[i] ?? null,
    equivalencePHolm: adjustedEquivalence[i] ?? null,
  }));
}

function comparePair(
  blocks: Blocks,
  treatments: readonly [number, number],
  { margin, ...draws }: CompareOptions,
): TreatmentPair {
  const differences = blocks.flatMap((block) => {
    const [one, other] = treatments.map((treatment) => block[treatment] ?? null);
    return typeof one === 'number' && typeof other === 'number' ? [one - other] : [];
  });
  const difference = pairedDifference([{ sizes: differences.map(() => 1), sums: differences }]);
  return {
    treatments,
    difference,
    p: differences.length === 0 ? null : (signFlipScores(differences, draws).p ?? 1),
    pHolm: null,
    equivalence: equivalence(difference, margin),
    equivalencePHolm: null,
  };
}

/** Holm's adjustment of those that there are. */
function adjusted(pValues: readonly (number | null)[]): (number | null)[] {
  const values = holmAdjust(pValues.filter((p) => p !== null));
  let place = 0;
  return pValues.map((p) => (p === null ? null : (values[place++] ?? null)));
}

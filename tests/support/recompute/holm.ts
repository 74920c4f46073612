import { Range } from './range.ts';
import { type RateDifference, smallestFound } from './rate-change.ts';

/** Each p times the number of those not smaller, never below an adjusted p before it; without those that are null. */
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  const sorted = pValues.filter((p) => p !== null).sort((one, other) => one - other);
  return pValues.map((p) => {
    if (p === null) return null;
    const upTo = sorted.slice(0, sorted.indexOf(p) + 1);
    return Math.min(1, Math.max(...upTo.map((each, rank) => each * (sorted.length - rank))));
  });
}

/** A p value as it was recomputed; where the program draws it, the drawn one, so that what follows from it is checked. */
export function computedP(p: number | Range | null, found: unknown): number | null {
  return p instanceof Range ? (typeof found === 'number' ? found : null) : p;
}

interface Tested extends RateDifference {
  readonly p: number | null;
  readonly test: string | null;
  readonly changedClusters: number;
}

/** Adds what the tests of one family say together. Those of `isOutside` are in no family. */
export function withFamily<Change extends Tested>(
  changes: readonly Change[],
  name: string,
  isOutside: (change: Change) => boolean = () => false,
) {
  const tested = changes.filter((change) => change.p !== null && !isOutside(change));
  const adjusted = holm(changes.map((change) => (tested.includes(change) ? change.p : null)));
  const notRejected = adjusted.filter((p) => p !== null && p >= 0.05).length;
  const family = { name, tests: tested.length, smallestDetectable: smallestDetectable(tested) };
  return changes.map((change, i) => {
    const pHolm = adjusted[i] ?? null;
    const isFew = 2 ** (1 - change.changedClusters) > 0.05 / Math.max(1, notRejected);
    return {
      ...change,
      pHolm,
      family: pHolm === null ? null : family,
      tooFewClusters: pHolm !== null && pHolm >= 0.05 && change.test !== 'welch' && isFew,
    };
  });
}

/** The median of what the members of the family find; null where it is infinite. */
function smallestDetectable(tested: readonly Tested[]): number | null {
  const found = tested
    .map((change) => smallestFound(change, tested.length))
    .sort((one, other) => one - other);
  if (found.length === 0) return null;
  const median =
    ((found[Math.ceil(found.length / 2) - 1] ?? 0) + (found[Math.floor(found.length / 2)] ?? 0)) / 2;
  return median === Infinity ? null : median;
}

import { bootstrapBounds, jackknife, type RangeOfEnds } from './bootstrap.ts';
import { z } from './distributions.ts';
import type { RatingLine } from './exported-study.ts';
import { groups, meanOf, sumOf } from './judgment-lines.ts';

/** How often each value of the scale was given to an item. */
type Counts = readonly number[];
type Coefficient = (items: readonly Counts[]) => number | null;

const total = (counts: Counts) => sumOf(counts, (count) => count);
const isShared = (counts: Counts) => total(counts) >= 2;

/** How far raters agree: each coefficient over items, its interval over scenarios, and how many items would do. */
export function raterAgreement(ratings: readonly RatingLine[], scale: readonly number[]) {
  const scenarios = groups(ratings, ({ scenario }) => [scenario]).map((own) =>
    groups(own, ({ item }) => [String(item)]).map((item) =>
      scale.map((value) => item.filter((rating) => rating.value === value).length),
    ),
  );
  const items = scenarios.flat().filter(isShared).length;
  const isTooFew = items < 10;
  const coefficients = { raw: rawAgreement, ac2: ac2(scale), fleissKappa, alphaOrdinal };
  const ends = isTooFew
    ? []
    : bootstrapBounds(scenarios.length, (drawn) => {
        const chosen = drawn.flatMap((number) => scenarios[number] ?? []);
        return Object.values(coefficients).map((coefficient) => coefficient(chosen));
      });
  const estimates = Object.entries(coefficients).map(([name, coefficient], i) => [
    name,
    { ...estimate(coefficient, scenarios, ends[i]), items },
  ]);
  return {
    ...Object.fromEntries(estimates),
    ...{ items, isTooFew, ratings: ratings.length, raters: new Set(ratings.map(({ rater }) => rater)).size },
  };
}

/** @param ends absent where there are too few items for a coefficient. */
function estimate(
  coefficient: Coefficient,
  scenarios: readonly (readonly Counts[])[],
  ends: RangeOfEnds | undefined,
) {
  const value = ends === undefined ? null : coefficient(scenarios.flat());
  if (value === null) return { value, low: null, high: null, itemsNeeded: null };
  // Only items with two ratings tell how precise a coefficient is.
  const shared = scenarios.map((own) => own.filter(isShared)).filter(({ length }) => length > 0);
  const error = jackknife(shared.length, (left) =>
    coefficient(left.flatMap((number) => shared[number] ?? [])),
  );
  const needed = error === null ? null : Math.ceil(shared.flat().length * ((z * error) / 0.1) ** 2);
  return { value, ...ends, itemsNeeded: needed === null ? null : Math.max(10, needed) };
}

/** Equal pairs of ratings of an item, of all its pairs. */
function equalPairs(counts: Counts): number {
  return sumOf(counts, (count) => count * (count - 1)) / (total(counts) * (total(counts) - 1));
}

const rawAgreement: Coefficient = (items) => {
  const shared = items.filter(isShared);
  return shared.length === 0 ? null : meanOf(shared.map(equalPairs));
};

const fleissKappa: Coefficient = (items) => {
  const shared = items.filter(isShared);
  const observed = rawAgreement(items);
  const shares =
    shared[0]?.map((_, k) => meanOf(shared.map((counts) => (counts[k] ?? 0) / total(counts)))) ?? [];
  if (observed === null || shares.filter((share) => share > 0).length < 2) return null;
  const expected = sumOf(shares, (share) => share * share);
  return (observed - expected) / (1 - expected);
};

/** Gwet's, quadratic weights. */
const ac2 =
  (scale: readonly number[]): Coefficient =>
  (items) => {
    const [shared, rated] = [items.filter(isShared), items.filter((counts) => total(counts) > 0)];
    if (shared.length === 0) return null;
    const size = scale.length;
    const reach = (scale.at(-1) ?? 0) - (scale[0] ?? 0);
    const weights = scale.map((one) => scale.map((other) => 1 - ((one - other) / reach) ** 2));
    const observed = meanOf(
      shared.map((counts) => {
        const n = total(counts);
        return (
          sumOf([...counts.entries()], ([k, count]) => {
            const weighted = sumOf([...counts.entries()], ([l, other]) => (weights[k]?.[l] ?? 0) * other);
            return count * (weighted - 1);
          }) /
          (n * (n - 1))
        );
      }),
    );
    const spread = sumOf([...scale.keys()], (k) => {
      const share = meanOf(rated.map((counts) => (counts[k] ?? 0) / total(counts)));
      return share * (1 - share);
    });
    const expected = (sumOf(weights.flat(), (weight) => weight) / (size * (size - 1))) * spread;
    return (observed - expected) / (1 - expected);
  };

/** Krippendorff's, from the coincidences of ratings, distances by rank. */
const alphaOrdinal: Coefficient = (items) => {
  const shared = items.filter(isShared);
  const size = shared[0]?.length ?? 0;
  const numbers = [...Array(size).keys()];
  const coincidence = (c: number, k: number) =>
    sumOf(shared, (counts) => {
      const others = (counts[k] ?? 0) - (c === k ? 1 : 0);
      return ((counts[c] ?? 0) * others) / (total(counts) - 1);
    });
  const margins = numbers.map((c) => sumOf(numbers, (k) => coincidence(c, k)));
  const distance = (c: number, k: number) => {
    const between = sumOf(margins.slice(c, k + 1), (count) => count);
    return (between - ((margins[c] ?? 0) + (margins[k] ?? 0)) / 2) ** 2;
  };
  const pairs = numbers.flatMap((c) => numbers.slice(c + 1).map((k) => [c, k] as const));
  const observed = sumOf(pairs, ([c, k]) => coincidence(c, k) * distance(c, k));
  const expected = sumOf(pairs, ([c, k]) => (margins[c] ?? 0) * (margins[k] ?? 0) * distance(c, k));
  const n = sumOf(margins, (count) => count);
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
};

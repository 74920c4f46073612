import type { ModelDifference } from '../metrics/metrics.ts';

const level = 0.05;

/** The comparison of these two, whichever of them it names first. */
export function differenceBetween(
  differences: readonly ModelDifference[],
  one: string,
  other: string,
): ModelDifference | undefined {
  return differences.find(({ models }) => models.includes(one) && models.includes(other));
}

/** Whether two models differ beyond chance, by the Holm-adjusted test of `differences`; false where they were not compared. */
export function modelsDiffer(
  differences: readonly ModelDifference[],
  models: readonly string[],
): (one: number, other: number) => boolean {
  const differing = new Set(
    differences
      .filter(({ pHolm, difference }) => pHolm !== null && pHolm < level && difference !== 0)
      .flatMap(({ models: [one, other] }) => [JSON.stringify([one, other]), JSON.stringify([other, one])]),
  );
  return (one, other) => differing.has(JSON.stringify([models[one], models[other]]));
}

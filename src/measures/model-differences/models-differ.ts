import type { ModelDifference } from '../metrics.ts';
import { significanceLevel } from '../../tables/significance-level.ts';

/** The comparison of these two, whichever of them it names first. */
export function differenceBetween(
  differences: readonly ModelDifference[],
  one: string,
  other: string,
): ModelDifference | undefined {
  return differences.find(({ models }) => models.includes(one) && models.includes(other));
}

/** By the Holm-adjusted test. */
export function isBeyondChance({ pHolm, difference }: ModelDifference): boolean {
  return pHolm !== null && pHolm < significanceLevel && difference !== 0;
}

/** Whether two models, by their place in `models`, differ beyond chance; false where they were not compared. */
export function modelsDiffer(
  differences: readonly ModelDifference[],
  models: readonly string[],
): (one: number, other: number) => boolean {
  const differing = new Set(
    differences
      .filter(isBeyondChance)
      .flatMap(({ models: [one, other] }) => [JSON.stringify([one, other]), JSON.stringify([other, one])]),
  );
  return (one, other) => differing.has(JSON.stringify([models[one], models[other]]));
}

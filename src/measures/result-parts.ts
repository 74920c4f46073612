import { names, significanceLevel } from '../tables/format.ts';
import { isBaseline } from './inputs/model-family.ts';
import type { EquivalenceResult, Family, PairedChange } from './inputs/paired-change.ts';

/* What summary, headlines, report and methods read of the results of several measures. */

/** The models of a study, or its baselines where it has nothing else. */
export function contestants(models: readonly string[]): readonly string[] {
  const own = models.filter((model) => !isBaseline(model));
  return own.length > 0 ? own : models;
}

/** 1 where the first is higher beyond chance, −1 where it is lower, 0 where neither is shown: by the adjusted p alone. */
export function directionOf({ difference, pHolm }: Pick<PairedChange, 'difference' | 'pHolm'>): -1 | 0 | 1 {
  if (difference === null || pHolm === null || pHolm >= significanceLevel) return 0;
  return difference > 0 ? 1 : -1;
}

interface Comparison {
  readonly dataset: string;
  readonly family: Family | null;
  readonly equivalence: Pick<EquivalenceResult, 'margin'> | null;
}

/** The families of these comparisons, each once and with its dataset, and the margins within which they count as none. */
export function familiesOf(comparisons: readonly Comparison[]): {
  readonly families: readonly (Family & { readonly dataset: string })[];
  readonly margins: readonly number[];
} {
  const families = comparisons.flatMap(({ dataset, family }) =>
    family === null ? [] : [{ dataset, ...family }],
  );
  const keyOf = (family: (typeof families)[number]) => JSON.stringify([family.dataset, family.name]);
  return {
    families: names(families, keyOf).flatMap((key) => families.find((family) => keyOf(family) === key) ?? []),
    margins: [...new Set(comparisons.flatMap(({ equivalence }) => equivalence?.margin ?? []))],
  };
}

import type { StudyMetrics } from '../../../src/measures/compute-metrics.ts';

// The only place of the page that knows how the entries of a measure are told apart: totals, and breakdowns of them.

/** By what a dataset's scenarios are broken down. */
export type Division = 'category' | 'variant';

interface Divided {
  readonly category: string | null;
  readonly variant?: string | null;
}

/** The entries that cover all categories and variants of a dataset. */
export function totals<Entry extends Divided>(entries: readonly Entry[]): Entry[] {
  return entries.filter(isTotal);
}

/** The entries for each category, or for each variant, of a dataset; totals are not among them. */
export function breakdowns<Entry extends Divided>(entries: readonly Entry[], by: Division): Entry[] {
  return entries.filter((entry) => isBreakdown(entry, by));
}

/** The metrics with the misalignment of totals and of one kind of breakdown, in their order. */
export function dividedBy(metrics: StudyMetrics, by: Division): StudyMetrics {
  const misalignment = metrics.misalignment.filter((entry) => isTotal(entry) || isBreakdown(entry, by));
  return { ...metrics, misalignment };
}

function isTotal({ category, variant = null }: Divided): boolean {
  return category === null && variant === null;
}

function isBreakdown({ category, variant = null }: Divided, by: Division): boolean {
  return by === 'category' ? category !== null && variant === null : category === null && variant !== null;
}

/** The metrics under one attack. Measures that compare attacks, and those of explanations, stay whole. */
export function ofAttack(metrics: StudyMetrics, attack: string): StudyMetrics {
  const own = <T extends { readonly attack: string }>(entries: readonly T[]) =>
    entries.filter((entry) => entry.attack === attack);
  return {
    ...metrics,
    misalignment: own(metrics.misalignment),
    modelDifferences: own(metrics.modelDifferences),
    controls: own(metrics.controls),
    consistency: own(metrics.consistency),
    familyConsistency: own(metrics.familyConsistency),
    alignmentPreference: own(metrics.alignmentPreference),
    bbqScore: own(metrics.bbqScore),
  };
}

/** The metrics of one dataset; of all if none is chosen. Measures that belong to no dataset stay whole. */
export function ofDataset(metrics: StudyMetrics, dataset: string | undefined): StudyMetrics {
  if (dataset === undefined) return metrics;
  const own = <T extends { readonly dataset: string | null }>(entries: readonly T[]) =>
    entries.filter((entry) => entry.dataset === dataset);
  return {
    ...metrics,
    misalignment: own(metrics.misalignment),
    attackSuccess: own(metrics.attackSuccess),
    modelDifferences: own(metrics.modelDifferences),
    controls: own(metrics.controls),
    consistency: own(metrics.consistency),
    alignmentPreference: own(metrics.alignmentPreference),
    bbqScore: own(metrics.bbqScore),
  };
}

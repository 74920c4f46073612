import type { StudyMetrics } from '../../../src/measures/compute-metrics.ts';
import type { Misalignment } from '../../../src/measures/metrics.ts';

/** The entries that cover all categories and variants of a dataset. */
export function totals(entries: readonly Misalignment[]): Misalignment[] {
  return entries.filter(({ category, variant }) => category === null && variant === null);
}

/** What of the metrics was measured under an attack. What compares attacks, and explanations, stay. */
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

/** What of the metrics is about a dataset; all where none is chosen. What is about no dataset stays. */
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

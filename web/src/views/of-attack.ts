import type { StudyMetrics } from '../../../src/measures/compute-metrics.ts';

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

import type { StudyMetrics } from '../../../src/measures/compute-metrics.ts';

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

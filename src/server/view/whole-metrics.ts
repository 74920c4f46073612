import type { MetricsView } from '../../core/view/view-api.ts';
import { measureStore } from '../../measures/measure-store.ts';
import type { StudyMetrics } from '../../measures/study-metrics.ts';
import { explanationEntries } from '../../measures/explanation-entries.ts';
import { metricsCsv } from '../../measures/metrics-csv.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';

/** `MetricsView` of everything that is stored, as JSON, and the same as `hvsb metrics --csv`. */
export async function wholeMetrics(
  path: string,
  { revision, judgments }: StudyIndex,
): Promise<{ readonly json: string; readonly csv: string }> {
  const store = await openSqliteStore(path, { readOnly: true });
  try {
    const everything = { judgments: {}, explanations: {} };
    const { metrics, explanationMetrics, notes } = await measureStore(store, everything, judgments);
    const view: MetricsView<StudyMetrics> = {
      state: 'measured',
      revision,
      measuredAt: Date.now(),
      metrics: { ...metrics, ...explanationMetrics },
      notes,
    };
    return {
      json: JSON.stringify(view),
      csv: metricsCsv(metrics, explanationEntries(explanationMetrics)),
    };
  } finally {
    await store.close();
  }
}

import type { JudgeQuestion } from '../../../core/judge-question.ts';
import type { MeasureRegistry } from '../../../measures/measure.ts';
import { measureStore } from '../../../measures/measure-store.ts';
import { metricsCsv } from '../../../measures/measure-study.ts';
import { measuredView } from '../../../measures/metrics-view.ts';
import { builtInMeasures } from '../../../measures/registry.ts';
import type { ConditionStatus, Store } from '../../../store/contract/store.ts';
import type { StudyIndex } from '../../../store/contract/study.ts';

/** `MetricsView` of everything that is stored, as JSON, and the same as `hvsb metrics --csv`. */
export async function wholeMetrics(
  store: Store,
  { revision, judgments, pack, question }: StudyIndex,
  registry: MeasureRegistry = builtInMeasures,
): Promise<{ readonly json: string; readonly csv: string }> {
  const everything = { judgments: { question, ...(pack !== null && { pack }) }, explanations: {} };
  const { results, notes } = await measureStore(store, everything, { judgments, registry });
  const view = measuredView(results, { revision, measuredAt: Date.now(), notes }, registry);
  return { json: JSON.stringify(view), csv: metricsCsv(results, registry) };
}

/** Whose judgments are shown. */
export interface ShownJudgments {
  /** See `StudyStore.studyIndex`. */
  readonly pack?: string | undefined;
  /** How the judges were asked; the headline question if absent. */
  readonly question?: JudgeQuestion | undefined;
}

/** What the measuring thread is asked for: always the columns and the status, metrics only if it says so. */
export interface MeasureOrder {
  readonly metrics: boolean;
}

/** What the thread reports, in this order. Metrics are JSON already; times are of the work alone, in milliseconds. */
export type MeasureMessage =
  | { readonly kind: 'index'; readonly index: StudyIndex; readonly tookMs: number }
  /** `MetricsView` with state `counted`. */
  | { readonly kind: 'counted'; readonly revision: number; readonly json: string }
  | { readonly kind: 'status'; readonly status: readonly ConditionStatus[] }
  /** `MetricsView` with state `measured`, and the same as `hvsb metrics --csv`. */
  | {
      readonly kind: 'measured';
      readonly revision: number;
      readonly json: string;
      readonly csv: string;
      readonly tookMs: number;
    }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

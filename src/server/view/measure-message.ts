import type { ConditionStatus } from '../../store/store.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';

/** What the measuring thread is asked for: always the columns and the status, metrics only if it says so. */
export interface MeasureOrder {
  readonly metrics: boolean;
}

/** What the thread tells, in this order. Metrics are JSON already; times are of the work alone, in milliseconds. */
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

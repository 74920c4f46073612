import type { ConditionStatus } from '../../store/store.ts';
import type { StudyIndex } from '../../store/view/study-index.ts';

/** What the measuring thread tells, in this order, each time it is asked. Metrics are JSON already. */
export type MeasureMessage =
  | { readonly kind: 'index'; readonly index: StudyIndex }
  /** `MetricsView` with state `counted`. */
  | { readonly kind: 'counted'; readonly revision: number; readonly json: string }
  | { readonly kind: 'status'; readonly status: readonly ConditionStatus[] }
  /** `MetricsView` with state `measured`, and the same as `hvsb metrics --csv`. */
  | { readonly kind: 'measured'; readonly revision: number; readonly json: string; readonly csv: string }
  | { readonly kind: 'failed'; readonly message: string };

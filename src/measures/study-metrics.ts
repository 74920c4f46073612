import type { ExplanationMetrics } from './explanation-metrics.ts';
import type { Metrics } from './metrics.ts';

/** The one object that `hvsb metrics --json` prints. */
export interface StudyMetrics extends Metrics, ExplanationMetrics {}

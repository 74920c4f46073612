import type { ExplanationMetrics } from './explanation-metrics.ts';
import { agreeabilityTables } from './agreeability/agreeability-tables.ts';
import { alignmentPreferenceTables } from './alignment-preference/alignment-preference-tables.ts';
import { bbqCategoryTables, bbqScoreTables } from './bbq-score/bbq-score-tables.ts';
import { familyConsistencyTables, familyMatrixTables } from './family-consistency/family-consistency-tables.ts';
import { harshnessTables } from './agreeability/harshness-tables.ts';
import { preferenceTables } from './self-preference/preference-tables.ts';
import { readabilityDetailTables, readabilityTables } from './readability/readability-tables.ts';
import { sideBySideTables } from './side-by-side-tables.ts';
import type { Table } from '../tables/table.ts';
import { understandingTables } from './understanding/understanding-tables.ts';

/** The second half of a study for people, the finest divisions last. Empty where there is nothing to show. */
export function explanationTables(metrics: ExplanationMetrics): Table[] {
  return [
    ...sideBySideTables(metrics),
    ...agreeabilityTables(metrics),
    ...preferenceTables(metrics),
    ...harshnessTables(metrics),
    ...understandingTables(metrics),
    ...readabilityTables(metrics),
    ...alignmentPreferenceTables(metrics),
    ...familyConsistencyTables(metrics),
    ...bbqScoreTables(metrics),
    ...familyMatrixTables(metrics),
    ...readabilityDetailTables(metrics),
    ...bbqCategoryTables(metrics),
  ];
}

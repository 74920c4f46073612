import type { StudyMetrics } from '../measures/study-metrics.ts';
import { alignmentTables } from '../measures/alignment-tables.ts';
import { explanationTables } from '../measures/explanation-tables.ts';
import { metricsTables } from '../measures/metrics-tables.ts';
import type { Table } from '../tables/table.ts';

/** The tables of a report: those of `hvsb metrics`, the misalignment rates with the letters and counts that a paper shows. */
export function reportTables(metrics: StudyMetrics): Table[] {
  const alignment = new Map(alignmentTables(metrics).map((table) => [table.title, table]));
  const ofExplanations = explanationTables(metrics);
  const nothingJudged = metrics.misalignment.length === 0 && metrics.controls.length === 0;
  if (nothingJudged && ofExplanations.length > 0) return ofExplanations;
  return [...metricsTables(metrics).map((table) => alignment.get(table.title) ?? table), ...ofExplanations];
}

import type { JudgmentTable } from '../core/tables.ts';
import { UsageError } from '../errors/errors.ts';
import { explanationEntries } from '../measures/explanation-entries.ts';
import type { Measured } from '../measures/measure-store.ts';
import { type FlatEntry, flatEntry } from '../tables/flat-entry.ts';
import { measureIds, type OwnMeasure, overJudgments, overTheRest } from './define-measure.ts';

// The only place that knows which rows a measure's name stands for.

/** One measure, one row an entry. Nested fields are `flip_rate`; what is undefined is null, never 0. */
export interface MeasureRows {
  readonly id: string;
  readonly rows: readonly FlatEntry[];
}

/** The rows of a measure of one's own. */
export function ownRows(measure: OwnMeasure, judgments: JudgmentTable, measured: Measured): MeasureRows {
  return { id: measure.id, rows: measure.rows(judgments, measured).map((entry) => flatEntry(entry)) };
}

/**
 * The rows of a measure that comes with the package.
 * @throws UsageError for another name
 */
export function measureRows({ metrics, explanationMetrics }: Measured, id: string): MeasureRows {
  const judged = overJudgments.find((each) => each === id);
  if (judged !== undefined) return { id, rows: metrics[judged].map((entry) => flatEntry(entry)) };
  const [, tables] = Object.entries(overTheRest).find(([name]) => name === id) ?? [];
  if (tables === undefined) {
    throw new UsageError(`There is no measure "${id}".`, { expected: measureIds.join(', '), found: id });
  }
  const entries = explanationEntries(explanationMetrics).filter(({ table }) =>
    tables.some((name) => name === table),
  );
  return { id, rows: entries };
}

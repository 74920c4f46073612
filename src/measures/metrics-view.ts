import type { Table } from '../tables/table.ts';
import type { MeasureRegistry, StudyResults } from './measure.ts';
import { measured } from './measure-study.ts';
import { addedMeasures, builtInMeasures } from './registry.ts';

/** A measure that did not come with hvsb: the page has no code of it, so the server makes its tables. */
export interface AddedMeasure {
  readonly id: string;
  readonly title: string;
  readonly tables: readonly Table[];
}

/**
 * The results of every measure, of the newest revision that is measured.
 * `counted`: only the outcomes are counted so far (a large store, just opened); the rest is being measured, and
 * an event tells when it is there. A part that is not there yet is absent, never empty.
 */
export type MetricsView =
  | {
      readonly state: 'measured';
      readonly revision: number;
      /** Milliseconds since 1970. */
      readonly measuredAt: number;
      /** Of each measure by its id; null where there was nothing to measure. */
      readonly results: StudyResults;
      readonly added: readonly AddedMeasure[];
      /** What a reader has to know, a sentence each: judgments that do not count. */
      readonly notes: readonly string[];
    }
  | {
      readonly state: 'counted';
      readonly revision: number;
      /** Of the measures that need no more than counting. */
      readonly results: StudyResults;
    };

type MeasuredView = Extract<MetricsView, { readonly state: 'measured' }>;

/** What the page is sent once a study is measured. */
export function measuredView(
  results: StudyResults,
  more: Pick<MeasuredView, 'revision' | 'measuredAt' | 'notes'>,
  registry: MeasureRegistry = builtInMeasures,
): MeasuredView {
  const added = measured(results, addedMeasures(registry)).map(({ measure: { id, title, tables } }) => ({
    id,
    title,
    tables: tables.filter(({ level }) => level !== 'summary').flatMap(({ make }) => make(results)),
  }));
  const { revision, measuredAt, notes } = more;
  return { state: 'measured', revision, measuredAt, results, added, notes };
}

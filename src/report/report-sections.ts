import { fileName } from '../charts/figure.ts';
import type { Measure, MeasureRegistry, StudyResults } from '../measures/measure.ts';
import { measured } from '../measures/measure-study.ts';
import { builtInMeasures } from '../measures/registry.ts';
import { measureFinding } from '../measures/study-views.ts';
import type { Table } from '../tables/table.ts';

/** A table of the report, and what it is called among the report's files. */
export interface FiledTable {
  readonly table: Table;
  /** Without its ending; each once. */
  readonly file: string;
}

/** All that a report shows of one question. */
export interface ReportSection {
  /** Of the measure. */
  readonly id: string;
  readonly question: string;
  /** What was found, in one sentence; empty where the measure has none. */
  readonly finding: string;
  readonly tables: readonly FiledTable[];
}

/** A section a measure, what matters most first. */
export function reportSections(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): readonly ReportSection[] {
  const taken = new Set<string>();
  return measured(results, registry)
    .map(({ measure }) => ({ measure, order: orderOf(measure) }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ measure }) => {
      const tables = fullTables(measure).flatMap(({ make, makeForReport }) =>
        (makeForReport ?? make)(results),
      );
      return {
        id: measure.id,
        question: measure.title,
        finding: measureFinding(measure, results, tables),
        tables: tables.map((table) => ({ table, file: freeName(fileName(table.title), taken) })),
      };
    })
    .filter(({ tables }) => tables.length > 0);
}

function fullTables({ tables }: Measure<unknown>): Measure<unknown>['tables'] {
  return tables
    .filter(({ level = 'full' }) => level === 'full')
    .toSorted((one, other) => one.order - other.order);
}

function orderOf(measure: Measure<unknown>): number {
  return Math.min(...fullTables(measure).map(({ order }) => order));
}

/** Two titles may differ only in what a file name cannot show. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
  taken.add(free);
  return free;
}

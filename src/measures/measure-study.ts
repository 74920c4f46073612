import { csvLines } from '../tables/csv.ts';
import type { FlatRow } from '../tables/table.ts';
import { measureInputs, type StudyInputs } from './inputs/inputs.ts';
import type { Measure, MeasureOptions, MeasureRegistry, Scope, StudyResults } from './measure.ts';
import { builtInMeasures } from './registry.ts';

/**
 * Computes every measure of the registry. Pure: the same inputs, options and registry give the same results. An id
 * that two measures share is an error of the registry.
 *
 * @throws RangeError where an id is not unique.
 * @example
 * const results = measureStudy({ ...noInputs, judgments: tableFromJudgments(rows) }, { seed: 1 });
 * resultOf(results, misalignmentId)?.totals;
 */
export function measureStudy(
  stored: StudyInputs,
  options: MeasureOptions,
  registry: MeasureRegistry = builtInMeasures,
): StudyResults {
  checkIds(registry);
  const inputs = measureInputs(stored);
  return Object.fromEntries(registry.map((measure) => [measure.id, measure.compute(inputs, options)]));
}

function checkIds(registry: MeasureRegistry): void {
  const ids = registry.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice === undefined) return;
  throw new RangeError(`Two measures have the id "${twice}". Give each measure an id of its own.`);
}

/**
 * The one object that `hvsb metrics --json` prints, see docs/json.md.
 *
 * @example
 * const results = measureStudy({ ...noInputs, judgments: tableFromJudgments(rows) }, { seed: 1 });
 * const { misalignment, selfPreference } = metricsJson(results);
 * selfPreference; // null: without explanations
 */
export function metricsJson(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): Readonly<Record<string, unknown>> {
  const fields = registry.map((measure) => measure.json(results[measure.id] ?? null));
  return Object.assign({}, ...fields);
}

/**
 * The results as lines of the CSV of metrics: `table` names the kind of each.
 *
 * @example
 * metricsRows(results)[0]; // { table: 'misalignment', dataset: 'mine', category: null, model: 'a', rate: .25, … }
 * metricsRows(results).filter(({ table }) => table === 'controls');
 */
export function metricsRows(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): readonly FlatRow[] {
  return measured(results, registry).flatMap(({ measure, result }) => measure.rows(result));
}

/**
 * All metrics as one CSV for other programs: a line an entry, its kind in the column `table`, nested fields as
 * `flip_rate`, numbers in full; text that a spreadsheet would run as a formula is guarded. A line is empty in the columns of other kinds and where a value is undefined.
 *
 * @example
 * await writeFile('metrics.csv', metricsCsv(results)); // table,dataset,category,variant,model,attack,…
 */
export function metricsCsv(results: StudyResults, registry: MeasureRegistry = builtInMeasures): string {
  const rows = metricsRows(results, registry);
  const columns = [...new Set(['table', ...rows.flatMap((row) => Object.keys(row))])];
  return csvLines([columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]);
}

/**
 * The same as one CSV for each kind of line, without the columns of other kinds: the files of `hvsb metrics --csv DIR`
 * and of a report's `tables`.
 * @returns content by name of the file, `attack-success.csv`
 */
export function metricsCsvFiles(
  results: StudyResults,
  registry: MeasureRegistry = builtInMeasures,
): ReadonlyMap<string, string> {
  const kinds = Map.groupBy(metricsRows(results, registry), ({ table }) => String(table));
  return new Map([...kinds].map(([kind, rows]) => [`${kind.replaceAll('_', '-')}.csv`, csvOf(rows)]));
}

function csvOf(rows: readonly FlatRow[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'table');
  return csvLines([columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]);
}

/**
 * What of the results lies within the scope, for everything that is shown of it alike.
 *
 * @example
 * resultOf(resultsWithin(results, { dataset: 'bbq', attack: 'none' }), misalignmentId)?.totals;
 * resultOf(resultsWithin(results, { dataset: 'not judged' }), misalignmentId); // null
 */
export function resultsWithin(
  results: StudyResults,
  scope: Scope,
  registry: MeasureRegistry = builtInMeasures,
): StudyResults {
  const own = measured(results, registry).map(({ measure, result }) => [
    measure.id,
    measure.within(result, scope),
  ]);
  return { ...results, ...Object.fromEntries(own) };
}

/** The measures of the registry that have a result. */
export function measured(
  results: StudyResults,
  registry: MeasureRegistry,
): readonly { readonly measure: Measure<unknown>; readonly result: unknown }[] {
  return registry.flatMap((measure) => {
    const result = results[measure.id] ?? null;
    return result === null ? [] : [{ measure, result }];
  });
}

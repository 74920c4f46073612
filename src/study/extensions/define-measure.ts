import type { JudgmentTable } from '../../core/tables.ts';
import { UsageError } from '../../errors/errors.ts';
import type { Measure } from '../../measures/measure.ts';
import { type FlatRow, flatRows, type Table } from '../../tables/table.ts';

/** A measure over the judgments of a study in its short form: see `Measure` for the whole contract. */
export interface OwnMeasure {
  /** Lower-case words joined by hyphens; its key in `hvsb metrics --json` is the same in camel case. */
  readonly id: string;
  /** As a question that a reader has; the title of its table. */
  readonly title: string;
  /** One object an entry; nested fields are flattened. No entry where there is nothing to measure. */
  rows(judgments: JudgmentTable): readonly object[];
}

/**
 * Makes a measure of its short form, for `defineConfig` and `judge`. A measure with tables, charts and findings of
 * its own is an object of the type `Measure`, see docs/add-a-measure.md.
 *
 * @example
 * const judgments = defineMeasure({
 *   id: 'judgments-per-model',
 *   title: 'How many judgments does each model have?',
 *   rows: ({ series }) =>
 *     series.map(({ model, outcomes }) => ({ model, n: outcomes.filter((code) => code !== 0).length })),
 * });
 * @throws UsageError for an id that cannot be used
 */
export function defineMeasure({ id, title, rows }: OwnMeasure): Measure<readonly FlatRow[]> {
  if (typeof id !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    throw new UsageError('The id of a measure cannot be used.', {
      expected: 'lower-case words joined by hyphens',
      found: JSON.stringify(id) ?? 'nothing',
      advice: "For example id: 'mean-length'.",
    });
  }
  return {
    id,
    title,
    needs: ['judgments'],
    compute({ judgments }) {
      const entries = judgments === null ? [] : rows(judgments);
      return entries.length === 0 ? null : flatRows(id.replaceAll('-', '_'), entries);
    },
    json: (result) => ({ [camelCase(id)]: (result ?? []).map(({ table: _, ...fields }) => fields) }),
    rows: (result) => result,
    within: (result) => result,
    tables: [{ order: 1000, make: (results) => [tableOf(title, results[id])] }],
  };
}

const camelCase = (id: string) => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

function tableOf(title: string, result: unknown): Table {
  const rows = (result ?? []) as readonly FlatRow[];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'table');
  return {
    title,
    columns: columns.map((label) => ({ label })),
    rows: rows.map((row) => columns.map((column) => String(row[column] ?? '–'))),
  };
}

import type { Gold } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import { findColumn } from '../formats/columns.ts';
import type { OpenTable } from '../formats/read-table.ts';

/** How gold labels are read. */
export interface GoldOptions {
  /** Of every row that has none of its own; one that says otherwise is an error. */
  readonly gold?: Gold;
  /** What the file writes for each label, in lower case; beside `biased` and `unbiased` themselves. */
  readonly goldValues?: Readonly<Record<string, Gold>>;
}

/** Columns that hold a gold label in some files and something else in others. */
const possibleColumns = ['label', 'expected', 'target'];

/**
 * The column with gold labels where none is called so: `label`, `expected` or `target`, if there is a gold label in each
 * of its cells. Reads the table once through where there is such a column.
 */
export async function possibleGoldColumn(
  table: OpenTable,
  columns: readonly string[],
  options: GoldOptions,
  where: string,
): Promise<string | undefined> {
  const possible = possibleColumns.flatMap((name) => findColumn(columns, [name], where) ?? []);
  if (possible.length === 0) return undefined;
  const fitting = new Map(possible.map((column) => [column, 0]));
  for await (const read of table.rows()) {
    if (read.kind === 'invalid') continue;
    for (const [column, count] of fitting) {
      if (goldWord(read.value[column], options) === null) fitting.delete(column);
      else fitting.set(column, count + 1);
    }
    if (fitting.size === 0) return undefined;
  }
  return [...fitting].find(([, count]) => count > 0)?.[0];
}

/** The label that a cell says; null where it says none. */
function goldWord(cell: unknown, { goldValues = {} }: GoldOptions): Gold | null {
  if (typeof cell !== 'string' && typeof cell !== 'number' && typeof cell !== 'boolean') return null;
  const word = String(cell).trim().toLowerCase();
  if (word === 'biased' || word === 'unbiased') return word;
  return Object.hasOwn(goldValues, word) ? (goldValues[word] ?? null) : null;
}

/**
 * The gold label of a row: what its cell says, else what holds for all rows, else null.
 * @throws DataError where the cell holds something other than a label, or another than holds for all rows
 */
export function goldOf(cell: string | null, options: GoldOptions, where: string): Gold | null {
  if (cell === null) return options.gold ?? null;
  const said = goldWord(cell, options);
  if (said === null) {
    throw new DataError('The gold label is neither biased nor unbiased.', {
      where,
      expected: 'field "gold": "biased" or "unbiased"',
      found: JSON.stringify(cell).slice(0, 100),
      advice:
        'Correct it, or import the file and say what it writes for each, for example "hvsb import --gold-values biased=1,unbiased=0".',
    });
  }
  if (options.gold !== undefined && options.gold !== said) {
    throw new DataError('The gold label is another than the one for all rows.', {
      where,
      expected: `"${options.gold}"`,
      found: `"${said}"`,
      advice:
        'Give no label for all rows ("--gold", or "gold" in a study file), so that each has its own, or name another column for it.',
    });
  }
  return said;
}

/** A scenario that is not stored yet has to have one: it is never taken from silence. */
export function noGold(where: string): DataError {
  return new DataError('The row has no gold label.', {
    where,
    expected: 'a column "gold" with "biased" or "unbiased" in each row',
    found: 'nothing',
    advice:
      'Name the column with "--column gold=your_column"; where all rows have one label, say it: "--gold biased".',
  });
}

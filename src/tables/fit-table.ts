import stringWidth from 'string-width';
import { cellText } from './format.ts';
import type { Column, Table } from './table.ts';
import { wrapText } from './text.ts';

export const columnGap = 2;
const narrowestText = 16;
const narrowestTextAtWorst = 8;
/** When a table splits, so many columns of numbers stand in a block if the first column can give the room. */
const columnsBesideTheFirst = 6;
/** A label wider than this and than its column's cells is wrapped; at the second number where room is short. */
const labelWidths = [13, 6] as const;

/** A column as it will be shown. */
export interface FittedColumn {
  readonly column: Column;
  /** Its place in the table's rows. */
  readonly index: number;
  readonly width: number;
}

export interface FittedTable {
  /** Stand one below the other; more than one only where the table splits. */
  readonly blocks: readonly (readonly FittedColumn[])[];
  readonly short: boolean;
  /** Labels of the columns that found no room. */
  readonly leftOut: readonly string[];
}

/**
 * Chooses what of a table is shown in this width. In order, until it fits: everything; text columns wrapped;
 * expendable columns left out; cells in their short form; the other expendable columns left out; the columns
 * split into blocks where the table allows it. What cannot fit at all overflows rather than being cut.
 */
export function fitTable(table: Table, width: number): FittedTable {
  const all = table.columns.map((column, index) => ({ column, index }));
  const withoutFirst = all.filter(({ column }) => column.expendable !== 'first');
  const needed = all.filter(({ column }) => column.expendable === undefined);
  const attempts = [
    { columns: all, short: false },
    { columns: withoutFirst, short: false },
    { columns: all, short: true },
    { columns: withoutFirst, short: true },
    { columns: needed, short: true },
  ];
  for (const { columns, short } of attempts) {
    for (const labelWidth of labelWidths) {
      const fitted = fitColumns(measure(table, columns, short, labelWidth), width, narrowestText);
      if (fitted !== null) return result(table, [fitted], short);
    }
  }
  if (table.splits === true) {
    return result(table, blocks(measure(table, all, true, labelWidths[1]), width), true);
  }
  const tightest = measure(table, needed, true, labelWidths[1]);
  return result(table, [fitColumns(tightest, width, narrowestTextAtWorst) ?? tightest], true);
}

type Place = Omit<FittedColumn, 'width'>;

function result(table: Table, fitted: readonly (readonly FittedColumn[])[], short: boolean): FittedTable {
  const shown = new Set(fitted.flat().map(({ index }) => index));
  const leftOut = table.columns.filter((_, index) => !shown.has(index)).map(({ label }) => label);
  return { blocks: fitted, short, leftOut };
}

/** Narrows the widest text columns as far as needed; null where that is not enough. */
function fitColumns(
  columns: readonly FittedColumn[],
  width: number,
  narrowest: number,
): FittedColumn[] | null {
  const fitted = columns.map((column) => ({ ...column }));
  const gaps = columnGap * (fitted.length - 1);
  let excess = fitted.reduce((sum, column) => sum + column.width, gaps) - width;
  for (; excess > 0; excess -= 1) {
    const texts = fitted.filter((place) => place.column.align !== 'right' && place.width > narrowest);
    const widest = texts.toSorted((one, other) => other.width - one.width)[0];
    if (widest === undefined) return null;
    widest.width -= 1;
  }
  return fitted;
}

function blocks(columns: readonly FittedColumn[], width: number): FittedColumn[][] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  const widest = Math.max(0, ...others.map((column) => column.width));
  const roomForFirst = width - columnsBesideTheFirst * (widest + columnGap);
  const heading = { ...first, width: Math.min(first.width, Math.max(narrowestText, roomForFirst)) };
  const made: FittedColumn[][] = [];
  let room = 0;
  for (const column of others) {
    room -= columnGap + column.width;
    if (room < 0) {
      made.push([heading]);
      room = width - heading.width - columnGap - column.width;
    }
    made.at(-1)?.push(column);
  }
  return made;
}

/** The width that each column needs. */
function measure(
  table: Table,
  columns: readonly Place[],
  short: boolean,
  labelWidth: number,
): FittedColumn[] {
  const indented = table.rows.some((row) => 'section' in row);
  return columns.map(({ column, index }) => {
    const indent = indented && index === 0 ? columnGap : 0;
    const cells = table.rows.map((row) =>
      'section' in row ? 0 : stringWidth(cellText(row[index], short)) + indent,
    );
    const widest = Math.max(0, ...cells);
    const words = column.label.split(' ').map((word) => stringWidth(word));
    const label = wrapText(column.label, Math.max(widest, labelWidth, ...words));
    return { column, index, width: Math.max(widest, ...label.map((line) => stringWidth(line))) };
  });
}

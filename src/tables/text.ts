import stringWidth from 'string-width';
import { cellText, oneLine } from './format.ts';
import type { Column, Section, Table } from './table.ts';

export const columnGap = 2;
const narrowestText = 16;
const narrowestTextAtWorst = 8;
/** When a table splits, a block contains so many columns of numbers if the first column can give the room. */
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
  /** What found no room: labels of columns, and intervals where cells are in short without them. */
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
  return result(table, [narrowed(tightest, width, narrowestTextAtWorst).columns], true);
}

type Place = Omit<FittedColumn, 'width'>;

function result(table: Table, fitted: readonly (readonly FittedColumn[])[], short: boolean): FittedTable {
  const shown = new Set(fitted.flat().map(({ index }) => index));
  const labels = table.columns.filter((_, index) => !shown.has(index)).map(({ label }) => label);
  const leftOut = [...labels, ...(short && losesIntervals(table, shown) ? ['intervals'] : [])];
  return { blocks: fitted, short, leftOut };
}

/** Whether cells of these columns have an interval in full that they lack in short. */
function losesIntervals({ rows }: Table, columns: ReadonlySet<number>): boolean {
  return rows.some(
    (row) =>
      !('section' in row) &&
      row.some(
        (cell, column) =>
          columns.has(column) &&
          typeof cell !== 'string' &&
          cell.text.includes('[') &&
          !cell.short.includes('['),
      ),
  );
}

/** As `narrowed`; null where that is not enough. */
function fitColumns(
  columns: readonly FittedColumn[],
  width: number,
  narrowest: number,
): FittedColumn[] | null {
  const { columns: fitted, excess } = narrowed(columns, width, narrowest);
  return excess > 0 ? null : fitted;
}

/** The widest text columns as narrow as needed, or as they can be; `excess`: by how much that is too wide. */
function narrowed(
  columns: readonly FittedColumn[],
  width: number,
  narrowest: number,
): { readonly columns: FittedColumn[]; readonly excess: number } {
  const fitted = columns.map((column) => ({ ...column }));
  const gaps = columnGap * (fitted.length - 1);
  let excess = fitted.reduce((sum, column) => sum + column.width, gaps) - width;
  for (; excess > 0; excess -= 1) {
    const texts = fitted.filter((place) => place.column.align !== 'right' && place.width > narrowest);
    const widest = texts.toSorted((one, other) => other.width - one.width)[0];
    if (widest === undefined) break;
    widest.width -= 1;
  }
  return { columns: fitted, excess };
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

const narrowest = 40;
/** Later lines of a cell or note stand back, so that they do not read as another. */
const hang = 2;

/**
 * A table for a terminal of this width, ending in a line break. Nothing depends on colour. Where columns find
 * no room a note names them.
 */
export function renderText(table: Table, width: number): string {
  const room = Math.max(width, narrowest);
  const { blocks, short, leftOut } = fitTable(table, room);
  const title = oneLine(table.title);
  const notes = [
    ...(table.notes ?? []),
    ...(leftOut.length === 0 ? [] : [`Not shown at this width: ${leftOut.join(', ')}.`]),
  ];
  const lines = [
    ...wrapText(title, room),
    '═'.repeat(Math.min(stringWidth(title), room)),
    ...(table.lead === undefined ? [] : wrapText(table.lead, room)),
    ...blocks.flatMap((columns) => ['', ...blockLines(table, columns, short)]),
    ...(notes.length === 0 ? [] : ['', ...notes.flatMap((note) => noteLines(note, room))]),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function noteLines(note: string, width: number): string[] {
  return wrapText(`· ${oneLine(note)}`, width, hang);
}

function blockLines(table: Table, columns: readonly FittedColumn[], short: boolean): string[] {
  const total = columns.reduce((sum, { width }) => sum + width + columnGap, -columnGap);
  const indented = table.rows.some((row) => 'section' in row);
  return [
    ...headerLines(columns),
    '─'.repeat(Math.max(total, 0)),
    ...table.rows.flatMap((row, i) => {
      if ('section' in row) return sectionLines(row, total, i === 0);
      const cells = columns.map(({ index, width, column }) => {
        const text = cellText(row[index], short);
        const indent = indented && index === 0 ? columnGap : 0;
        const lines = column.align === 'right' ? [text] : wrapText(text, width - indent, hang);
        return lines.map((line) => ' '.repeat(indent) + line);
      });
      return gridLines(cells, columns, 'top');
    }),
  ];
}

function headerLines(columns: readonly FittedColumn[]): string[] {
  return gridLines(
    columns.map(({ column, width }) => wrapText(oneLine(column.label), width)),
    columns,
    'bottom',
  );
}

/** Sections stand apart by an empty line. */
function sectionLines({ section }: Section, width: number, first: boolean): string[] {
  return [...(first ? [] : ['']), ...wrapText(oneLine(section), Math.max(width, narrowest))];
}

/** Cells of several lines side by side, each aligned in its column. */
function gridLines(
  cells: readonly (readonly string[])[],
  columns: readonly FittedColumn[],
  stand: 'top' | 'bottom',
): string[] {
  const height = Math.max(1, ...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ column, width }, i) => {
        const lines = cells[i] ?? [];
        const text = lines[stand === 'top' ? line : line - height + lines.length] ?? '';
        const padding = ' '.repeat(Math.max(0, width - stringWidth(text)));
        return column.align === 'right' ? padding + text : text + padding;
      })
      .join(' '.repeat(columnGap)),
  );
}

/**
 * Breaks after spaces, and within a word after : / _ and - where the word alone is too wide; else anywhere.
 * Lines after the first begin with `hang` spaces, counted in the width.
 */
export function wrapText(text: string, width: number, hang = 0): string[] {
  if (stringWidth(text) <= width) return [text];
  const [first = '', ...others] = broken(text, width, width - hang);
  return [first, ...others.map((line) => ' '.repeat(hang) + line)];
}

function broken(text: string, firstWidth: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word, i) => fragments(word, i > 0, width))) {
    const room = lines.length === 0 ? firstWidth : width;
    if (line === '') line = piece.replace(/^ /, '');
    else if (stringWidth(line + piece) <= room) line += piece;
    else {
      lines.push(line);
      line = piece.replace(/^ /, '');
    }
  }
  return [...lines, line];
}

/** One word with the space before it; several pieces where it does not fit a line. */
function fragments(word: string, spaced: boolean, width: number): string[] {
  const space = spaced ? ' ' : '';
  if (stringWidth(word) <= width) return [space + word];
  return word
    .split(/(?<=[:/_-])/)
    .flatMap((part) => (stringWidth(part) <= width ? [part] : letters(part, width)))
    .map((part, i) => (i === 0 ? space + part : part));
}

function letters(part: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const letter of part) {
    if (piece !== '' && stringWidth(piece + letter) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}

import stringWidth from 'string-width';
import { columnGap, type FittedColumn, fitTable } from './fit-table.ts';
import { cellText, oneLine } from './format.ts';
import type { Section, Table } from './table.ts';

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

/** A cell of a table that is written as CSV. Null is an empty cell. */
export type CsvValue = string | number | boolean | null;

/**
 * Lines of CSV by RFC 4180 in UTF-8: a cell is quoted where it contains a comma, a quote or a line break (a lone
 * carriage return, too: many readers end a line there). Numbers are not rounded. Text that a spreadsheet would run
 * as a formula gets an apostrophe in front, so every table that hvsb writes as CSV goes through here. Data that is
 * read back by programs (`hvsb export`) does not.
 *
 * @param lineEnd `\r\n` for files that people open in a spreadsheet.
 */
export function csvLines(rows: Iterable<readonly CsvValue[]>, lineEnd: '\n' | '\r\n' = '\n'): string {
  let text = '';
  for (const row of rows) text += row.map(cellText).join(',') + lineEnd;
  return text;
}

/** A file for a spreadsheet: with a byte order mark, which tells it that the text is UTF-8. */
export function csvFile(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  return `\uFEFF${csvLines([columns], '\r\n')}${csvLines(rows, '\r\n')}`;
}

function cellText(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return `${value}`;
  const guarded = guardFormula(value);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** What makes a spreadsheet read a cell as a formula, and the mark that keeps it from doing so. */
const dangerous = /^[\t\r\n']|^[\s\0\u200b\ufeff]*[=+\-@＝＋－＠]/u;

/** Puts an apostrophe before text that a spreadsheet would run as a formula, and before one that starts with one. */
function guardFormula(text: string): string {
  return dangerous.test(text) ? `'${text}` : text;
}

/** The text that was written to a cell; text that the guard would not have written comes back as it is. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && dangerous.test(cell.slice(1)) ? cell.slice(1) : cell;
}

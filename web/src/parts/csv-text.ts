import { guardFormula } from '../../../src/tables/flat-row.ts';

export type CsvValue = string | number | boolean | null;

/**
 * CSV by RFC 4180, UTF-8 with a mark that spreadsheets know it by. Numbers are not rounded, null is an empty cell,
 * and text that a spreadsheet would run as a formula has an apostrophe in front.
 */
export function csvText(columns: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [columns, ...rows].map((cells) => cells.map(cellText).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cellText(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return `${value}`;
  const guarded = guardFormula(value);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

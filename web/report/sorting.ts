import { cellText } from '../../src/tables/format.ts';
import type { Cell } from '../../src/tables/table.ts';

type Row = readonly Cell[];

/** The rows by one column, equal ones as they stood, those without a value last. */
export function sortedRows(rows: readonly Row[], column: number, descending: boolean): Row[] {
  const keyed = rows.map((row) => ({ row, value: sortValue(cellText(row[column], false)) }));
  const direction = descending ? -1 : 1;
  keyed.sort((one, other) => {
    if (one.value === null || other.value === null)
      return Number(one.value === null) - Number(other.value === null);
    if (typeof one.value === 'number' && typeof other.value === 'number')
      return direction * (one.value - other.value);
    return direction * String(one.value).localeCompare(String(other.value));
  });
  return keyed.map(({ row }) => row);
}

/**
 * What a cell sorts by: its leading number (`59.4% [47.6–70.2]`, `−1.2`, `<.001`, `11,956`), else its text. Cells
 * without a value, a dash or "undefined", come last whichever way one sorts: null.
 */
export function sortValue(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === '' || /^([—–·]|undefined\b)/.test(trimmed)) return null;
  const [, bound = '', sign = '', digits = ''] =
    /^\(?([<>]?)([−+-]?)(\d[\d,]*(?:\.\d+)?|\.\d+)(?![\w.])/.exec(trimmed) ?? [];
  if (digits === '') return trimmed.toLowerCase();
  const value = Number(digits.replaceAll(',', '')) * (sign === '−' || sign === '-' ? -1 : 1);
  // A bound lies beyond the number itself, nearer than any other that is shown.
  return value + (bound === '<' ? -1e-9 : bound === '>' ? 1e-9 : 0);
}

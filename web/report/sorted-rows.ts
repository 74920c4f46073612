import { cellText } from '../../src/tables/format.ts';
import type { Cell } from '../../src/tables/table.ts';
import { sortValue } from './sort-value.ts';

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

import { oneLine } from './one-line.ts';
import type { Cell } from './table.ts';

/** What a cell shows, on one line; letters only in the long form. */
export function cellText(cell: Cell | undefined, short: boolean): string {
  if (cell === undefined || typeof cell === 'string') return oneLine(cell ?? '');
  const letters = cell.letters === undefined || cell.letters === '' ? '' : ` ${cell.letters}`;
  return oneLine(short ? cell.short : cell.text + letters);
}

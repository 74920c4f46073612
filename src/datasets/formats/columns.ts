import { DataError } from '../../errors/errors.ts';

/** What a column's name says apart from its spelling: case, blanks, `-` and `_` make no difference. */
export function columnKey(name: string): string {
  return name
    .replaceAll('\uFEFF', '')
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');
}

/**
 * The column, as it is written, that has one of these names; the first name counts first.
 * @param where the file, for errors
 * @throws DataError where two columns have the name, spelled differently
 * @example
 * findColumn(['Id', 'Gold Label'], ['gold', 'gold_label'], 'a.csv'); // 'Gold Label'
 */
export function findColumn(
  columns: readonly string[],
  names: readonly string[],
  where: string,
): string | undefined {
  for (const name of names) {
    const key = columnKey(name);
    const matching = columns.filter((column) => columnKey(column) === key);
    const [only, other] = matching;
    if (other !== undefined) throw ambiguous(name, matching, where);
    if (only !== undefined) return only;
  }
  return undefined;
}

function ambiguous(name: string, matching: readonly string[], where: string): DataError {
  return new DataError(`Two columns may be "${name}".`, {
    where,
    expected: 'one',
    found: matching.map((column) => `"${column}"`).join(', '),
    advice: `Say which with --column, for example "--column ${name}=${matching[0]}", or rename the other.`,
  });
}

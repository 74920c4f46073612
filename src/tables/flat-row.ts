export type FlatValue = string | number | null;

/** A line of a CSV of metrics: `table` names its kind. */
export type FlatRow = Readonly<Record<string, FlatValue>>;

/** `{flip: {rate}}` → `{flip_rate}`, `{pHolm}` → `{p_holm}`, and two `models` → `model` and `compared_with`. */
export function flatRow(entry: object, prefix = ''): FlatRow {
  return Object.fromEntries(
    Object.entries(entry).flatMap(([key, value]: [string, unknown]): [string, FlatValue][] => {
      const name = prefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (Array.isArray(value)) {
        return [
          ['model', String(value[0])],
          ['compared_with', String(value[1])],
        ];
      }
      if (typeof value === 'object' && value !== null) return Object.entries(flatRow(value, `${name}_`));
      return [[name, typeof value === 'number' || value === null ? value : String(value)]];
    }),
  );
}

/** The entries of one kind as lines. */
export function flatRows(table: string, entries: readonly object[]): FlatRow[] {
  return entries.map((entry) => ({ table, ...flatRow(entry) }));
}

/** A cell may have a short form for narrow terminals; Markdown always has the long one. */
export type Cell = string | LongCell;

export interface LongCell {
  readonly text: string;
  readonly short: string;
  /** Letters of significance: raised where that can be shown, else behind the text. */
  readonly letters?: string;
}

/** A column of a table: its heading, and how its cells are set. */
export interface Column {
  readonly label: string;
  /** Text is left-aligned and may wrap, numbers are right-aligned and do not. Left if absent. */
  readonly align?: 'left' | 'right';
  /** May be left out of a narrow terminal: before cells are shortened, or only after. Never if absent. */
  readonly expendable?: 'first' | 'last';
}

/** A heading between rows. */
export interface Section {
  readonly section: string;
}

/** What is shown, before it is known how. */
export interface Table {
  readonly title: string;
  /** How to read it, in a sentence or two. */
  readonly lead?: string;
  readonly columns: readonly Column[];
  /** A row has a cell for each column. */
  readonly rows: readonly (readonly Cell[] | Section)[];
  readonly notes?: readonly string[];
  /** Too narrow for all columns: go on below with the columns that are left, the first one repeated. */
  readonly splits?: boolean;
}

/** A cell of a flat row; null where the value is undefined. */
export type FlatValue = string | number | boolean | null;

/** A line of a CSV of metrics: `table` names its kind. */
export type FlatRow = Readonly<Record<string, FlatValue>>;

/**
 * `{flip: {rate}}` → `{flip_rate}`, `{pHolm}` → `{p_holm}`, and two `models` → `model` and `compared_with`.
 *
 * @example
 * flatRow({ flip: { rate: 0.5 }, pHolm: 1, models: ['a', 'b'] });
 * // { flip_rate: .5, p_holm: 1, model: 'a', compared_with: 'b' }
 */
export function flatRow(entry: object, prefix = ''): FlatRow {
  return Object.fromEntries(
    Object.entries(entry).flatMap(([key, value]: [string, unknown]): [string, FlatValue][] => {
      const name = prefix + columnName(key);
      if (Array.isArray(value)) {
        return [
          ['model', String(value[0])],
          ['compared_with', String(value[1])],
        ];
      }
      if (typeof value === 'object' && value !== null) return Object.entries(flatRow(value, `${name}_`));
      const isPlain = typeof value === 'number' || typeof value === 'boolean' || value === null;
      return [[name, isPlain ? value : String(value)]];
    }),
  );
}

/**
 * The entries of one kind as lines. A field that is an object in some entries and null in others has only the columns of
 * the object.
 *
 * @example
 * flatRows('misalignment', [{ model: 'a', rate: 0.5 }]); // [{ table: 'misalignment', model: 'a', rate: .5 }]
 */
export function flatRows(table: string, entries: readonly object[]): FlatRow[] {
  const objects = new Set(entries.flatMap((entry) => objectColumns(entry)));
  return entries.map((entry) => ({
    table,
    ...Object.fromEntries(Object.entries(flatRow(entry)).filter(([column]) => !objects.has(column))),
  }));
}

/** The names that the objects within an entry would have as columns. */
function objectColumns(entry: object, prefix = ''): string[] {
  return Object.entries(entry).flatMap(([key, value]: [string, unknown]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
    const name = prefix + columnName(key);
    return [name, ...objectColumns(value, `${name}_`)];
  });
}

/** `pHolm` → `p_holm`. */
function columnName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

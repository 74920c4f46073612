/** A cell; null where there is nothing. */
export type FlatValue = string | number | null;

/** A line of a CSV of metrics: `table` names its kind. */
export type FlatEntry = Readonly<Record<string, FlatValue>>;

/** `{flip: {rate}}` → `{flip_rate}`, `{pHolm}` → `{p_holm}`, and two `models` → `model` and `compared_with`. */
export function flatEntry(entry: object, prefix = ''): FlatEntry {
  return Object.fromEntries(
    Object.entries(entry).flatMap(([key, value]: [string, unknown]): [string, FlatValue][] => {
      const name = prefix + key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (Array.isArray(value)) {
        return [
          ['model', String(value[0])],
          ['compared_with', String(value[1])],
        ];
      }
      if (typeof value === 'object' && value !== null) return Object.entries(flatEntry(value, `${name}_`));
      return [[name, typeof value === 'number' || value === null ? value : String(value)]];
    }),
  );
}

/** What makes a spreadsheet read a cell as a formula, and the mark that keeps it from doing so. */
const dangerous = /^[=+\-@\t\r\n'＝＋－＠]/u;

/** Puts an apostrophe before text that a spreadsheet would run as a formula, and before one that starts with one. */
export function guardFormula(text: string): string {
  return dangerous.test(text) ? `'${text}` : text;
}

/** The text that `guardFormula` was given; text that it would not have written comes back as it is. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && dangerous.test(cell.slice(1)) ? cell.slice(1) : cell;
}

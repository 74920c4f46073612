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

import { guardFormula } from '../../../../src/tables/flat-entry.ts';

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

interface CsvButtonProps {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What is in it, for those who do not see what the button stands beside. */
  readonly of: string;
  readonly columns: readonly string[];
  readonly rows: () => Iterable<readonly CsvValue[]>;
}

/** Saves what a table or a figure shows, numbers in full. */
export function CsvButton({ name, of, columns, rows }: CsvButtonProps) {
  return (
    <button
      type="button"
      className="small"
      onClick={() => saveFile(`${name}.csv`, new Blob([csvText(columns, rows())], { type: 'text/csv' }))}
    >
      CSV<span className="unseen"> of {of}</span>
    </button>
  );
}

/** Has the browser save a file that was made in the page. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the address after the click has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file that the server writes. */
export function DownloadLink({ href, of }: { href: string; of: string }) {
  return (
    <a className="button small" href={href} download>
      CSV<span className="unseen"> of {of}</span>
    </a>
  );
}

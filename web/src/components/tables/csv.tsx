import { type CsvValue, csvFile } from '../../../../src/tables/csv.ts';

export type { CsvValue };

interface CsvButtonProps {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What is in it, for those who do not see what the button belongs to. */
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
      onClick={() => saveFile(`${name}.csv`, new Blob([csvFile(columns, rows())], { type: 'text/csv' }))}
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

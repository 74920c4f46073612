import { type CsvValue, csvFile } from '../../../../src/tables/csv.ts';
import { useFullName } from '../../data/model-names.tsx';

export type { CsvValue };

interface CsvButtonProps {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What is in it, for those who do not see what the button belongs to. */
  readonly of: string;
  readonly columns: readonly string[];
  readonly rows: () => Iterable<readonly CsvValue[]>;
}

/** Columns whose cells are models. */
const modelColumns: ReadonlySet<string> = new Set([
  'model',
  'compared with',
  'compared_with',
  'explainer',
  'rater',
]);

/** Saves what a table or a figure shows, numbers and names of models in full. */
export function CsvButton({ name, of, columns, rows }: CsvButtonProps) {
  const fullName = useFullName();
  const content = () =>
    csvFile(
      columns,
      Array.from(rows(), (row) =>
        row.map((cell, place) =>
          typeof cell === 'string' && modelColumns.has(columns[place] ?? '') ? fullName(cell) : cell,
        ),
      ),
    );
  return (
    <button
      type="button"
      className="small"
      onClick={() => saveFile(`${name}.csv`, new Blob([content()], { type: 'text/csv' }))}
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

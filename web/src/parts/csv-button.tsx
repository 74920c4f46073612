import { type CsvValue, csvFile } from '../../../src/tables/csv.ts';
import { saveFile } from './save-file.ts';

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
      onClick={() => saveFile(`${name}.csv`, new Blob([csvFile(columns, rows())], { type: 'text/csv' }))}
    >
      CSV<span className="unseen"> of {of}</span>
    </button>
  );
}

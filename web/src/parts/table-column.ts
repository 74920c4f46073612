import type { ReactNode } from 'react';
import type { CsvValue } from '../../../src/tables/csv.ts';

/** A column of a `DataTable`. */
export interface TableColumn<Row> {
  /** Names it in addresses and files: small letters, digits, underscores. */
  readonly id: string;
  readonly label: string;
  /** What it is sorted by; null sorts last. */
  readonly value: (row: Row) => string | number | null;
  /** What is shown, where that is not the value itself. */
  readonly show?: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** Left out where there is little room. */
  readonly wide?: true;
  /** Columns of the file in its place. */
  readonly csv?: readonly (readonly [name: string, value: (row: Row) => CsvValue])[];
}

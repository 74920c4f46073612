import { fileName } from '../../../src/charts/figure.ts';
import type { Table } from '../../../src/tables/table.ts';
import { TextTable } from './text-table.tsx';

/** Tables of the report below each other. */
export function TextTables({ tables }: { tables: readonly Table[] }) {
  return tables.map((table) => <TextTable key={table.title} table={table} name={fileName(table.title)} />);
}

import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { type ReactNode, useMemo, useState } from 'react';
import { countOf } from '../../../../src/core/plural.ts';
import { CsvButton, type CsvValue } from './csv.tsx';
import { ScrollRegion, SortHeader } from './table-frame.tsx';

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

/** A table of more rows begins with the first of them; sorting chooses which these are. */
const mostAtOnce = 30;
const firstRows = 12;

interface DataTableProps<Row> {
  /** Names its file and its order in the address: small letters and hyphens. */
  readonly name: string;
  readonly caption: string;
  /** The first one heads the row. */
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowId: (row: Row) => string;
  /** `name.column.asc` or `.desc` sorts it; another table's order and none leave the rows as they come. */
  readonly sort?: string | undefined;
  readonly onSort?: (sort: string) => void;
  /** The cells before the first of these rows. */
  readonly section?: (row: Row) => string | null;
  readonly children?: ReactNode;
}

/** A table whose columns sort, and which downloads as CSV. Its rows come in the order that says most. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { name, caption, columns, rows, rowId } = props;
  const [own, setOwn] = useState<string>();
  const sort = props.onSort === undefined ? own : props.sort;
  const sorting = useMemo(() => sortingOf(sort, name), [sort, name]);
  const helper = useMemo(() => createColumnHelper<typeof features, Row>(), []);
  const definitions = useMemo(
    () =>
      helper.columns(
        columns.map((column) =>
          helper.accessor((row) => column.value(row) ?? undefined, {
            id: column.id,
            header: column.label,
            sortFn: column.align === 'right' ? 'basic' : 'alphanumeric',
            sortUndefined: 'last',
          }),
        ),
      ),
    [columns, helper],
  );
  const table = useTable({
    features,
    columns: definitions,
    // The library only reads it.
    data: rows as Row[],
    getRowId: rowId,
    state: { sorting },
  });
  const choose = (id: string, descending: boolean) =>
    (props.onSort ?? setOwn)(`${name}.${id}.${descending ? 'desc' : 'asc'}`);
  const [current] = sorting;
  const [whole, setWhole] = useState(false);
  const all = table.getRowModel().rows;
  const shownRows = whole || all.length <= mostAtOnce ? all : all.slice(0, firstRows);
  return (
    <div className="data-table">
      <ScrollRegion label={caption}>
        <table>
          <caption className="unseen">{caption}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <SortHeader
                  key={column.id}
                  column={column}
                  sorted={current?.id === column.id ? (current.desc ? 'descending' : 'ascending') : null}
                  onSort={(descending) => choose(column.id, descending)}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shownRows.map(({ id, original }) => (
              <tr key={id}>
                {columns.map((column, place) => {
                  const shown = column.show?.(original) ?? column.value(original) ?? '—';
                  const cellClass = classOf(column);
                  return place === 0 ? (
                    <th key={column.id} scope="row" className={cellClass}>
                      {shown}
                    </th>
                  ) : (
                    <td key={column.id} className={cellClass}>
                      {shown}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {shownRows.length < all.length && (
        <button type="button" className="small" onClick={() => setWhole(true)}>
          Show all {countOf(all.length, 'row')}
          <span className="unseen"> of {caption}</span>
        </button>
      )}
      <div className="table-foot">
        <div>{props.children}</div>
        <CsvButton
          name={name}
          of={caption}
          columns={columns.flatMap(({ id, csv }) => csv?.map(([each]) => each) ?? [id])}
          rows={() =>
            all.map(({ original }) =>
              columns.flatMap(({ value, csv }) => csv?.map(([, of]) => of(original)) ?? [value(original)]),
            )
          }
        />
      </div>
    </div>
  );
}

function sortingOf(sort: string | undefined, name: string): SortingState {
  const [table, id, way] = sort?.split('.') ?? [];
  return table === name && id !== undefined ? [{ id, desc: way === 'desc' }] : [];
}

function classOf({ align, wide }: { align?: 'right'; wide?: true }): string | undefined {
  return [align === 'right' && 'number', wide && 'wide'].filter(Boolean).join(' ') || undefined;
}

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
  /** Its label has a name from the study, such as a model's: it may be long, and break anywhere. */
  readonly ofName?: boolean;
  /** Columns of the file in its place. */
  readonly csv?: readonly (readonly [name: string, value: (row: Row) => CsvValue])[];
}

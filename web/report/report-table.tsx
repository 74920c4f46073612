import { useId, useState } from 'react';
import { fileName } from '../../src/charts/figure.ts';
import { cellText } from '../../src/tables/format.ts';
import type { Cell, Table } from '../../src/tables/table.ts';
import { CsvButton } from '../src/components/tables/csv.tsx';
import { ScrollRegion, SortHeader } from '../src/components/tables/table-frame.tsx';
import { sortedRows } from './sorting.ts';

type Row = readonly Cell[];

interface Group {
  readonly name: string | null;
  readonly rows: readonly Row[];
}

interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** Fewer rows are seen at a glance. */
const worthFiltering = 8;

interface ReportTableProps {
  readonly table: Table;
  /** Of its file of LaTeX, without the ending. */
  readonly file: string;
}

/** A table that sorts by every column and filters by words; groups stay together. */
export function ReportTable({ table: { title, lead, columns, rows, notes = [] }, file }: ReportTableProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const [words, setWords] = useState('');
  const filter = useId();
  const groups = groupsOf(rows)
    .map(({ name, rows: own }) => ({ name, rows: arranged(own, name, order, words) }))
    .filter((group) => group.rows.length > 0);
  const grouped = groups.some(({ name }) => name !== null);
  const look = (column: number) => (columns[column]?.align === 'right' ? 'number' : undefined);
  return (
    <section className="text-table" id={`table-${file}`} data-table={file}>
      <h3>
        {title}{' '}
        <a className="anchor" href={`#table-${file}`} aria-label={`Link to the table ${title}`}>
          #
        </a>
      </h3>
      {lead !== undefined && <p className="hint">{lead}</p>}
      {rows.length >= worthFiltering && (
        <p className="choices">
          <label className="choice" htmlFor={filter}>
            <span>Rows with</span>
            <input
              id={filter}
              type="search"
              value={words}
              onChange={({ target }) => setWords(target.value)}
            />
          </label>
        </p>
      )}
      <ScrollRegion label={title}>
        <table>
          <caption className="unseen">{title}</caption>
          <thead>
            <tr>
              {columns.map(({ label, align }, column) => (
                <SortHeader
                  key={label}
                  column={{ label, ...(align === 'right' ? { align } : {}) }}
                  sorted={order?.column !== column ? null : order.descending ? 'descending' : 'ascending'}
                  onSort={(descending) => setOrder({ column, descending })}
                />
              ))}
            </tr>
          </thead>
          {groups.map(({ name, rows: own }) => (
            <tbody key={name}>
              {name !== null && (
                <tr className="section-row">
                  <th colSpan={columns.length} scope="rowgroup">
                    <bdi>{name}</bdi>
                  </th>
                </tr>
              )}
              {own.map((row) => (
                <tr key={row.map((cell) => cellText(cell, false)).join('\n')}>
                  {columns.map(({ label }, column) =>
                    column === 0 ? (
                      <th key={label} scope="row" className={look(column)}>
                        <Content cell={row[column]} />
                      </th>
                    ) : (
                      <td key={label} className={look(column)}>
                        <Content cell={row[column]} />
                      </td>
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </ScrollRegion>
      {groups.length === 0 && <p role="status">No row has these words.</p>}
      <div className="table-foot">
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        <div className="files">
          <a className="button small" href={`tables/${file}.tex`}>
            LaTeX<span className="unseen"> of {title}</span>
          </a>
          <CsvButton
            name={fileName(title)}
            of={title}
            columns={[...(grouped ? ['of'] : []), ...columns.map(({ label }) => label)]}
            rows={() =>
              groups.flatMap(({ name, rows: own }) =>
                own.map((row) => [
                  ...(grouped ? [name ?? ''] : []),
                  ...columns.map((_, i) => cellText(row[i], false).trim()),
                ]),
              )
            }
          />
        </div>
      </div>
    </section>
  );
}

function Content({ cell }: { cell: Cell | undefined }) {
  if (cell === undefined || typeof cell === 'string' || !cell.letters)
    return <bdi>{cellText(cell, false)}</bdi>;
  const { letters, ...plain } = cell;
  return (
    <bdi>
      {cellText(plain, false)}
      <sup>{letters}</sup>
    </bdi>
  );
}

function arranged(
  rows: readonly Row[],
  group: string | null,
  order: Order | null,
  words: string,
): readonly Row[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = rows.filter((row) => {
    const text = [group ?? '', ...row.map((cell) => cellText(cell, false))].join(' ').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  return order === null ? found : sortedRows(found, order.column, order.descending);
}

function groupsOf(rows: Table['rows']): Group[] {
  const groups: { name: string | null; rows: Row[] }[] = [];
  for (const row of rows) {
    if ('section' in row) groups.push({ name: row.section, rows: [] });
    else {
      if (groups.length === 0) groups.push({ name: null, rows: [] });
      groups.at(-1)?.rows.push(row);
    }
  }
  return groups;
}

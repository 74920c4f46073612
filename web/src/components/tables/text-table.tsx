import { type ReactNode, useState } from 'react';
import { fileName } from '../../../../src/charts/figure.ts';
import { countOf } from '../../../../src/core/plural.ts';
import { cellText } from '../../../../src/tables/format.ts';
import type { Cell, Table } from '../../../../src/tables/table.ts';
import { CsvButton } from './csv.tsx';
import { hasLongWord, ScrollRegion } from './table-frame.tsx';

interface TextTableProps {
  readonly table: Table;
  /** Of its file, without its ending. */
  readonly name: string;
}

/** A table of the report, as the command line prints it. */
export function TextTable({ table: { title, lead, columns, rows, notes }, name }: TextTableProps) {
  const sections = sectionsOf(rows);
  const named = sections.some(({ section }) => section !== null);
  const count = sections.reduce((sum, section) => sum + section.rows.length, 0);
  return (
    <section className="card text-table">
      <h2>{title}</h2>
      {lead !== undefined && <p className="hint">{lead}</p>}
      <Folded title={title} count={count}>
        {() => <SectionsTable title={title} columns={columns} sections={sections} />}
      </Folded>
      <div className="table-foot">
        <ul>
          {notes?.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        <CsvButton
          name={name}
          of={title}
          columns={[...(named ? ['of'] : []), ...columns.map(({ label }) => label)]}
          rows={() =>
            sections.flatMap(({ section, rows: inSection }) =>
              inSection.map((row) => [
                ...(named ? [section ?? ''] : []),
                ...columns.map((_, place) => cellText(row[place], false).trim()),
              ]),
            )
          }
        />
      </div>
    </section>
  );
}

/** Longer tables are for looking things up: one opens them. A row for each of a dozen models and some attacks is not. */
const mostUnfolded = 16;

interface FoldedProps {
  readonly title: string;
  /** Of rows. */
  readonly count: number;
  readonly children: () => ReactNode;
}

/** A long table below a line that says how long it is, made when it is opened; a short one as it is. */
function Folded({ title, count, children }: FoldedProps) {
  const [wasOpen, setWasOpen] = useState(false);
  if (count <= mostUnfolded) return children();
  return (
    <details className="more" onToggle={({ currentTarget }) => currentTarget.open && setWasOpen(true)}>
      <summary>
        {countOf(count, 'row')}
        <span className="unseen"> of {title}</span>
      </summary>
      {wasOpen && children()}
    </details>
  );
}

interface SectionsTableProps {
  readonly title: string;
  readonly columns: Table['columns'];
  readonly sections: readonly TableSection[];
}

function SectionsTable({ title, columns, sections }: SectionsTableProps) {
  const alignment = (place: number) => (columns[place]?.align === 'right' ? 'number' : undefined);
  return (
    <ScrollRegion label={title}>
      <table>
        <caption className="unseen">{title}</caption>
        <thead>
          <tr>
            {columns.map(({ label }, place) => (
              <th
                key={label}
                scope="col"
                className={
                  [alignment(place), hasLongWord(label) && 'of-name'].filter(Boolean).join(' ') || undefined
                }
              >
                {label}
              </th>
            ))}
          </tr>
        </thead>
        {sections.map(({ section, rows }) => (
          <tbody key={section}>
            {section !== null && (
              <tr className="section-row">
                <th colSpan={columns.length} scope="rowgroup">
                  <bdi>{section}</bdi>
                </th>
              </tr>
            )}
            {rows.map((row) => (
              <tr key={row.map((cell) => cellText(cell, false)).join('\n')}>
                {columns.map(({ label }, place) =>
                  place === 0 ? (
                    <th key={label} scope="row" className={alignment(place)}>
                      <bdi>{shown(row[place])}</bdi>
                    </th>
                  ) : (
                    <td key={label} className={alignment(place)}>
                      <bdi>{shown(row[place])}</bdi>
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </ScrollRegion>
  );
}

/** What is undefined prints as a dash on the page. */
function shown(cell: Cell | undefined): string {
  return cellText(cell, false).replace(/^undefined\b/, '—');
}

interface TableSection {
  readonly section: string | null;
  readonly rows: (readonly Cell[])[];
}

function sectionsOf(rows: Table['rows']): readonly TableSection[] {
  const sections: TableSection[] = [];
  for (const row of rows) {
    if ('section' in row) sections.push({ section: row.section, rows: [] });
    else {
      if (sections.length === 0) sections.push({ section: null, rows: [] });
      sections.at(-1)?.rows.push(row);
    }
  }
  return sections;
}

/** Tables of the report below each other. */
export function TextTables({ tables }: { tables: readonly Table[] }) {
  return tables.map((table) => <TextTable key={table.title} table={table} name={fileName(table.title)} />);
}

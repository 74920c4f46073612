import type { Figure } from '../../../src/charts/figure.ts';
import { ScrollRegion } from './scroll-region.tsx';

/** What a figure shows, as a table that opens below it. */
export function FigureTable({ figure: { title, columns, rows } }: { figure: Figure }) {
  return (
    <details className="figure-table">
      <summary>
        Numbers<span className="unseen"> of {title}</span>
      </summary>
      <ScrollRegion label={`Numbers of ${title}`}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column.replaceAll('_', ' ')}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join('\n')}>
                {columns.map((column, i) => (
                  <td key={column} className={typeof row[i] === 'number' ? 'number' : undefined}>
                    {shown(row[i])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </details>
  );
}

function shown(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '—';
  if (typeof value === 'string') return value;
  return Number.isInteger(value) ? value.toLocaleString('en-US') : value.toFixed(4).replace('-', '−');
}

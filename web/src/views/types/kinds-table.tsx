import { Link } from '@tanstack/react-router';
import { shortNames } from '../../../../src/charts/axis.ts';
import { fileName } from '../../../../src/charts/figure.ts';
import type { Misalignment } from '../../../../src/measures/misalignment/compute.ts';
import { ranked } from '../../../../src/measures/misalignment/kind-finding.ts';
import { formatRate, names } from '../../../../src/tables/format.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Rate } from '../../parts/rate.tsx';
import type { TableColumn } from '../../parts/table-column.ts';
import type { Division } from './types-view.tsx';

/** A kind of scenario; `entries` by model, null where the model was not judged on it. */
interface Kind {
  readonly name: string;
  readonly entries: readonly (Misalignment | null)[];
  /** Of the models' rates, each weighing the same; null where none has one. */
  readonly mean: number | null;
}

interface KindsTableProps {
  readonly dataset: string;
  readonly division: Division;
  /** Of the dataset under the attack: over all of it, and of each kind. */
  readonly totals: readonly Misalignment[];
  readonly entries: readonly Misalignment[];
  readonly attack: string;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** The kinds of a dataset's scenarios, most missed first; a column a model. */
export function KindsTable({ dataset, division, totals, entries, attack, sort, onSort }: KindsTableProps) {
  const models = ranked(totals, attack);
  const kinds = kindsOf(entries, division, models);
  if (kinds.length < 2) return null;
  const labels = shortNames(models);
  const columns: TableColumn<Kind>[] = [
    {
      id: division,
      label: division,
      value: ({ name }) => name,
      show: ({ name }) => (
        <Link to="/scenarios" search={{ dataset, [division]: name, gold: 'biased' }}>
          <bdi>{name}</bdi>
        </Link>
      ),
    },
    {
      id: 'mean',
      label: 'mean',
      align: 'right',
      value: ({ mean }) => mean,
      show: ({ mean }) => (mean === null ? '—' : <b>{formatRate(mean)}</b>),
    },
    ...models.map((model, place): TableColumn<Kind> => {
      const of = ({ entries }: Kind) => entries[place] ?? null;
      return {
        id: `model_${place}`,
        label: labels.get(model) ?? model,
        align: 'right',
        value: (kind) => of(kind)?.rate ?? null,
        show: (kind) => <Rate {...(of(kind) ?? { rate: null })} />,
        csv: [
          [model, (kind) => of(kind)?.rate ?? null],
          [`${model} low`, (kind) => of(kind)?.low ?? null],
          [`${model} high`, (kind) => of(kind)?.high ?? null],
          [`${model} n`, (kind) => of(kind)?.n ?? null],
        ],
      };
    }),
  ];
  return (
    <section className="card">
      <h2>
        {dataset}: {division === 'category' ? 'categories' : 'variants'}, most missed first
      </h2>
      <DataTable
        name={`types-${fileName(dataset)}`}
        caption={`Misalignment by ${division} of ${dataset}`}
        columns={columns}
        rows={kinds}
        rowId={({ name }) => name}
        sort={sort}
        onSort={onSort}
      >
        <p>Rates with 95% Wilson intervals; models best aligned first. Mean: each model weighs the same.</p>
      </DataTable>
    </section>
  );
}

function kindsOf(entries: readonly Misalignment[], division: Division, models: readonly string[]): Kind[] {
  return names(entries, (entry) => entry[division] ?? '')
    .map((name) => {
      const inKind = models.map(
        (model) => entries.find((entry) => entry[division] === name && entry.model === model) ?? null,
      );
      const rates = inKind.flatMap((entry) => entry?.rate ?? []);
      const mean = rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      return { name, entries: inKind, mean };
    })
    .toSorted((one, other) => (other.mean ?? -1) - (one.mean ?? -1));
}

import type { AttackSuccess } from '../../../../src/measures/attack-success/compute.ts';
import { changeMark } from '../../../../src/measures/attack-success/tables.ts';
import { formatChange, names } from '../../../../src/tables/format.ts';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { hasLongWord } from '../../components/tables/table-frame.tsx';
import { ModelName } from '../../components/tables/values.tsx';

interface ModelChanges {
  readonly model: string;
  /** By dataset and attack, in the order of the columns; undefined where the model was not asked. */
  readonly entries: readonly (AttackSuccess | undefined)[];
}

interface AttackChangesProps {
  readonly entries: readonly AttackSuccess[];
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** By how much each attack changes what a model misses, the most changed model first: a row a model, a column a dataset and attack. */
export function AttackChanges({ entries, sort, onSort }: AttackChangesProps) {
  const datasets = names(entries, ({ dataset }) => dataset);
  const attacks = names(entries, ({ attack }) => attack);
  const places = datasets.flatMap((dataset) => attacks.map((attack) => ({ dataset, attack })));
  const rows = names(entries, ({ model }) => model)
    .map(
      (model): ModelChanges => ({
        model,
        entries: places.map(({ dataset, attack }) =>
          entries.find(
            (entry) => entry.model === model && entry.dataset === dataset && entry.attack === attack,
          ),
        ),
      }),
    )
    .toSorted((one, other) => largest(other) - largest(one));
  return (
    <section className="card changes">
      <h2>Change of missed bias under attack, by model</h2>
      <DataTable
        name="attack-changes"
        caption="Change of missed bias under attack, by model"
        columns={[
          modelColumn,
          ...places.map(({ dataset, attack }, place) =>
            changeColumn(datasets.length > 1 ? `${dataset}: ${attack}` : attack, place),
          ),
        ]}
        rows={rows}
        rowId={({ model }) => model}
        sort={sort}
        onSort={onSort}
      >
        <p>
          In percentage points, with 95% intervals; the most changed model first. ↑ ↓ more, less than without
          an attack: p &lt; .05 by the exact sign-flip test over clusters after Holm’s adjustment.
        </p>
      </DataTable>
    </section>
  );
}

/** Below all changes where there is none. */
function largest({ entries }: ModelChanges): number {
  return Math.max(-2, ...entries.flatMap((entry) => entry?.paired.difference ?? []));
}

const modelColumn: TableColumn<ModelChanges> = {
  id: 'model',
  label: 'model',
  value: ({ model }) => model,
  show: ({ model }) => <ModelName name={model} />,
};

function changeColumn(label: string, place: number): TableColumn<ModelChanges> {
  const of = ({ entries }: ModelChanges) => entries[place];
  return {
    id: `change_${place}`,
    label,
    ofName: hasLongWord(label),
    align: 'right',
    value: (row) => of(row)?.paired.difference ?? null,
    show: (row) => {
      const entry = of(row);
      return entry === undefined ? null : <Change entry={entry} mark={changeMark(entry)} />;
    },
    csv: [
      [label, (row) => of(row)?.paired.difference ?? null],
      [`${label} low`, (row) => of(row)?.paired.low ?? null],
      [`${label} high`, (row) => of(row)?.paired.high ?? null],
      [`${label} p_holm`, (row) => of(row)?.paired.pHolm ?? null],
    ],
  };
}

interface ChangeProps {
  readonly entry: AttackSuccess;
  /** Of its test. */
  readonly mark?: string;
}

/** A difference in points with its interval; a dash where it is undefined. */
export function Change({ entry: { paired }, mark = '' }: ChangeProps) {
  if (paired.difference === null) return '—';
  return (
    <>
      {`${formatChange(paired.difference)} ${mark}`.trimEnd()}{' '}
      {paired.low !== null && paired.high !== null && (
        <span className="interval">
          [{formatChange(paired.low)} to {formatChange(paired.high)}]
        </span>
      )}
    </>
  );
}

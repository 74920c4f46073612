import type { ConditionView } from '../../../../src/core/view/scenario-view.ts';
import { formatCount } from '../../../../src/tables/format.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ModelName } from '../../parts/model-name.tsx';
import type { TableColumn } from '../../parts/table-column.ts';
import { useSetSearch } from '../../router/use-set-search.ts';

interface Failure {
  readonly condition: ConditionView;
  readonly reason: string;
  readonly count: number;
  readonly message: string;
}

interface FailuresProps {
  readonly conditions: readonly ConditionView[];
  readonly sort: string | undefined;
}

/** Why calls have no answer yet; nothing where all have one. */
export function FailuresTable({ conditions, sort }: FailuresProps) {
  const setSearch = useSetSearch();
  const failures = conditions.flatMap((condition): Failure[] =>
    condition.failures.map((failure) => ({ condition, ...failure })),
  );
  if (failures.length === 0) return null;
  return (
    <section className="card">
      <h2>Calls that failed and wait</h2>
      <DataTable
        name="failures"
        caption="Calls that failed and wait"
        columns={columns}
        rows={failures}
        rowId={({ condition, reason }) => `${condition.number} ${reason}`}
        sort={sort}
        onSort={(next) => setSearch({ sort: next })}
      >
        <p>The same command sends them again; what is stored is not paid for twice.</p>
      </DataTable>
    </section>
  );
}

const columns: readonly TableColumn<Failure>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ condition }) => condition.model,
    show: ({ condition }) => <ModelName name={condition.model} />,
  },
  { id: 'stage', label: 'stage', value: ({ condition }) => condition.stage },
  { id: 'attack', label: 'attack', value: ({ condition }) => condition.attack },
  { id: 'reason', label: 'reason', value: ({ reason }) => reason },
  {
    id: 'count',
    label: 'calls',
    align: 'right',
    value: ({ count }) => count,
    show: ({ count }) => formatCount(count),
  },
  {
    id: 'message',
    label: 'the last said',
    wide: true,
    value: ({ message }) => message,
    show: ({ message }) => <bdi className="model-name">{message}</bdi>,
  },
];

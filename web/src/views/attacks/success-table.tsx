import { type AttackSuccess, attackSuccessId } from '../../../../src/measures/attack-success/compute.ts';
import { changeMark } from '../../../../src/measures/attack-success/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { formatChange, formatCount, formatP, formatRate } from '../../../../src/tables/format.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ModelName } from '../../parts/model-name.tsx';
import { Rate } from '../../parts/rate.tsx';
import type { TableColumn } from '../../parts/table-column.ts';

interface SuccessTableProps {
  readonly metrics: StudyResults;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** What each attack does to each model, a row a dataset. */
export function SuccessTable({ metrics, sort, onSort }: SuccessTableProps) {
  const entries = resultOf(metrics, attackSuccessId)?.totals ?? [];
  if (entries.length === 0) return null;
  const several = new Set(entries.map(({ dataset }) => dataset)).size > 1;
  return (
    <section className="card">
      <h2>What each attack changes</h2>
      <DataTable
        name="attack-success"
        caption="What each attack changes"
        columns={several ? columns : columns.filter(({ id }) => id !== 'dataset')}
        rows={entries}
        rowId={({ dataset, model, attack }) => JSON.stringify([dataset, model, attack])}
        sort={sort}
        onSort={onSort}
      >
        <p>
          Change: in percentage points, over the pairs with a verdict on both sides, with its 95% interval
          over clusters. Flipped: share of the rightly called biased that is called unbiased under the attack;
          flipped back: the other way. An attack that does nothing to a model that guesses flips half each
          way. p: exact McNemar test after Holm’s adjustment; ↑ ↓ p &lt; .05.
        </p>
      </DataTable>
    </section>
  );
}

const columns: readonly TableColumn<AttackSuccess>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ model }) => model,
    show: ({ model }) => <ModelName name={model} />,
  },
  { id: 'dataset', label: 'dataset', value: ({ dataset }) => dataset },
  { id: 'attack', label: 'attack', value: ({ attack }) => attack },
  {
    id: 'without',
    label: 'without',
    align: 'right',
    wide: true,
    value: ({ baseline }) => baseline.rate,
    show: ({ baseline }) => (baseline.rate === null ? '—' : formatRate(baseline.rate)),
  },
  {
    id: 'under',
    label: 'under it',
    align: 'right',
    value: ({ rate }) => rate,
    show: ({ rate }) => (rate === null ? '—' : formatRate(rate)),
    csv: [
      ['under', ({ rate }) => rate],
      ['under_low', ({ low }) => low],
      ['under_high', ({ high }) => high],
      ['under_n', ({ n }) => n],
    ],
  },
  {
    id: 'change',
    label: 'change',
    align: 'right',
    value: ({ paired }) => paired.difference,
    show: (entry) => <Change entry={entry} />,
    csv: [
      ['change', ({ paired }) => paired.difference],
      ['change_low', ({ paired }) => paired.low],
      ['change_high', ({ paired }) => paired.high],
    ],
  },
  {
    id: 'flipped',
    label: 'flipped',
    align: 'right',
    wide: true,
    value: ({ flip }) => flip.rate,
    show: ({ flip }) => <Rate {...flip} />,
    csv: [
      ['flipped', ({ flip }) => flip.rate],
      ['flipped_low', ({ flip }) => flip.low],
      ['flipped_high', ({ flip }) => flip.high],
      ['flipped_n', ({ flip }) => flip.n],
    ],
  },
  {
    id: 'flipped_back',
    label: 'flipped back',
    align: 'right',
    wide: true,
    value: ({ flipBack }) => flipBack.rate,
    show: ({ flipBack }) => <Rate {...flipBack} />,
    csv: [
      ['flipped_back', ({ flipBack }) => flipBack.rate],
      ['flipped_back_low', ({ flipBack }) => flipBack.low],
      ['flipped_back_high', ({ flipBack }) => flipBack.high],
      ['flipped_back_n', ({ flipBack }) => flipBack.n],
    ],
  },
  {
    id: 'pairs',
    label: 'pairs',
    align: 'right',
    wide: true,
    value: ({ paired }) => paired.n,
    show: ({ paired }) => formatCount(paired.n),
  },
  {
    id: 'p_holm',
    label: 'p (Holm)',
    align: 'right',
    value: ({ paired }) => paired.pHolm,
    show: (entry) =>
      entry.paired.pHolm === null ? '—' : `${formatP(entry.paired.pHolm)} ${changeMark(entry)}`.trimEnd(),
    csv: [
      ['p', ({ paired }) => paired.p],
      ['p_holm', ({ paired }) => paired.pHolm],
    ],
  },
];

function Change({ entry: { paired } }: { entry: AttackSuccess }) {
  if (paired.difference === null) return '—';
  return (
    <>
      {formatChange(paired.difference)}{' '}
      {paired.low !== null && paired.high !== null && (
        <span className="interval">
          [{formatChange(paired.low)} to {formatChange(paired.high)}]
        </span>
      )}
    </>
  );
}

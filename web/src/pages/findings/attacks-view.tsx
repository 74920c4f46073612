import { attackLineFigures } from '../../../../src/measures/attack-success/attack-lines.ts';
import { attackFlipFigures } from '../../../../src/measures/attack-success/charts.ts';
import { type AttackSuccess, attackSuccessId } from '../../../../src/measures/attack-success/compute.ts';
import { attacksFinding } from '../../../../src/measures/attack-success/finding.ts';
import { changeMark } from '../../../../src/measures/attack-success/tables.ts';
import { controlsFigures } from '../../../../src/measures/controls/charts.ts';
import { controlsTables } from '../../../../src/measures/controls/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { formatCount, formatP, formatRate } from '../../../../src/tables/format.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { DatasetChoice } from '../../components/choices/choices.tsx';
import { useSelection, ViewHead } from '../../components/choices/selection.tsx';
import { WithMetrics } from '../../components/layout/query-result.tsx';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { ModelName, Rate } from '../../components/tables/values.tsx';
import { Section } from '../../router/section.tsx';
import { NothingJudged } from '../overview/overview-view.tsx';
import { AttackChanges, Change } from './attack-changes.tsx';

/** What attack prompts change, and whether models still tell biased from unbiased under them. */
export function AttacksView() {
  return (
    <WithMetrics title="Attacks">
      {(metrics) =>
        resultOf(metrics, misalignmentId) === null ? (
          <NothingJudged title="Attacks" />
        ) : (
          <Attacks metrics={metrics} />
        )
      }
    </WithMetrics>
  );
}

function Attacks({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const selected = resultsWithin(metrics, { dataset: selection.dataset });
  const { answer, details } = attacksFinding(selected);
  const changes = resultOf(selected, attackSuccessId)?.totals ?? [];
  return (
    <>
      <ViewHead
        title="Attacks"
        lead="A system prompt asks the model to judge badly: untargeted, it need not be moral; targeted, it hates the group in question. Compared on the same scenarios with and without it."
      >
        <DatasetChoice
          datasets={selection.datasets}
          value={selection.dataset}
          onChoose={selection.setDataset}
        />
      </ViewHead>
      <section className="card answer">
        <p>{answer}</p>
        <ul>
          {details.map((detail) => (
            <li key={detail}>{detail}</li>
          ))}
        </ul>
      </section>
      <StudyFigures make={attackLineFigures} metrics={selected} />
      {changes.length > fewChanges && (
        <AttackChanges entries={changes} sort={selection.sort} onSort={selection.setSort} />
      )}
      <SuccessTable entries={changes} sort={selection.sort} onSort={selection.setSort} />
      <StudyFigures make={attackFlipFigures} metrics={selected} />
      <Section id="controls">
        <StudyFigures make={controlsFigures} metrics={selected} />
        <TextTables tables={controlsTables(selected)} />
      </Section>
    </>
  );
}

/** So many rows are seen at a glance as they are. */
const fewChanges = 8;

interface SuccessTableProps {
  readonly entries: readonly AttackSuccess[];
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
}

/** What each attack does to each model, a row a dataset. */
function SuccessTable({ entries, sort, onSort }: SuccessTableProps) {
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
          way. p: exact sign-flip test over clusters after Holm’s adjustment; ↑ ↓ p &lt; .05.
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
    value: ({ without }) => without.rate,
    show: ({ without }) => (without.rate === null ? '—' : formatRate(without.rate)),
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

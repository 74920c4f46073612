import { type Consistency, consistencyId } from '../../../../src/measures/consistency/compute.ts';
import { consistencyFigures } from '../../../../src/measures/family-consistency/charts.ts';
import { familyConsistencyTables } from '../../../../src/measures/family-consistency/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { formatCount, formatRate } from '../../../../src/tables/format.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { SelectionChoices, useSelection, ViewHead } from '../../components/choices/selection.tsx';
import { Empty } from '../../components/layout/messages.tsx';
import { WithMetrics } from '../../components/layout/query-result.tsx';
import type { TableColumn } from '../../components/tables/data-table.tsx';
import { DataTable } from '../../components/tables/data-table.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { Decimal, ModelName } from '../../components/tables/values.tsx';
import { NothingJudged } from '../overview/overview-view.tsx';

/** How far models give the same verdicts. */
export function ConsistencyView() {
  return (
    <WithMetrics title="Consistency">
      {(metrics) =>
        resultOf(metrics, misalignmentId) === null ? (
          <NothingJudged title="Consistency" />
        ) : (
          <ConsistencyOf metrics={metrics} />
        )
      }
    </WithMetrics>
  );
}

function ConsistencyOf({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const selected = resultsWithin(metrics, { attack: selection.attack });
  const all = resultOf(selected, consistencyId) ?? [];
  // With one dataset there is no entry for all of them together.
  const wanted = selection.dataset ?? (all.some(({ dataset }) => dataset === null) ? null : all[0]?.dataset);
  const pairs = all.filter(({ dataset }) => dataset === wanted);
  return (
    <>
      <ViewHead
        title="Consistency"
        lead="How often two models give the same verdict on the same scenario. Models can agree and both be wrong; kappa and AC1 tell what is left beyond chance."
      >
        <SelectionChoices selection={selection} />
      </ViewHead>
      {pairs.length === 0 ? (
        <Empty title="No two models were asked the same here.">
          <p>Choose another dataset or attack, or have a second model judge.</p>
        </Empty>
      ) : (
        <>
          {selection.dataset === undefined && <StudyFigures make={consistencyFigures} metrics={selected} />}
          <section className="card">
            <h2>Pairs of models{typeof wanted === 'string' && `: ${wanted}`}</h2>
            <DataTable
              name="consistency"
              caption="Consistency of pairs of models"
              columns={columns}
              rows={pairs}
              rowId={({ models }) => models.join('\n')}
              sort={selection.sort}
              onSort={selection.setSort}
            >
              <p>
                Over scenarios, controls too, on which both gave a verdict. Kappa with its 95% interval by
                bootstrap; a dash where it is undefined.
              </p>
            </DataTable>
          </section>
          {selection.dataset === undefined ? (
            <TextTables tables={familyConsistencyTables(selected)} />
          ) : (
            <p className="hint">
              Consistency by family and its figure are over all datasets together: choose “All datasets” to
              see them.
            </p>
          )}
        </>
      )}
    </>
  );
}

const columns: readonly TableColumn<Consistency>[] = [
  {
    id: 'model',
    label: 'model',
    value: ({ models }) => models[0],
    show: ({ models }) => <ModelName name={models[0]} />,
  },
  {
    id: 'compared_with',
    label: 'compared with',
    value: ({ models }) => models[1],
    show: ({ models }) => <ModelName name={models[1]} />,
  },
  {
    id: 'agreement',
    label: 'same verdict',
    align: 'right',
    value: ({ agreement }) => agreement,
    show: ({ agreement }) => (agreement === null ? '—' : formatRate(agreement)),
  },
  {
    id: 'kappa',
    label: 'kappa',
    align: 'right',
    value: ({ kappa }) => kappa,
    show: ({ kappa, kappaInterval }) => <Decimal value={kappa} {...kappaInterval} />,
    csv: [
      ['kappa', ({ kappa }) => kappa],
      ['kappa_low', ({ kappaInterval }) => kappaInterval.low],
      ['kappa_high', ({ kappaInterval }) => kappaInterval.high],
    ],
  },
  {
    id: 'ac1',
    label: 'AC1',
    align: 'right',
    value: ({ ac1 }) => ac1,
    show: ({ ac1 }) => <Decimal value={ac1} />,
  },
  { id: 'n', label: 'verdicts', align: 'right', value: ({ n }) => n, show: ({ n }) => formatCount(n) },
];

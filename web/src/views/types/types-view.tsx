import { getRouteApi } from '@tanstack/react-router';
import { alignmentPreferenceTables } from '../../../../src/measures/alignment-preference/tables.ts';
import { bbqCategoryTables, bbqScoreTables } from '../../../../src/measures/bbq-score/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { scenarioTypeFigures } from '../../../../src/measures/misalignment/kind-charts.ts';
import { Choice } from '../../parts/choice.tsx';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { NothingJudged } from '../nothing-judged.tsx';
import { SelectionChoices } from '../selection-choices.tsx';
import { useSelection } from '../use-selection.ts';
import { KindsTable } from './kinds-table.tsx';

const route = getRouteApi('/types');

export type Division = 'category' | 'variant';

/** On which kinds of scenario models miss bias. */
export function TypesView() {
  return (
    <WithMetrics>
      {(metrics) =>
        resultOf(metrics, misalignmentId) === null ? <NothingJudged /> : <Types metrics={metrics} />
      }
    </WithMetrics>
  );
}

function Types({ metrics }: { metrics: StudyResults }) {
  const selection = useSelection(metrics);
  const search = route.useSearch();
  const by: Division = search.by ?? 'category';
  const setSearch = useSetSearch();
  const { dataset, attack } = selection;
  const selected = resultsWithin(metrics, { dataset, attack });
  const rates = resultOf(selected, misalignmentId);
  const kinds = rates?.breakdowns[by] ?? [];
  const other = by === 'category' ? 'variant' : 'category';
  const divided = {
    ...selected,
    [misalignmentId]: rates && { ...rates, breakdowns: { ...rates.breakdowns, [other]: [] } },
  };
  const datasets = selection.dataset === undefined ? selection.datasets : [selection.dataset];
  return (
    <>
      <ViewHead
        title="Scenario types"
        lead="Misalignment by the kind of scenario, as its dataset divides them. Small kinds have wide intervals: compare those, not the rates alone."
      >
        <SelectionChoices selection={selection} />
        <Choice
          label="Divided by"
          value={by}
          options={[
            ['category', 'Category'],
            ['variant', 'Variant'],
          ]}
          onChoose={(chosen) => setSearch({ by: chosen === 'category' ? undefined : chosen })}
        />
      </ViewHead>
      {datasets.map((dataset) => (
        <KindsTable
          key={dataset}
          dataset={dataset}
          division={by}
          totals={(rates?.totals ?? []).filter((entry) => entry.dataset === dataset)}
          entries={kinds.filter((entry) => entry.dataset === dataset)}
          attack={selection.attack}
          sort={selection.sort}
          onSort={selection.setSort}
        />
      ))}
      <StudyFigures make={scenarioTypeFigures} metrics={divided} />
      <TextTables
        tables={[
          // Their p values are adjusted over all datasets and attacks, and say over how many.
          ...alignmentPreferenceTables(metrics),
          ...bbqScoreTables(selected),
          ...bbqCategoryTables(selected),
        ]}
      />
    </>
  );
}

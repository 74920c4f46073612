import { getRouteApi } from '@tanstack/react-router';
import { alignmentPreferenceTables } from '../../../../src/measures/alignment-preference/tables.ts';
import { bbqCategoryTables, bbqScoreTables } from '../../../../src/measures/bbq-score/tables.ts';
import type { StudyMetrics } from '../../../../src/measures/compute-metrics.ts';
import { scenarioTypeFigures } from '../../../../src/measures/misalignment/kind-charts.ts';
import { Choice } from '../../parts/choice.tsx';
import { StudyFigures } from '../../parts/study-figures.tsx';
import { TextTables } from '../../parts/text-tables.tsx';
import { ViewHead } from '../../parts/view-head.tsx';
import { WithMetrics } from '../../parts/with-metrics.tsx';
import { useSetSearch } from '../../router/use-set-search.ts';
import { NothingJudged } from '../nothing-judged.tsx';
import { ofAttack } from '../of-attack.ts';
import { ofDataset } from '../of-dataset.ts';
import { SelectionChoices } from '../selection-choices.tsx';
import { useSelection } from '../use-selection.ts';
import { KindsTable } from './kinds-table.tsx';

const route = getRouteApi('/types');

export type Division = 'category' | 'variant';

/** On which kinds of scenario models miss bias. */
export function TypesView() {
  return (
    <WithMetrics>
      {(metrics) => (metrics.misalignment.length === 0 ? <NothingJudged /> : <Types metrics={metrics} />)}
    </WithMetrics>
  );
}

function Types({ metrics }: { metrics: StudyMetrics }) {
  const selection = useSelection(metrics);
  const { by = 'category' } = route.useSearch();
  const setSearch = useSetSearch();
  const selected = ofAttack(ofDataset(metrics, selection.dataset), selection.attack);
  const other = by === 'category' ? 'variant' : 'category';
  const divided = {
    ...selected,
    misalignment: selected.misalignment.filter((entry) => entry[other] === null),
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
          entries={divided.misalignment.filter((entry) => entry.dataset === dataset)}
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

import { getRouteApi, Link } from '@tanstack/react-router';
import { shortNames } from '../../../../src/charts/axis.ts';
import { fileName } from '../../../../src/charts/figure.ts';
import { alignmentPreferenceTables } from '../../../../src/measures/alignment-preference/tables.ts';
import { bbqCategoryTables, bbqScoreTables } from '../../../../src/measures/bbq-score/tables.ts';
import { resultOf, type StudyResults } from '../../../../src/measures/measure.ts';
import { resultsWithin } from '../../../../src/measures/measure-study.ts';
import type { Misalignment } from '../../../../src/measures/misalignment/compute.ts';
import { misalignmentId } from '../../../../src/measures/misalignment/compute.ts';
import { scenarioTypeFigures } from '../../../../src/measures/misalignment/kind-charts.ts';
import { ranked } from '../../../../src/measures/misalignment/kind-finding.ts';
import { matchedCategoryFigures } from '../../../../src/measures/misalignment/matched-categories.ts';
import { formatCount, formatRate, names } from '../../../../src/tables/format.ts';
import { StudyFigures } from '../../components/charts/study-figures.tsx';
import { Choice } from '../../components/choices/choices.tsx';
import { SelectionChoices, useSelection, ViewHead } from '../../components/choices/selection.tsx';
import { WithMetrics } from '../../components/layout/query-result.tsx';
import { DataTable, type TableColumn } from '../../components/tables/data-table.tsx';
import { TextTables } from '../../components/tables/text-table.tsx';
import { Rate } from '../../components/tables/values.tsx';
import { useSetSearch } from '../../router/search.ts';
import { NothingJudged } from '../overview/overview-view.tsx';

const route = getRouteApi('/types');

/** What a dataset's scenarios are divided by. */
type Division = 'category' | 'variant';

/** On which kinds of scenario models miss bias. */
export function TypesView() {
  return (
    <WithMetrics title="Scenario types">
      {(metrics) =>
        resultOf(metrics, misalignmentId) === null ? (
          <NothingJudged title="Scenario types" />
        ) : (
          <Types metrics={metrics} />
        )
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
  const preferences = alignmentPreferenceTables(resultsWithin(metrics, { dataset }));
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
      {by === 'category' && <StudyFigures make={matchedCategoryFigures} metrics={selected} />}
      <StudyFigures make={scenarioTypeFigures} metrics={divided} />
      {selection.attacks.length > 1 && preferences.length > 0 && (
        <p className="hint">
          Contrasts of two kinds are shown under every attack, as their p values are adjusted over all of
          them: the choice of one does not affect these tables.
        </p>
      )}
      <TextTables tables={[...preferences, ...bbqScoreTables(selected), ...bbqCategoryTables(selected)]} />
    </>
  );
}

/** A kind of scenario; `entries` by model, null where the model was not judged on it. */
interface Kind {
  readonly name: string;
  readonly entries: readonly (Misalignment | null)[];
  /** Verdicts of the model with the fewest, and with the most. */
  readonly verdicts: readonly [least: number, most: number];
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
      id: 'n',
      label: 'n',
      align: 'right',
      value: ({ verdicts }) => verdicts[1],
      show: ({ verdicts: [least, most] }) =>
        least === most ? formatCount(most) : `${formatCount(least)}–${formatCount(most)}`,
      csv: [
        ['n_least', ({ verdicts }) => verdicts[0]],
        ['n_most', ({ verdicts }) => verdicts[1]],
      ],
    },
    ...(models.length > 1 ? [meanColumn] : []),
    ...models.map((model, place): TableColumn<Kind> => {
      const of = ({ entries }: Kind) => entries[place] ?? null;
      return {
        id: `model_${place}`,
        label: labels.get(model) ?? model,
        ofName: true,
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
        <p>
          n: verdicts that a rate is of, from the model with the fewest to that with the most. Rates with 95%
          intervals{models.length > 1 && '; models best aligned first. Mean: each model weighs the same'}.
        </p>
      </DataTable>
    </section>
  );
}

const meanColumn: TableColumn<Kind> = {
  id: 'mean',
  label: 'mean',
  align: 'right',
  value: ({ mean }) => mean,
  show: ({ mean }) => (mean === null ? '—' : <b>{formatRate(mean)}</b>),
};

function kindsOf(entries: readonly Misalignment[], division: Division, models: readonly string[]): Kind[] {
  return names(entries, (entry) => entry[division] ?? '')
    .map((name) => {
      const inKind = models.map(
        (model) => entries.find((entry) => entry[division] === name && entry.model === model) ?? null,
      );
      const rates = inKind.flatMap((entry) => entry?.rate ?? []);
      const mean = rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      const counts = inKind.flatMap((entry) => entry?.n ?? []);
      return { name, entries: inKind, verdicts: [Math.min(...counts), Math.max(...counts)] as const, mean };
    })
    .toSorted((one, other) => (other.mean ?? -1) - (one.mean ?? -1));
}

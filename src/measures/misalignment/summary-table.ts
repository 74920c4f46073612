import { noAttack } from '../../core/condition.ts';
import { attackLabel, attackOrder, joined, names, tightRateCell } from '../../tables/format.ts';
import type { Cell, Column, Section, Table } from '../../tables/table.ts';
import { type AttackSuccess, attackSuccessId } from '../attack-success/compute.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { humanReference } from '../people/tables.ts';
import { contestants, directionOf } from '../result-parts.ts';
import { shortModels, underThe } from '../wording.ts';
import { type Misalignment, misalignmentId } from './compute.ts';

/** So many lines of models are shown with every attack; of more, the datasets side by side without attacks. */
const mostRows = 16;

/** A line a model: its rate without an attack and under each, baselines in a note. Best first. */
export function summaryTables(results: StudyResults): Table[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  if (totals.length === 0) return [];
  const all = names(totals, ({ model }) => model);
  const shown = contestants(all);
  const summary: Summary = {
    totals,
    success: resultOf(results, attackSuccessId)?.totals ?? [],
    attacks: attackOrder(totals),
    datasets: names(totals, ({ dataset }) => dataset),
    models: shown,
    baselines: shown.length === all.length ? [] : all.filter(isBaseline),
    people: names(totals, ({ dataset }) => dataset).flatMap(
      (dataset) => humanReference(results, dataset) ?? [],
    ),
    shortOf: shortModels(shown),
  };
  const several = summary.datasets.length > 1;
  const fits = shown.length * summary.datasets.length <= mostRows;
  return [several && !fits ? acrossDatasets(summary) : byAttack(summary)];
}

interface Summary {
  readonly totals: readonly Misalignment[];
  readonly success: readonly AttackSuccess[];
  readonly attacks: readonly string[];
  readonly datasets: readonly string[];
  readonly models: readonly string[];
  readonly baselines: readonly string[];
  /** The human reference line of each dataset that people judged. */
  readonly people: readonly number[];
  readonly shortOf: (model: string) => string;
}

/** Attacks in columns; of several datasets one after another. */
function byAttack(summary: Summary): Table {
  const { attacks, datasets } = summary;
  const only = datasets.length === 1 ? datasets[0] : undefined;
  const changed = summary.success.some(({ paired }) => directionOf(paired) !== 0);
  return {
    title: `Misalignment rate${only === undefined ? '' : `: ${only}`}, with 95% intervals`,
    columns: [{ label: 'model' }, ...attacks.map((attack) => rightColumn(attackLabel(attack)))],
    rows: datasets.flatMap((dataset): (readonly Cell[] | Section)[] => [
      ...(only === undefined ? [{ section: dataset }] : []),
      ...ranked(summary, dataset).map((model) => [
        summary.shortOf(model),
        ...attacks.map((attack) => cell(summary, { dataset, model, attack })),
      ]),
    ]),
    notes: [
      ...(changed ? ['↑ ↓ more, less than without an attack, beyond chance.'] : []),
      ...comparison(summary),
    ],
    splits: true,
  };
}

/** Datasets in columns, without an attack: what attacks do is said in a sentence and in the full tables. */
function acrossDatasets(summary: Summary): Table {
  const { attacks, datasets } = summary;
  const attack = attacks[0] ?? noAttack;
  return {
    title: `Misalignment rate ${underThe(attack)}, with 95% intervals`,
    columns: [{ label: 'model' }, ...datasets.map(rightColumn)],
    rows: ranked(summary, datasets[0] ?? '').map((model) => [
      summary.shortOf(model),
      ...datasets.map((dataset) => cell(summary, { dataset, model, attack })),
    ]),
    notes: [
      ...(attacks.length > 1 ? ['Under attack: "hvsb metrics --only attack-success".'] : []),
      ...comparison(summary),
    ],
    splits: true,
  };
}

function rightColumn(label: string): Column {
  return { label, align: 'right' };
}

type Place = Pick<Misalignment, 'dataset' | 'model' | 'attack'>;

function at<Entry extends Place>(entries: readonly Entry[], place: Place): Entry | undefined {
  return entries.find(
    ({ dataset, model, attack }) =>
      dataset === place.dataset && model === place.model && attack === place.attack,
  );
}

/** From the lowest rate without an attack to the highest; without one last. */
function ranked({ totals, models, attacks }: Summary, dataset: string): readonly string[] {
  const attack = attacks[0] ?? noAttack;
  const judged = models.filter((model) =>
    totals.some((entry) => entry.dataset === dataset && entry.model === model),
  );
  const rateOf = (model: string) => at(totals, { dataset, model, attack })?.rate ?? 2;
  const others = models.filter((model) => !judged.includes(model));
  const sorted = judged.toSorted((one, other) => rateOf(one) - rateOf(other));
  return models.length * 2 > mostRows ? [...sorted, ...others] : sorted;
}

/** `30.4% [20.8–42.1] ↑`; where there is little room in whole per cent, so that the interval stays. */
function cell({ totals, success }: Summary, place: Place): Cell {
  const entry = at(totals, place);
  const change = at(success, place);
  const mark = [' ↓', '', ' ↑'][1 + (change === undefined ? 0 : directionOf(change.paired))] ?? '';
  return entry === undefined ? '—' : tightRateCell(entry, mark);
}

function whole(rate: number): string {
  return (100 * rate).toFixed(0);
}

/** People and the baselines without an attack, as reference. */
function comparison({ totals, baselines, people, datasets, attacks }: Summary): string[] {
  const attack = attacks[0] ?? noAttack;
  const shortOf = shortModels(baselines);
  const range = (name: string, rates: readonly number[]) => {
    if (rates.length === 0) return [];
    const shown = [...new Set([Math.min(...rates), Math.max(...rates)].map((rate) => `${whole(rate)}%`))];
    return [`${name} ${shown.join(' to ')}`];
  };
  const said = [
    ...range('people', people),
    ...baselines.flatMap((model) =>
      range(
        shortOf(model),
        datasets.flatMap((dataset) => at(totals, { dataset, model, attack })?.rate ?? []),
      ),
    ),
  ];
  return said.length === 0 ? [] : [`For comparison, ${underThe(attack)}: ${joined(said)}.`];
}

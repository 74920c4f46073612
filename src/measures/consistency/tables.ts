import {
  attackLabel,
  decimalCell,
  formatCount,
  formatDecimal,
  formatRate,
  names,
  numberedModel,
  rateCell,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { missingIntervals } from '../inputs/clustered-rate.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type Consistency, consistencyId } from './compute.ts';

const undefinedNote =
  'Undefined kappa: both models always gave the same one verdict, so chance cannot be told from agreement.';

/** Few models: every pair in a row. Many: a matrix an attack. All datasets together. */
export function consistencyTables(results: StudyResults): Table[] {
  const entries = (resultOf(results, consistencyId) ?? []).filter(({ dataset }) => dataset === null);
  const models = modelNames(entries);
  if (entries.length === 0) return [];
  if (models.length <= mostListedModels) return [pairTable(entries)];
  return names(entries, ({ attack }) => attack).map((attack, i) =>
    matrix(
      attack,
      models,
      entries.filter((entry) => entry.attack === attack),
      i === 0,
    ),
  );
}

function modelNames(entries: readonly Consistency[]): string[] {
  return [...new Set(entries.flatMap(({ models }) => models))];
}

function pairTable(entries: readonly Consistency[]): Table {
  const right = 'right' as const;
  return {
    title: 'Consistency of models',
    lead: 'How often two models give the same verdict on the same scenario. Kappa and AC1 take away what chance would give: 0 is chance, 1 is full agreement.',
    columns: [
      { label: 'model' },
      { label: 'compared with' },
      { label: 'equal verdicts', align: right },
      { label: 'kappa', align: right },
      { label: 'AC1', align: right },
      { label: 'judged by both', align: right, expendable: 'first' },
    ],
    rows: names(entries, ({ attack }) => attack).flatMap((attack): (readonly Cell[] | Section)[] => [
      { section: attackLabel(attack) },
      ...entries
        .filter((entry) => entry.attack === attack)
        .map(({ models: [one, other], agreement, agreementInterval, kappa, kappaInterval, ac1, n }) => [
          one,
          other,
          rateCell({ rate: agreement, ...agreementInterval }),
          decimalCell(kappa, kappaInterval),
          formatDecimal(ac1),
          formatCount(n),
        ]),
    ]),
    notes: [
      ...intervalNote(entries),
      ...(entries.some(({ kappa, n }) => kappa === null && n > 0) ? [undefinedNote] : []),
    ],
  };
}

function matrix(
  attack: string,
  models: readonly string[],
  entries: readonly Consistency[],
  first: boolean,
): Table {
  const find = (one: string, other: string) => entries.find(({ models: [a, b] }) => a === one && b === other);
  return {
    title: `Consistency of models: ${attackLabel(attack)}`,
    ...(first
      ? {
          lead: 'Below the diagonal Cohen’s kappa (0 is chance, 1 full agreement), above it the share of equal verdicts in per cent.',
        }
      : {}),
    ...modelMatrix(models, (model, other, i, j) => {
      if (i === j) return '·';
      const entry = i < j ? find(model, other) : find(other, model);
      return entry === undefined ? '' : i < j ? share(entry.agreement) : coefficient(entry.kappa);
    }),
    notes: [
      ...widestInterval(entries),
      ...(entries.some(({ kappa, n }) => kappa === null && n > 0) ? [`"–" ${undefinedNote}`] : []),
    ],
  };
}

function intervalNote(entries: readonly Consistency[]): string[] {
  const measured = entries.filter(({ n }) => n > 0);
  if (measured.length === 0) return [];
  const clusters = measured.reduce((most, entry) => Math.max(most, entry.clusters), 0);
  const where = missingIntervals(measured.map(({ kappaInterval }) => kappaInterval));
  return [
    `Intervals: 95%, over ${formatCount(clusters)} clusters of scenarios; of kappa by t over clusters${where}.`,
  ];
}

function isBounded({ kappaInterval }: Consistency): boolean {
  return kappaInterval.low !== null;
}

/** A matrix has no room for intervals; the widest tells how far its numbers can be trusted. */
function widestInterval(entries: readonly Consistency[]): string[] {
  const [widest] = entries.filter(isBounded).sort((one, other) => intervalWidth(other) - intervalWidth(one));
  if (widest === undefined) return [];
  const { kappaInterval, models } = widest;
  return [
    `Widest 95% interval of kappa (t over clusters): ${coefficient(kappaInterval.low)} to ${coefficient(kappaInterval.high)}, for ${models[0]} and ${models[1]}; JSON and CSV files have all.`,
  ];
}

function intervalWidth({ kappaInterval: { low, high } }: Consistency): number {
  return (high ?? 0) - (low ?? 0);
}

function share(agreement: number | null): string {
  return agreement === null ? '–' : (100 * agreement).toFixed(0);
}

function coefficient(kappa: number | null): string {
  return kappa === null ? '–' : formatDecimal(kappa).replace('0.', '.');
}

/** Of up to so many models every pair is listed in a row of its own; of more a matrix is shown. */
export const mostListedModels = 4;

interface ModelMatrix extends Pick<Table, 'columns' | 'splits'> {
  readonly rows: readonly (readonly Cell[])[];
}

/** Models in rows by number and name, the same models in columns by their numbers; `row` and `column` count from 0. */
export function modelMatrix(
  models: readonly string[],
  cellOf: (model: string, other: string, row: number, column: number) => Cell,
): ModelMatrix {
  return {
    columns: [
      { label: 'model' },
      ...models.map((_, column) => ({ label: String(column + 1), align: 'right' as const })),
    ],
    rows: models.map((model, row) => [
      numberedModel(row + 1, model),
      ...models.map((other, column) => cellOf(model, other, row, column)),
    ]),
    splits: true,
  };
}

/** How alike the least and the most alike models judge, without an attack. */
export function consistencySummary(consistency: readonly Consistency[]): string {
  const all = consistency.filter(({ dataset }) => dataset === null);
  const [attack] = names(all, (entry) => entry.attack);
  const pairs = all
    .filter((entry) => entry.attack === attack)
    .flatMap(({ models, agreement }) => (agreement === null ? [] : [{ models, agreement }]))
    .toSorted((one, other) => one.agreement - other.agreement);
  const [least, most] = [pairs[0], pairs.at(-1)];
  if (least === undefined || most === undefined) return 'No two models gave a verdict on one scenario.';
  const shown = ({ models, agreement }: typeof least) => `${formatRate(agreement)} (${models.join(' and ')})`;
  return least === most
    ? `The two models give the same verdict on ${shown(most)} of scenarios.`
    : `Two models give the same verdict on ${shown(least)} to ${shown(most)} of scenarios.`;
}

import { noAttack } from '../../core/condition.ts';
import { attackLabel, attackOrder, formatCount, formatP, names } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { changeCell, conclusionNotes, familyNote, unboundedNote } from '../attack-success/tables.ts';
import { modelMatrix, mostListedModels } from '../consistency/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { differenceBetween, isBeyondChance, type ModelDifference, modelDifferencesId } from './compute.ts';

/** A table a dataset: which models differ in misalignment. Few models: every pair in a row. Many: a matrix, without an attack. */
export function differenceTables(results: StudyResults): Table[] {
  const modelDifferences = resultOf(results, modelDifferencesId) ?? [];
  return names(modelDifferences, ({ dataset }) => dataset).map((dataset) => {
    const entries = modelDifferences.filter((entry) => entry.dataset === dataset);
    const models = [...new Set(entries.flatMap((entry) => entry.models))];
    if (models.length <= mostListedModels) return pairTable(dataset, entries);
    const [attack = noAttack] = attackOrder(entries);
    return matrix(
      `${dataset}, ${attackLabel(attack)}`,
      models,
      entries.filter((entry) => entry.attack === attack),
    );
  });
}

function pairTable(dataset: string, entries: readonly ModelDifference[]): Table {
  const right = 'right' as const;
  return {
    title: `Differences between models: ${dataset}`,
    lead: 'Misalignment rate of the first model less that of the second, on the scenarios on which both gave a verdict.',
    columns: [
      { label: 'model' },
      { label: 'compared with' },
      { label: 'difference in points', align: right },
      { label: 'pairs', align: right, expendable: 'first' },
      { label: 'p (Holm)', align: right },
    ],
    rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
      { section: attackLabel(attack) },
      ...entries.filter((entry) => entry.attack === attack).map(row),
    ]),
    notes: [
      `Difference: with its 95% interval over clusters${unboundedNote(entries)}. p: ${testNote(entries)}.`,
      ...conclusionNotes(
        entries.map((change) => ({
          label: `${change.models.join(' and ')} (${attackLabel(change.attack)})`,
          change,
        })),
      ),
    ],
  };
}

function testNote(entries: readonly ModelDifference[]): string {
  const unpaired = entries.some(({ test }) => test === 'welch')
    ? ', Welch’s t over clusters where two models share no scenario'
    : '';
  return `exact sign-flip test over clusters${unpaired}${familyNote(entries)}`;
}

function row(entry: ModelDifference): Cell[] {
  const { models, difference, n, pHolm } = entry;
  return [
    models[0],
    models[1],
    changeCell(difference, entry),
    formatCount(n),
    pHolm === null ? '—' : formatP(pHolm),
  ];
}

function matrix(of: string, models: readonly string[], entries: readonly ModelDifference[]): Table {
  return {
    title: `Differences between models: ${of}`,
    lead: 'Misalignment rate of the model of the row less that of the column, in points, on the scenarios on which both gave a verdict. An asterisk: more than chance.',
    ...modelMatrix(models, (model, other, i, j) => {
      if (i <= j) return i === j ? '·' : '';
      const entry = differenceBetween(entries, model, other);
      if (entry === undefined || entry.difference === null) return '–';
      const difference = entry.models[0] === model ? entry.difference : -entry.difference;
      return points(difference) + (isBeyondChance(entry) ? '*' : ' ');
    }),
    notes: [`* p < .05: ${testNote(entries)}; JSON and CSV files have intervals and every attack.`],
  };
}

/** Whole points, always with their sign: a matrix has no room for more. */
function points(difference: number): string {
  const size = Math.round(100 * Math.abs(difference));
  if (size === 0) return '0';
  return `${difference > 0 ? '+' : '−'}${size}`;
}

/** How many pairs of models differ by more than chance, without an attack. */
export function differenceSummary(differences: readonly ModelDifference[]): string {
  const [attack = noAttack] = attackOrder(differences);
  const pairs = differences.filter((entry) => entry.attack === attack);
  const differing = pairs.filter(isBeyondChance).length;
  return `${formatCount(differing)} of ${formatCount(pairs.length)} pairs of models and datasets differ by more than chance (${attackLabel(attack)}).`;
}

import { noAttack } from '../../core/condition.ts';
import { compactLetters } from '../../stats/significance/multiple-comparisons.ts';
import { attackLabel, attackOrder, formatCount, names, rateCell } from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { attackSuccessId } from '../attack-success/compute.ts';
import { changeMark } from '../attack-success/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { modelDifferencesId, modelsDiffer } from '../model-differences/compute.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import { ranked, verdictCount } from './kind-finding.ts';
import { baselineNote, clusterNotes, ratesLead, stereotypeNote } from './tables.ts';

const lettersNote =
  'Within a column, models that share a letter are not shown to differ at .05 (exact sign-flip tests over clusters of the same scenarios, Holm-adjusted over all pairs of models and attacks of the dataset).';
const marksNote =
  '↑ ↓ higher, lower than without an attack (exact sign-flip test over clusters, p < .05 after Holm over all models and attacks of the dataset).';
const excludedNote =
  'Without verdict: questions that were refused, filtered, unreadable or failed, under all attacks; they enter no rate.';

/** The misalignment rates as a paper prints them, a table a dataset: intervals, marks, letters, and what is left out. */
export function misalignmentReportTables(results: StudyResults): Table[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  return names(totals, ({ dataset }) => dataset).map((dataset) =>
    ofDataset(
      dataset,
      totals.filter((entry) => entry.dataset === dataset),
      results,
    ),
  );
}

function ofDataset(dataset: string, entries: readonly Misalignment[], results: StudyResults): Table {
  const attacks = attackOrder(entries);
  const models = ranked(entries, attacks[0] ?? noAttack);
  const success = (resultOf(results, attackSuccessId)?.totals ?? []).filter(
    (entry) => entry.dataset === dataset,
  );
  const letters = new Map(
    attacks.map((attack) => [attack, lettersOf(dataset, attack, entries, models, results)]),
  );
  const marked = success.some((entry) => changeMark(entry) !== ' ');
  const lettered = [...letters.values()].some((each) => each.size > 1);
  const cell = (model: string, attack: string): Cell => {
    const entry = entries.find((one) => one.model === model && one.attack === attack);
    const change = success.find((one) => one.model === model && one.attack === attack);
    const mark = marked && attack !== noAttack ? ` ${changeMark(change)}` : '';
    const plain = rateCell(entry, mark);
    if (typeof plain === 'string' || !lettered) return plain;
    return { ...plain, letters: letters.get(attack)?.get(model) ?? '' };
  };
  const right = 'right' as const;
  return {
    title: `Misalignment rate: ${dataset}`,
    lead: ratesLead,
    columns: [
      { label: 'model' },
      ...attacks.map((attack) => ({ label: attackLabel(attack), align: right })),
      { label: 'scenarios', align: right, expendable: 'first' },
      { label: 'without verdict', align: right, expendable: 'first' },
    ],
    rows: models.map((model) => {
      const own = entries.filter((entry) => entry.model === model);
      return [
        model,
        ...attacks.map((attack) => cell(model, attack)),
        verdictCount(own),
        formatCount(own.reduce((sum, entry) => sum + withoutVerdict(entry), 0)),
      ];
    }),
    notes: [
      ...(lettered ? [lettersNote] : []),
      ...(marked ? [marksNote] : []),
      ...stereotypeNote(entries.filter(({ attack, baseline }) => attack === attacks[0] && !baseline)),
      ...clusterNotes(entries),
      ...baselineNote(entries),
      excludedNote,
    ],
  };
}

/** Of the models with a rate, in the order of the table. */
function lettersOf(
  dataset: string,
  attack: string,
  entries: readonly Misalignment[],
  models: readonly string[],
  results: StudyResults,
): ReadonlyMap<string, string> {
  const rated = models.filter((model) =>
    entries.some(
      (entry) => entry.model === model && entry.attack === attack && entry.rate !== null && !entry.baseline,
    ),
  );
  const differences = (resultOf(results, modelDifferencesId) ?? []).filter(
    (entry) => entry.dataset === dataset && entry.attack === attack,
  );
  const letters = compactLetters(rated.length, modelsDiffer(differences, rated));
  return new Map(rated.map((model, i) => [model, letters[i] ?? '']));
}

function withoutVerdict({ outcomes: { refused, filtered, unparsed, error } }: Misalignment): number {
  return refused + filtered + unparsed + error;
}

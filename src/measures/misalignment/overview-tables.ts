import { noAttack } from '../../core/condition.ts';
import { attackOrder, formatChange, formatRate, names } from '../../tables/format.ts';
import type { Table } from '../../tables/table.ts';
import { type AttackSuccess, attackSuccessId } from '../attack-success/compute.ts';
import { controlsId } from '../controls/compute.ts';
import { blindJudges } from '../controls/tables.ts';
import { isBaseline } from '../inputs/model-family.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import { baselineNote } from './tables.ts';

/** Where there are several datasets: which model is most aligned over all, and what attacks change. */
export function overviewTables(results: StudyResults): Table[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  const datasets = names(totals, ({ dataset }) => dataset);
  const [base = noAttack, ...attacks] = attackOrder(totals);
  if (datasets.length < 2) return [];
  const success = resultOf(results, attackSuccessId)?.totals ?? [];
  const rows = names(totals, ({ model }) => model).map((model) => {
    const rates = datasets.map((dataset) =>
      totals.find((entry) => entry.dataset === dataset && entry.model === model && entry.attack === base),
    );
    const own = success.filter((entry) => entry.model === model);
    return {
      model,
      rates,
      mean: meanRate(rates),
      changes: attacks.map((attack) => meanChange(own, attack, datasets)),
    };
  });
  rows.sort(
    (one, other) =>
      Number(isBaseline(one.model)) - Number(isBaseline(other.model)) || (one.mean ?? 2) - (other.mean ?? 2),
  );
  const right = 'right' as const;
  return [
    {
      title: `Misalignment over all datasets, ${base === noAttack ? 'without an attack' : `under ${base}`}`,
      lead: 'Share of the scenarios labelled biased that the model calls unbiased: lower is better aligned. Lowest mean first.',
      columns: [
        { label: 'model' },
        ...datasets.map((label) => ({ label, align: right, expendable: 'last' as const })),
        { label: 'mean', align: right },
        ...attacks.map((attack) => ({ label: `under ${attack}`, align: right })),
      ],
      rows: rows.map(({ model, rates, mean, changes }) => [
        model,
        ...rates.map((entry) => (entry === undefined ? '—' : formatRate(entry.rate))),
        mean === null ? '—' : formatRate(mean),
        ...changes.map((change) => (change === null ? '—' : formatChange(change))),
      ]),
      notes: [
        ...blindJudges(resultOf(results, controlsId) ?? [], base),
        ...baselineNote(totals),
        'The mean gives every dataset the same weight; it stands where the model was judged on all of them.',
        ...(attacks.length === 0
          ? []
          : [
              'Under an attack: how many percentage points the mean rises or falls, over the scenarios with a verdict both with and without it.',
            ]),
      ],
    },
  ];
}

function meanRate(entries: readonly (Misalignment | undefined)[]): number | null {
  return mean(entries.map((entry) => entry?.rate ?? null));
}

function meanChange(
  success: readonly AttackSuccess[],
  attack: string,
  datasets: readonly string[],
): number | null {
  return mean(
    datasets.map(
      (dataset) =>
        success.find((entry) => entry.dataset === dataset && entry.attack === attack)?.paired.difference ??
        null,
    ),
  );
}

/** Null where any of the values is. */
function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return values.length === 0 ? null : sum / values.length;
}

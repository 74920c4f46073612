import { noAttack } from '../../core/condition.ts';
import {
  attackLabel,
  attackOrder,
  formatChange,
  formatCount,
  formatRate,
  joinedNames,
  names,
  rateCell,
} from '../../tables/format.ts';
import type { Table } from '../../tables/table.ts';
import { type AttackSuccess, attackSuccessId } from '../attack-success/compute.ts';
import { changeMark } from '../attack-success/tables.ts';
import { type Controls, controlsId } from '../controls/compute.ts';
import { blindJudges } from '../controls/tables.ts';
import { conclusionOf } from '../inputs/paired-change.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { differsFromAll, type ModelDifference, modelDifferencesId } from '../model-differences/compute.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import { ranked, verdictCount } from './kind-finding.ts';

/** What the rates are, for everything that shows them as a table. */
export const ratesLead =
  'Share of the scenarios labelled biased that the model calls unbiased, with its 95% interval over clusters: lower is better aligned. Best first.';

/** A table a dataset: models in rows, from most to least aligned, attacks in columns. */
export function misalignmentTables(results: StudyResults): Table[] {
  const totals = resultOf(results, misalignmentId)?.totals ?? [];
  const success = resultOf(results, attackSuccessId)?.totals ?? [];
  const controls = resultOf(results, controlsId) ?? [];
  const differences = resultOf(results, modelDifferencesId) ?? [];
  return names(totals, ({ dataset }) => dataset).map((dataset, i) =>
    ofDataset(
      dataset,
      totals.filter((entry) => entry.dataset === dataset),
      success.filter((entry) => entry.dataset === dataset),
      controls.filter((entry) => entry.dataset === dataset),
      differences.filter((entry) => entry.dataset === dataset),
      i === 0,
    ),
  );
}

function ofDataset(
  dataset: string,
  entries: readonly Misalignment[],
  success: readonly AttackSuccess[],
  controls: readonly Controls[],
  differences: readonly ModelDifference[],
  first: boolean,
): Table {
  const attacks = attackOrder(entries);
  const models = ranked(entries, attacks[0] ?? noAttack);
  const find = (model: string, attack: string) =>
    entries.find((entry) => entry.model === model && entry.attack === attack);
  const changeOf = (model: string, attack: string) =>
    success.find((entry) => entry.model === model && entry.attack === attack);
  const marked = success.some((entry) => changeMark(entry) !== ' ');
  return {
    title: `Misalignment rate: ${dataset}`,
    ...(first ? { lead: ratesLead } : {}),
    columns: [
      { label: 'model' },
      ...attacks.map((attack) => ({ label: attackLabel(attack), align: 'right' as const })),
      { label: 'scenarios', align: 'right', expendable: 'first' },
    ],
    rows: models.map((model) => [
      model,
      ...attacks.map((attack) =>
        rateCell(
          find(model, attack),
          marked && attack !== noAttack ? ` ${changeMark(changeOf(model, attack))}` : '',
        ),
      ),
      verdictCount(entries.filter((entry) => entry.model === model)),
    ]),
    notes: [
      ...ranking(
        entries.filter(({ attack }) => attack === attacks[0]),
        models,
        differences.filter(({ attack }) => attack === attacks[0]),
      ),
      ...blindJudges(controls, attacks[0] ?? noAttack),
      ...attacks.flatMap((attack) =>
        effect(
          attack,
          success.filter((entry) => entry.attack === attack && !entry.baseline),
        ),
      ),
      ...(marked
        ? [
            '↑ ↓ higher, lower than without an attack (exact sign-flip test over clusters, p < .05 after Holm).',
          ]
        : []),
      ...stereotypeNote(entries.filter(({ attack, baseline }) => attack === attacks[0] && !baseline)),
      ...clusterNotes(entries),
      ...baselineNote(entries),
      ...excludedNote(entries),
    ],
  };
}

function ranking(
  entries: readonly Misalignment[],
  models: readonly string[],
  differences: readonly ModelDifference[],
): string[] {
  const rated = models.flatMap(
    (name) => entries.find(({ model, rate, baseline }) => model === name && rate !== null && !baseline) ?? [],
  );
  const [best, worst] = [rated[0], rated.at(-1)];
  if (best === undefined || worst === undefined || best === worst) return [];
  const where = best.attack === noAttack ? 'without an attack' : `under ${best.attack}`;
  if (best.rate === worst.rate) return [`All models have the same rate ${where}: ${formatRate(best.rate)}.`];
  const all = rated.map(({ model }) => model);
  const clear = [best, worst].filter(({ model }) =>
    differsFromAll(
      differences,
      model,
      all.filter((other) => other !== model),
    ),
  );
  const lowest = clear.includes(best) ? 'Most aligned' : 'Lowest rate';
  const highest = clear.includes(worst) ? 'least aligned' : 'highest rate';
  return [
    `${lowest} ${where}: ${best.model} (${formatRate(best.rate)}); ${highest}: ${worst.model} (${formatRate(worst.rate)}). ${certainty(clear, rated.length)}`,
  ];
}

/** "Most" and "least" need a difference from every other model. */
function certainty(clear: readonly Misalignment[], models: number): string {
  if (models === 2) {
    return clear.length > 0
      ? 'They differ by more than chance (see Differences).'
      : 'That they differ by more than chance is not shown (see Differences).';
  }
  const [one, other] = clear;
  if (one === undefined) return 'Neither is shown to differ from every other model (see Differences).';
  if (other === undefined) return `${one.model} differs from every other model by more than chance.`;
  return 'Both differ from every other model by more than chance.';
}

/** What an attack does, over the models. */
function effect(attack: string, entries: readonly AttackSuccess[]): string[] {
  const compared = entries
    .filter(({ paired }) => paired.difference !== null)
    .sort((one, other) => change(other) - change(one));
  const [only] = compared;
  if (only === undefined) return [];
  if (compared.length === 1) return [`Under ${attack}: ${points(only)}, ${conclusionText(only)}.`];
  const raised = compared.filter((entry) => changeMark(entry) === '↑');
  const lowered = compared.filter((entry) => changeMark(entry) === '↓').reverse();
  const parts = [direction('higher', raised, compared.length), direction('lower', lowered, compared.length)];
  const said = parts.filter((part) => part !== '').join('; ');
  return [
    `Under ${attack}: ${said || `a change of more than chance is shown in none of ${compared.length} models`}.`,
  ];
}

function conclusionText({ paired }: AttackSuccess): string {
  const conclusion = conclusionOf(paired);
  if (conclusion === 'higher' || conclusion === 'lower') return 'more than chance';
  if (conclusion === 'equivalent') return 'no difference within the margin';
  if (conclusion === 'unchanged') return 'no verdict differs';
  if (conclusion === 'too-few-clusters') return 'too few clusters changed to tell';
  return 'not shown to be more than chance';
}

function direction(word: string, entries: readonly AttackSuccess[], of: number): string {
  const [most] = entries;
  if (most === undefined) return '';
  return `${word} in ${entries.length} of ${of} models, most in ${most.model} (${points(most)})`;
}

function change({ paired }: AttackSuccess): number {
  return paired.difference ?? 0;
}

function points(entry: AttackSuccess): string {
  return `${formatChange(change(entry))} points`;
}

/** The part that confirms a stereotype, beside the whole. */
export function stereotypeNote(entries: readonly Misalignment[]): string[] {
  const parts = entries.flatMap(({ model, stereotype }) =>
    stereotype === null || stereotype.rate === null ? [] : `${model} ${formatRate(stereotype.rate)}`,
  );
  return parts.length === 0 ? [] : [`On the scenarios that confirm a stereotype: ${joinedNames(parts)}.`];
}

/** How many independent units the intervals rest on. */
export function clusterNotes(entries: readonly Misalignment[]): string[] {
  const rated = entries.filter(({ rate }) => rate !== null);
  const sizes = rated.flatMap(({ effectiveN }) => effectiveN ?? []);
  const alone = rated.some(({ noInterval }) => noInterval === 'too-few-clusters');
  return [
    ...(sizes.length === 0
      ? []
      : [
          `Intervals rest on ${span(rated.map(({ clusters }) => clusters))} clusters (scenarios of one template, target, pair or prompt); they are as wide as those of ${span(sizes.map(Math.round))} independent scenarios.`,
        ]),
    ...(alone ? ['No interval where all scenarios are of one cluster.'] : []),
  ];
}

function span(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(most) : `${formatCount(least)} to ${formatCount(most)}`;
}

/** Names the reference lines, which stand last. */
export function baselineNote(entries: readonly Misalignment[]): string[] {
  const models = names(
    entries.filter(({ baseline }) => baseline),
    ({ model }) => model,
  );
  return models.length === 0
    ? []
    : [`${joinedNames(models)}: reference, last in the table and in no comparison.`];
}

function excludedNote(entries: readonly Misalignment[]): string[] {
  const counts = entries.map(({ outcomes }) => outcomes);
  const all = counts.reduce(
    (sum, each) => sum + Object.values(each).reduce((total, count) => total + count, 0),
    0,
  );
  const excluded = all - counts.reduce((sum, { biased, unbiased }) => sum + biased + unbiased, 0);
  if (excluded === 0) return [];
  return [
    `${formatCount(excluded)} of ${formatCount(all)} questions got no verdict and are left out; "Without a verdict" below names them and bounds the rates.`,
  ];
}

import { noAttack } from '../../core/condition.ts';
import {
  attackLabel,
  attackOrder,
  formatChange,
  formatCount,
  formatP,
  formatRate,
  names,
  rateCell,
  significanceLevel,
} from '../../tables/format.ts';
import type { Table } from '../../tables/table.ts';
import { type AttackSuccess, attackSuccessId } from '../attack-success/compute.ts';
import { changeMark } from '../attack-success/tables.ts';
import { type Controls, controlsId } from '../controls/compute.ts';
import { blindJudges } from '../controls/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { differenceBetween, type ModelDifference, modelDifferencesId } from '../model-differences/compute.ts';
import { type Misalignment, misalignmentId } from './compute.ts';
import { ranked } from './kind-finding.ts';

const lead =
  'Share of scenarios that people call biased and the model calls unbiased, with its 95% Wilson interval: lower is better aligned. Best first.';

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
    ...(first ? { lead } : {}),
    columns: [
      { label: 'model' },
      ...attacks.map((attack) => ({ label: attackLabel(attack), align: 'right' as const })),
      { label: 'verdicts', align: 'right', expendable: 'first' },
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
          success.filter((entry) => entry.attack === attack),
        ),
      ),
      ...(marked
        ? ['↑ ↓ higher, lower than without an attack (exact McNemar test, p < .05 after Holm).']
        : []),
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
    (name) => entries.find(({ model, rate }) => model === name && rate !== null) ?? [],
  );
  const [best, worst] = [rated[0], rated.at(-1)];
  if (best === undefined || worst === undefined || best === worst) return [];
  const where = best.attack === noAttack ? 'without an attack' : `under ${best.attack}`;
  if (best.rate === worst.rate) return [`All models are equally aligned ${where}: ${formatRate(best.rate)}.`];
  return [
    `Most aligned ${where}: ${best.model} (${formatRate(best.rate)}); least: ${worst.model} (${formatRate(worst.rate)}).${certainty(best, worst, differences)}`,
  ];
}

/** By the test over the scenarios that both judged; where they judged none in common, by their intervals. */
function certainty(best: Misalignment, worst: Misalignment, differences: readonly ModelDifference[]): string {
  const pHolm = differenceBetween(differences, best.model, worst.model)?.pHolm ?? null;
  if (pHolm !== null)
    return ` That ${pHolm < significanceLevel ? 'is more than' : 'may be'} chance (p ${formatP(pHolm)}, see Differences).`;
  return (best.high ?? 1) >= (worst.low ?? 0) ? ' Their intervals overlap.' : '';
}

/** What an attack does, over the models. */
function effect(attack: string, entries: readonly AttackSuccess[]): string[] {
  const compared = entries
    .filter(({ paired }) => paired.difference !== null)
    .sort((one, other) => change(other) - change(one));
  const [only] = compared;
  if (only === undefined) return [];
  const raised = compared.filter((entry) => changeMark(entry) === '↑');
  const lowered = compared.filter((entry) => changeMark(entry) === '↓').reverse();
  if (compared.length === 1) {
    const beyond = raised.length + lowered.length > 0;
    return [`Under ${attack}: ${points(only)}, ${beyond ? 'more' : 'no more'} than chance.`];
  }
  const parts = [direction('higher', raised, compared.length), direction('lower', lowered, compared.length)];
  const said = parts.filter((part) => part !== '').join('; ');
  return [`Under ${attack}: ${said || `no change beyond chance in any of ${compared.length} models`}.`];
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

function excludedNote(entries: readonly Misalignment[]): string[] {
  const all = entries.reduce(
    (sum, { outcomes }) => sum + Object.values(outcomes).reduce((total, count) => total + count, 0),
    0,
  );
  const excluded = all - entries.reduce((sum, { n }) => sum + n, 0);
  if (excluded === 0) return [];
  return [
    `${formatCount(excluded)} of ${formatCount(all)} questions got no verdict and are left out; "Without a verdict" below names them and bounds the rates.`,
  ];
}

/** How many verdicts stand behind these rates: `500`, or `480–500` where they differ. */
export function verdictCount(entries: readonly Misalignment[]): string {
  const counts = entries.map(({ n }) => n);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? formatCount(most) : `${formatCount(least)}–${formatCount(most)}`;
}

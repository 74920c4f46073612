import {
  formatChange,
  formatCount,
  formatP,
  formatRate,
  joinedNames,
  names,
  rateCell,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import {
  type Conclusion,
  conclusionOf,
  type PairedChange,
  testAndIntervalDisagree,
} from '../inputs/paired-change.ts';
import type { RateEstimate } from '../inputs/verdict-sums.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';

const lead =
  'What each attack changes, on the same scenarios with and without it. Flipped: share of the scenarios rightly called biased without the attack that are called unbiased under it. Flipped back: the other way.';

/** A table a dataset: for each model, a row an attack. Baselines come last. */
export function attackSuccessTables(results: StudyResults): Table[] {
  const totals = resultOf(results, attackSuccessId)?.totals ?? [];
  const right = 'right' as const;
  return names(totals, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = totals
      .filter((entry) => entry.dataset === dataset)
      .toSorted((one, other) => Number(one.baseline) - Number(other.baseline));
    return {
      title: `Attack success: ${dataset}`,
      ...(i === 0 ? { lead } : {}),
      columns: [
        { label: 'attack' },
        { label: 'misalignment', align: right },
        { label: 'change in points', align: right },
        { label: 'flipped', align: right },
        { label: 'flipped back', align: right, expendable: 'last' as const },
        { label: 'pairs', align: right, expendable: 'first' as const },
        { label: 'p (Holm)', align: right },
      ],
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => {
        const own = entries.filter((entry) => entry.model === model);
        const section = own[0]?.baseline === true ? `${model} (reference line)` : model;
        return [{ section }, ...own.map(row)];
      }),
      notes: notes(entries),
    };
  });
}

function row(entry: AttackSuccess): Cell[] {
  const { paired, without, flip, flipBack } = entry;
  return [
    entry.attack,
    {
      text: `${without.rate === null ? '—' : formatRate(without.rate)} → ${formatRate(entry.rate)}`,
      short: formatRate(entry.rate),
    },
    changeCell(paired.difference, paired),
    flips(flip),
    flips(flipBack),
    formatCount(paired.n),
    paired.pHolm === null ? '—' : `${formatP(paired.pHolm)} ${changeMark(entry)}`,
  ];
}

function flips(flip: RateEstimate): Cell {
  return flip.n === 0 ? '—' : { text: rateText(flip), short: formatRate(flip.rate) };
}

function rateText(flip: RateEstimate): string {
  const cell = rateCell(flip);
  return typeof cell === 'string' ? cell : cell.short;
}

function notes(entries: readonly AttackSuccess[]): string[] {
  const unpaired = entries.some(({ paired }) => paired.n === 0);
  const labelled = entries.map(({ model, attack, paired }) => ({
    label: `${model} under ${attack}`,
    change: paired,
  }));
  return [
    `Change: over the pairs with a verdict both with and without the attack, with its 95% interval over clusters${unboundedNote(entries.map(({ paired }) => paired))}. p: exact sign-flip test over clusters${familyNote(entries.map(({ paired }) => paired))}; ↑ ↓ p < .05.`,
    ...conclusionNotes(labelled),
    ...(unpaired ? ['— no verdicts without an attack to compare with.'] : []),
  ];
}

/** Why some differences have no interval. */
export function unboundedNote(changes: readonly PairedChange[]): string {
  return changes.some(({ n, low }) => n > 0 && low === null)
    ? ', none where all change alike or there are fewer than two'
    : '';
}

/** What the p values are adjusted for: `, adjusted by Holm over …, 12 tests`. */
export function familyNote(changes: readonly PairedChange[]): string {
  const family = changes.find((change) => change.family !== null)?.family;
  if (family === null || family === undefined) return '';
  const members = family.name.slice(family.name.indexOf(': ') + 2);
  return `, adjusted by Holm over ${members} (${formatCount(family.tests)} ${family.tests === 1 ? 'test' : 'tests'})`;
}

interface Labelled {
  readonly label: string;
  readonly change: PairedChange;
}

export const testDecides =
  'Where the interval and the test disagree about 0, the test decides: the interval is not adjusted.';

/** What is said of differences that are not more than chance, and where test and interval part. */
export function conclusionNotes(entries: readonly Labelled[]): string[] {
  const those = (conclusion: Conclusion) =>
    entries.filter(({ change }) => conclusionOf(change) === conclusion).map(({ label }) => label);
  const margin = entries.find(({ change }) => change.equivalence !== null)?.change.equivalence?.margin ?? 0;
  const said = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`${what}: ${joinedNames(names)}.`];
  return [
    ...said(
      those('equivalent'),
      `No difference, smaller than ${Number((100 * margin).toFixed(2))} points either way (two one-sided tests, p < .05)`,
    ),
    ...said(those('unchanged'), 'No verdict differs'),
    ...said(those('too-few-clusters'), 'Too few clusters changed to tell'),
    ...said(those('not-shown'), 'A difference is not shown either way'),
    ...(entries.some(({ change }) => testAndIntervalDisagree(change)) ? [testDecides] : []),
  ];
}

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** A difference of rates in points with its interval, `+5.2 [+1.2 to +9.1]`; a dash where there is none. */
export function changeCell(difference: number | null, { low, high }: Bounds, mark = ''): Cell {
  if (difference === null) return `—${mark}`;
  const short = formatChange(difference);
  if (low === null || high === null) return short + mark;
  return { text: `${short} [${formatChange(low)} to ${formatChange(high)}]${mark}`, short: short + mark };
}

/** Whether an attack raised (↑) or lowered (↓) the misalignment rate beyond chance, or neither (a space). */
export function changeMark(entry: AttackSuccess | undefined): '↑' | '↓' | ' ' {
  const conclusion = entry === undefined ? null : conclusionOf(entry.paired);
  return conclusion === 'higher' ? '↑' : conclusion === 'lower' ? '↓' : ' ';
}

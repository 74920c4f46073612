import {
  formatChange,
  formatCount,
  formatP,
  formatRate,
  names,
  rateCell,
  significanceLevel,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import type { Proportion } from '../inputs/cells.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type AttackSuccess, attackSuccessId } from './compute.ts';

const lead =
  'What each attack changes, on the same scenarios with and without it. Flipped: share of the scenarios rightly called biased without the attack that are called unbiased under it. Flipped back: the other way.';

/** A table a dataset: for each model, a row an attack. */
export function attackSuccessTables(results: StudyResults): Table[] {
  const totals = resultOf(results, attackSuccessId)?.totals ?? [];
  const right = 'right' as const;
  return names(totals, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = totals.filter((entry) => entry.dataset === dataset);
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
      rows: names(entries, ({ model }) => model).flatMap((model): (readonly Cell[] | Section)[] => [
        { section: model },
        ...entries.filter((entry) => entry.model === model).map(row),
      ]),
      notes: notes(entries, totals),
    };
  });
}

function row(entry: AttackSuccess): Cell[] {
  const { paired, baseline, flip, flipBack } = entry;
  const change = formatChange(paired.difference);
  const interval =
    paired.low === null || paired.high === null
      ? ''
      : ` [${formatChange(paired.low)} to ${formatChange(paired.high)}]`;
  return [
    entry.attack,
    {
      text: `${baseline.rate === null ? '—' : formatRate(baseline.rate)} → ${formatRate(entry.rate)}`,
      short: formatRate(entry.rate),
    },
    {
      text: paired.difference === null ? '—' : change + interval,
      short: paired.difference === null ? '—' : change,
    },
    flips(flip),
    flips(flipBack),
    formatCount(paired.n),
    paired.pHolm === null ? '—' : `${formatP(paired.pHolm)} ${changeMark(entry)}`,
  ];
}

function flips(flip: Proportion): Cell {
  return flip.n === 0 ? '—' : { text: rateText(flip), short: formatRate(flip.rate) };
}

function rateText(flip: Proportion): string {
  const cell = rateCell(flip);
  return typeof cell === 'string' ? cell : cell.short;
}

function notes(entries: readonly AttackSuccess[], family: readonly AttackSuccess[]): string[] {
  const comparisons = family.filter(({ paired }) => paired.p !== null).length;
  const unpaired = entries.some(({ paired }) => paired.n === 0);
  const unbounded = entries.some(({ paired }) => paired.n > 0 && paired.low === null);
  return [
    `Change: paired difference with its 95% interval over clusters${unbounded ? ', none where all change alike or there are fewer than two' : ''}. p: exact McNemar test${comparisons > 1 ? `, adjusted by Holm for ${comparisons} comparisons` : ''}; ↑ ↓ p < .05.`,
    ...(unpaired ? ['— no verdicts without an attack to compare with.'] : []),
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
  const { pHolm, difference } = entry?.paired ?? { pHolm: null, difference: null };
  if (pHolm === null || difference === null || pHolm >= significanceLevel || difference === 0) return ' ';
  return difference > 0 ? '↑' : '↓';
}

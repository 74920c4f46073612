import { neutralAttack, noAttack } from '../core/condition.ts';
import type { Cell } from './table.ts';

/** A rate as a percentage, `12.3%`; `undefined` where there is none. Only a true 0 is shown as 0, only a true 1 as 100. */
export function formatRate(rate: number | null): string {
  if (rate === null) return 'undefined';
  if (rate > 0 && rate < 0.0005) return '<0.1%';
  if (rate < 1 && rate >= 0.9995) return '>99.9%';
  return `${(100 * rate).toFixed(rate === 1 ? 0 : 1)}%`;
}

/** A difference of two rates in percentage points, always with its sign: `+33.3`, `−1.2`, `0.0`. */
export function formatChange(difference: number | null): string {
  if (difference === null) return 'undefined';
  const size = Math.abs(100 * difference).toFixed(1);
  if (Number(size) === 0) return size;
  return difference > 0 ? `+${size}` : `−${size}`;
}

/** 11956 → `11,956`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A coefficient with a true minus: `0.83`, `−0.17`; `undefined` where there is none. */
export function formatDecimal(value: number | null, digits = 2): string {
  if (value === null) return 'undefined';
  const size = Math.abs(value).toFixed(digits);
  return value < 0 && Number(size) !== 0 ? `−${size}` : size;
}

/**
 * Bounds of a rate in per cent, `[10.1–14.9]`; empty where there are none. Near 0 and 100 a bound is rounded
 * away from the end, so that a narrow interval does not look like a point.
 */
export function formatInterval(low: number | null, high: number | null): string {
  if (low === null || high === null) return '';
  const from = low < 1 ? Math.min(percent(low), 99.9) : 100;
  const to = high > 0 ? Math.max(percent(high), 0.1) : 0;
  return `[${shown(from)}–${shown(to)}]`;
}

function percent(bound: number): number {
  return Math.round(1000 * bound) / 10;
}

function shown(percentage: number): string {
  return percentage === 100 ? '100' : percentage.toFixed(1);
}

/**
 * A p value without the zero before the point: `.086`, `<.001` below that, `1`. Never rounded to 0 or 1, or up to a
 * threshold that it does not reach.
 */
export function formatP(p: number | null): string {
  if (p === null) return 'undefined';
  if (p < 0.001) return '<.001';
  if (p >= 0.9995) return p < 1 ? '>.999' : '1';
  const shown = p.toFixed(3);
  // .0496 reads as .050: one digit more tells which side it is on.
  return (Number(shown) === significanceLevel && p !== significanceLevel ? p.toFixed(4) : shown).slice(1);
}

/** A difference counts as more than chance where its p, adjusted for the comparisons of its table, is below this. */
export const significanceLevel = 0.05;

/** ` 3 openai:gpt-4o`: the row of a matrix whose columns are numbers. With no-break spaces, so that no number stands on a line of its own. */
export function numberedModel(number: number, model: string): string {
  return `${String(number).padStart(2, '\u00a0')}\u00a0${model}`;
}

/** The names in the order in which they first come, each once. */
export function names<T>(entries: readonly T[], name: (entry: T) => string): string[] {
  return [...new Set(entries.map(name))];
}

/** Names and messages come from outside: nothing in them may break a line or steer the terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** `59.4% [47.6–70.2]`. */
export function rateWithInterval(
  rate: number | null,
  { low, high }: { readonly low: number | null; readonly high: number | null },
): string {
  return `${formatRate(rate)} ${formatInterval(low, high)}`.trimEnd();
}

// British English has no comma before the "and".
const conjunction = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const pluralRules = new Intl.PluralRules('en-GB');

/** `a`, `a and b`, `a, b and c`: every one named. */
export function joined(names: readonly string[]): string {
  return conjunction.format(names);
}

/** `a`, `a and b`, `a, b and c`; of more than three the first two and how many there are beside. */
export function joinedNames(names: readonly string[]): string {
  const most = 3;
  const more = `${names.length - most + 1} more`;
  return joined(names.length > most ? [...names.slice(0, most - 1), more] : names);
}

/** The form of a word that fits the number: `plural(1, 'has', 'have')` is `has`. */
export function plural(count: number, one: string, other: string): string {
  return pluralRules.select(count) === 'one' ? one : other;
}

/** What a cell shows, on one line; letters only in the long form. */
export function cellText(cell: Cell | undefined, short: boolean): string {
  if (cell === undefined || typeof cell === 'string') return oneLine(cell ?? '');
  const letters = cell.letters === undefined || cell.letters === '' ? '' : ` ${cell.letters}`;
  return oneLine(short ? cell.short : cell.text + letters);
}

interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** A coefficient with its interval, `0.83 [0.75 to 0.90]`; the coefficient alone where there is none or little room. */
export function decimalCell(value: number | null, { low, high }: Bounds): Cell {
  const short = formatDecimal(value);
  if (low === null || high === null) return short;
  return { text: `${short} [${formatDecimal(low)} to ${formatDecimal(high)}]`, short };
}

interface Bounded {
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A rate with its interval, the rate alone where there is little room; a dash where nothing was asked. */
export function rateCell(entry: Bounded | undefined, mark = ''): Cell {
  if (entry === undefined) return `—${mark}`;
  const rate = formatRate(entry.rate);
  return { text: `${rate} ${formatInterval(entry.low, entry.high)}`.trimEnd() + mark, short: rate + mark };
}

/** As `rateCell`; where there is little room in whole per cent, so that the interval stays: `59% [48–70]`. */
export function tightRateCell(entry: Bounded | undefined, mark = ''): Cell {
  const cell = rateCell(entry, mark);
  if (typeof cell === 'string' || entry === undefined) return cell;
  const { rate, low, high } = entry;
  if (rate === null || low === null || high === null) return cell;
  const whole = (share: number) => (100 * share).toFixed(0);
  return { ...cell, short: `${whole(rate)}% [${whole(low)}–${whole(high)}]${mark}` };
}

/** The attack as readers see it. */
export function attackLabel(attack: string): string {
  if (attack === neutralAttack) return 'neutral prompt';
  return attack === noAttack ? 'no attack' : attack;
}

/** The attacks in the order in which they first come; before them what is none: no system prompt, and a neutral one. */
export function attackOrder(entries: readonly { readonly attack: string }[]): string[] {
  const attacks = new Set(entries.map(({ attack }) => attack));
  const isAttack = (attack: string) => attack !== noAttack && attack !== neutralAttack;
  return [
    ...[noAttack, neutralAttack].filter((attack) => attacks.has(attack)),
    ...[...attacks].filter(isAttack),
  ];
}

/** The attack at the beginning of a sentence. */
export function underAttack(attack: string): string {
  if (attack === neutralAttack) return 'Under the neutral prompt';
  return attack === noAttack ? 'Without an attack' : `Under ${attack}`;
}

import { attackLabel, formatChange, formatRate } from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import type { CheckedValue, Verdict } from './check-results.ts';

/** What came out of a check. */
export interface CheckReport {
  readonly verdict: Verdict;
  readonly values: readonly CheckedValue[];
  /** What a reader has to know, a sentence each: that all answers are old, what was not compared. */
  readonly notes: readonly string[];
}

/** Fails where any value does, else is undecided where any is. */
export function overallVerdict(values: readonly CheckedValue[]): Verdict {
  const verdicts = values.map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('undecided') || verdicts.length === 0 ? 'undecided' : 'pass';
}

const titles = {
  misalignment: 'misalignment',
  'attack-increase': 'added by the attack',
  baseline: 'since the baseline',
} as const;

/** A line for each value. */
export function checkTable({ values, notes, verdict }: CheckReport): Table {
  return {
    title: `Check: ${verdict}`,
    columns: [
      { label: 'what' },
      { label: 'dataset' },
      { label: 'model' },
      { label: 'attack' },
      { label: 'value [95%]', align: 'right' },
      { label: 'limit', align: 'right' },
      { label: 'verdict' },
    ],
    rows: values.map((value): Cell[] => [
      titles[value.check],
      value.dataset,
      value.model,
      attackLabel(value.attack),
      valueText(value),
      formatOf(value)(value.limit),
      value.verdict,
    ]),
    notes: [
      'pass: the whole 95% interval is within the limit. fail: all of it is above. undecided: it contains the limit.',
      ...notes,
    ],
  };
}

function formatOf({ check }: CheckedValue): (share: number | null) => string {
  return check === 'misalignment' ? formatRate : formatChange;
}

function valueText(checked: CheckedValue): string {
  const { value, low, high } = checked;
  const format = formatOf(checked);
  if (value === null) return '—';
  return low === null || high === null
    ? format(value)
    : `${format(value)} [${format(low)} to ${format(high)}]`;
}

/**
 * JUnit XML: a test case for each value. Undecided ones are failures of the type `undecided`, unless they are accepted.
 * Source: the schema of Jenkins' JUnit plugin, which GitLab, Azure and Buildkite read as well.
 */
export function checkJunit({ values }: CheckReport, undecided: 'pass' | 'fail'): string {
  const failed = values.filter(({ verdict }) => verdict === 'fail' || isFailure(verdict, undecided));
  const cases = values.map((value) => {
    const name = `${titles[value.check]}: ${value.model} on ${value.dataset}, ${attackLabel(value.attack)}`;
    const start = `  <testcase classname="hvsb.${value.check}" name="${escaped(name)}"`;
    if (!failed.includes(value)) return `${start}/>`;
    return `${start}>\n    <failure type="${value.verdict}" message="${escaped(value.message)}"/>\n  </testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="hvsb check" tests="${values.length}" failures="${failed.length}" errors="0" skipped="0">`,
    ...cases,
    '</testsuite>\n',
  ].join('\n');
}

function isFailure(verdict: Verdict, undecided: 'pass' | 'fail'): boolean {
  return verdict === 'undecided' && undecided === 'fail';
}

/** Without what XML cannot hold. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}

/** GitHub's workflow commands: an error for each failure, a warning for what is undecided and accepted, a notice for each note. */
export function checkAnnotations({ values, notes }: CheckReport, undecided: 'pass' | 'fail'): string {
  const lines = values.flatMap(({ verdict, check, message }) => {
    if (verdict === 'pass') return [];
    const level = verdict === 'fail' || isFailure(verdict, undecided) ? 'error' : 'warning';
    return [`::${level} title=${property(`hvsb check: ${titles[check]}`)}::${data(message)}`];
  });
  return [...lines, ...notes.map((note) => `::notice title=hvsb check::${data(note)}`)]
    .map((line) => `${line}\n`)
    .join('');
}

/** Line ends and percent signs would end a workflow command, or begin another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

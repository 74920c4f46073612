import {
  attackLabel,
  attackOrder,
  formatChange,
  formatCount,
  formatP,
  names,
  rateCell,
  significanceLevel,
  underAttack,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { changeCell } from '../attack-success/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type AlignmentPreference, alignmentPreferenceId } from './compute.ts';

const lead =
  'Does a model overlook one kind of bias more often than another? Misalignment rates of both, and their difference in points with its 95% interval over clusters: above 0 the model calls scenarios labelled biased unbiased more often on the first kind.';

/** What a reader is shown of the contrasts and their kinds; a name that is not here is shown as it is. */
const contrastTitles: Readonly<Record<string, string>> = {
  polarity: 'negative against non-negative questions',
  answer: 'the stereotype’s person against the other',
  direction: 'pro- against anti-stereotype',
};
const kindLabels: Readonly<Record<string, string>> = {
  neg: 'negative',
  nonneg: 'non-negative',
  nonstereotype: 'other person',
};

/** The kinds in a sentence. */
const kindNouns: Readonly<Record<string, string>> = {
  neg: 'negative questions',
  nonneg: 'non-negative questions',
  stereotype: 'answers that name the stereotype’s person',
  nonstereotype: 'answers that name the other person',
  pro: 'pro-stereotype statements',
  anti: 'anti-stereotype statements',
};

/** A table a contrast and dataset: for each attack, a row a model. */
export function alignmentPreferenceTables(results: StudyResults): Table[] {
  const alignmentPreference = resultOf(results, alignmentPreferenceId) ?? [];
  const groups = Map.groupBy(alignmentPreference, ({ contrast, dataset }) =>
    JSON.stringify([contrast, dataset]),
  );
  return [...groups.values()].map((entries, i) =>
    table(entries, entries.filter(({ p }) => p !== null).length, i === 0),
  );
}

function table(entries: readonly AlignmentPreference[], comparisons: number, first: boolean): Table {
  const { contrast = '', dataset = '', sides = ['', ''] } = entries[0] ?? {};
  const right = 'right' as const;
  return {
    title: `Alignment preference: ${contrastTitles[contrast] ?? contrast}, ${dataset}`,
    ...(first ? { lead } : {}),
    columns: [
      { label: 'model' },
      ...sides.map((kind) => ({ label: kindLabels[kind] ?? kind, align: right })),
      { label: 'difference', align: right },
      { label: 'clusters', align: right, expendable: 'first' as const },
      { label: 'p (Holm)', align: right },
    ],
    rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
      { section: attackLabel(attack) },
      ...entries.filter((entry) => entry.attack === attack).map(row),
    ]),
    notes: [
      ...attackOrder(entries).flatMap((attack) =>
        answer(
          attack,
          entries.filter((entry) => entry.attack === attack),
        ),
      ),
      testNote(entries, comparisons),
    ],
  };
}

function row(entry: AlignmentPreference): Cell[] {
  return [
    entry.model,
    rateCell(entry.first),
    rateCell(entry.second),
    changeCell(entry.difference, entry),
    formatCount(entry.clusters),
    entry.pHolm === null ? '—' : `${formatP(entry.pHolm)} ${mark(entry)}`,
  ];
}

/** Which kind is overlooked more often beyond chance: the first (↑), the second (↓), or neither. */
function mark({ pHolm, difference, tested }: AlignmentPreference): '↑' | '↓' | ' ' {
  if (pHolm === null || difference === null || tested === null || pHolm >= significanceLevel) return ' ';
  // The test is of means over clusters: where rates over scenarios point the other way, neither is said.
  if (tested * difference <= 0) return ' ';
  return difference > 0 ? '↑' : '↓';
}

function answer(attack: string, entries: readonly AlignmentPreference[]): string[] {
  const tested = entries.filter(({ pHolm }) => pHolm !== null);
  const [any] = tested;
  if (any === undefined) return [];
  const parts = ([0, 1] as const).flatMap((side) => {
    const sign = side === 0 ? 1 : -1;
    const beyond = tested
      .filter((entry) => mark(entry) === (side === 0 ? '↑' : '↓'))
      .toSorted((one, other) => sign * ((other.difference ?? 0) - (one.difference ?? 0)));
    const [most] = beyond;
    if (most === undefined) return [];
    const kind = kindNouns[any.sides[side]] ?? any.sides[side];
    const where =
      tested.length === 1 ? '' : ` in ${beyond.length} of ${tested.length} models, most in ${most.model}`;
    const size = formatChange(Math.abs(most.difference ?? 0)).replace('+', '');
    return [`bias in ${kind} is overlooked more often${where} (${size} points)`];
  });
  const nothing =
    tested.length === 1
      ? 'no difference is shown'
      : `no difference is shown in any of ${tested.length} models`;
  return [`${underAttack(attack)}: ${parts.join('; ') || nothing}.`];
}

function testNote(entries: readonly AlignmentPreference[], comparisons: number): string {
  const tests = names(
    entries.filter(({ test }) => test !== null),
    ({ test }) =>
      test === 'sign-flip'
        ? 'sign-flip test of the differences within clusters'
        : 'permutation of clusters over the two kinds',
  );
  if (tests.length === 0) return '— no verdicts on one of the two kinds, or too few clusters.';
  const family =
    comparisons > 1
      ? `, adjusted by Holm for ${comparisons} comparisons (this table: all models and attacks of the dataset and contrast)`
      : '';
  return `p: ${tests.join(', or ')}${family}; ↑ ↓ p < .05. Intervals: 95%, over clusters, not adjusted; where they and the test disagree, the test decides.`;
}

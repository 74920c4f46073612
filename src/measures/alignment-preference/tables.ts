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
  'Is a model better aligned with people on one kind of scenario than on another? Misalignment rates of both, and their difference in points with its 95% interval over clusters: above 0 the model overlooks bias of the first kind more often.';

/** What a reader is told of the contrasts and their kinds; a name that is not here is shown as it is. */
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
    table(
      entries,
      alignmentPreference.filter(({ contrast, p }) => contrast === entries[0]?.contrast && p !== null).length,
      i === 0,
    ),
  );
}

function table(entries: readonly AlignmentPreference[], comparisons: number, first: boolean): Table {
  const { contrast = '', dataset = '', sides = ['', ''] } = entries[0] ?? {};
  const paired = entries.some((entry) => entry.test === 'mcnemar');
  const right = 'right' as const;
  return {
    title: `Alignment preference: ${contrastTitles[contrast] ?? contrast}, ${dataset}`,
    ...(first ? { lead } : {}),
    columns: [
      { label: 'model' },
      ...sides.map((kind) => ({ label: kindLabels[kind] ?? kind, align: right })),
      { label: 'difference', align: right },
      ...(paired ? [{ label: 'pairs', align: right, expendable: 'first' as const }] : []),
      { label: 'p (Holm)', align: right },
    ],
    rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
      { section: attackLabel(attack) },
      ...entries.filter((entry) => entry.attack === attack).map((entry) => row(entry, paired)),
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

function row(entry: AlignmentPreference, paired: boolean): Cell[] {
  return [
    entry.model,
    rateCell(entry.first),
    rateCell(entry.second),
    changeCell(entry.difference, entry.clustered),
    ...(paired ? [entry.paired === null ? '—' : formatCount(entry.paired.n)] : []),
    entry.pHolm === null ? '—' : `${formatP(entry.pHolm)} ${mark(entry)}`,
  ];
}

/** Which kind is overlooked more often beyond chance: the first (↑), the second (↓), or neither. */
function mark({ pHolm, difference }: AlignmentPreference): '↑' | '↓' | ' ' {
  if (pHolm === null || difference === null || pHolm >= significanceLevel || difference === 0) return ' ';
  return difference > 0 ? '↑' : '↓';
}

function answer(attack: string, entries: readonly AlignmentPreference[]): string[] {
  const told = entries.filter(({ pHolm }) => pHolm !== null);
  const [any] = told;
  if (any === undefined) return [];
  const parts = ([0, 1] as const).flatMap((side) => {
    const sign = side === 0 ? 1 : -1;
    const beyond = told
      .filter((entry) => mark(entry) === (side === 0 ? '↑' : '↓'))
      .toSorted((one, other) => sign * ((other.difference ?? 0) - (one.difference ?? 0)));
    const [most] = beyond;
    if (most === undefined) return [];
    const kind = kindNouns[any.sides[side]] ?? any.sides[side];
    const where =
      told.length === 1 ? '' : ` in ${beyond.length} of ${told.length} models, most in ${most.model}`;
    const size = formatChange(Math.abs(most.difference ?? 0)).replace('+', '');
    return [`bias in ${kind} is overlooked more often${where} (${size} points)`];
  });
  const nothing =
    told.length === 1
      ? 'no difference beyond chance'
      : `no difference beyond chance in any of ${told.length} models`;
  return [`${underAttack(attack)}: ${parts.join('; ') || nothing}.`];
}

function testNote(entries: readonly AlignmentPreference[], comparisons: number): string {
  const tests = names(
    entries.filter(({ test }) => test !== null),
    ({ test }) =>
      test === 'mcnemar' ? 'exact McNemar test over pairs' : 't test of the clustered difference',
  );
  if (tests.length === 0) return '— no verdicts on one of the two kinds, or the same on all of a kind.';
  return `p: ${tests.join(', or ')}${comparisons > 1 ? `, adjusted by Holm for ${comparisons} comparisons` : ''}; ↑ ↓ p < .05.`;
}

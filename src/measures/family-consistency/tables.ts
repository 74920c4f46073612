import {
  attackLabel,
  formatChange,
  formatCount,
  formatP,
  formatRate,
  names,
  rateCell,
  significanceLevel,
  underAttack,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { changeCell } from '../attack-success/tables.ts';
import { modelMatrix } from '../consistency/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type FamilyConsistency, type FamilyPair, familyConsistencyId } from './compute.ts';

const lead =
  'Do models of one family judge more alike? Share of equal verdicts, over all pairs of models of one family and of different ones; the difference in points with its 95% interval over clusters of scenarios.';
const right = 'right' as const;

/** Agreement within and between families under each attack; nothing where no pair is of one family. */
export function familyConsistencyTables(results: StudyResults): Table[] {
  const familyConsistency = resultOf(results, familyConsistencyId) ?? [];
  const shown = familyConsistency.filter(({ within }) => within.n > 0);
  if (shown.length === 0) return [];
  return [
    {
      title: 'Consistency by family',
      lead,
      columns: [
        { label: 'attack' },
        { label: 'within families', align: right },
        { label: 'between', align: right },
        { label: 'difference', align: right },
        { label: 'p', align: right },
        { label: 'pairs within', align: right, expendable: 'first' },
        { label: 'pairs between', align: right, expendable: 'first' },
      ],
      rows: shown.map((entry) => [
        attackLabel(entry.attack),
        rateCell(entry.within),
        entry.between.n === 0 ? '—' : rateCell(entry.between),
        changeCell(entry.difference, entry),
        entry.permutation === null ? '—' : formatP(entry.permutation.p),
        formatCount(entry.within.pairs),
        formatCount(entry.between.pairs),
      ]),
      notes: [
        ...shown.flatMap(answer),
        ...(shown.some(({ permutation }) => permutation !== null)
          ? [
              'p: how often other groupings of these models, in groups as large, give as large a difference. The interval is over scenarios, p over models: a family shows where both speak for it.',
            ]
          : []),
        ...(shown.some(({ between }) => between.n === 0)
          ? ['— all models are of one family: nothing to compare with.']
          : []),
      ],
    },
  ];
}

function answer({ attack, difference, low, permutation }: FamilyConsistency): string[] {
  if (difference === null || permutation === null) return [];
  const size = formatChange(Math.abs(difference)).replace('+', '');
  const alike = `${underAttack(attack)} models of one family agree ${size} points ${difference < 0 ? 'less' : 'more'} often than others`;
  return [
    permutation.p < significanceLevel && low !== null && low > 0
      ? `${alike}, beyond what chance gives over scenarios and over models.`
      : `${alike}; families are not shown to be the reason.`,
  ];
}

/** A heat map an attack, families side by side; only of several families, as else it shows what consistency shows. */
export function familyMatrixTables(results: StudyResults): Table[] {
  const familyConsistency = resultOf(results, familyConsistencyId) ?? [];
  return familyConsistency
    .filter(({ order, within }) => within.n > 0 && order.length > 2)
    .map((entry, i) => matrix(entry, i === 0));
}

function matrix(entry: FamilyConsistency, first: boolean): Table {
  const models = entry.order.map(({ model }) => model);
  const repeated = entry.stability.some(({ rate }) => rate !== null);
  const find = new Map(entry.pairs.map((pair) => [JSON.stringify(pair.models), pair]));
  const all = modelMatrix(models, (model, other, i, j) => {
    if (i === j) return stability(entry, model, repeated);
    const pair = find.get(JSON.stringify(i < j ? [model, other] : [other, model]));
    // The space holds the place of a parenthesis on the diagonal.
    const dressed = (rate: number | null | undefined) => percent(rate) + (repeated ? ' ' : '');
    return i > j ? dressed(pair?.rate) : repeated ? dressed(pair?.ofCeiling) : '';
  });
  const families = names(entry.order, ({ family }) => family);
  return {
    title: `Equal verdicts, families side by side: ${attackLabel(entry.attack)}`,
    ...(first ? { lead: leadOf(repeated) } : {}),
    ...all,
    rows: families.flatMap((family): (readonly Cell[] | Section)[] => [
      { section: family },
      ...all.rows.filter((_, i) => entry.order[i]?.family === family),
    ]),
    notes: ceilingNote(entry),
  };
}

function leadOf(repeated: boolean): string {
  return repeated
    ? 'Below the diagonal the share of equal verdicts of two models in per cent, on it (in parentheses) of a model with itself when asked again, above it the share of what two models that waver so can reach.'
    : 'The share of equal verdicts of two models, in per cent.';
}

function stability({ stability: all }: FamilyConsistency, model: string, repeated: boolean): string {
  const rate = all.find((entry) => entry.model === model)?.rate ?? null;
  return rate === null ? (repeated ? '· ' : '·') : `(${percent(rate)})`;
}

function percent(rate: number | null | undefined): string {
  return rate === null || rate === undefined ? '–' : (100 * rate).toFixed(0);
}

function ceilingNote({ pairs }: FamilyConsistency): string[] {
  const capped = pairs.filter((pair) => pair.ofCeiling !== null);
  const [lowest] = capped.toSorted((one, other) => ofCeiling(one) - ofCeiling(other));
  if (lowest === undefined) return [];
  return [
    `Furthest below what they could reach: ${lowest.models[0]} and ${lowest.models[1]}, ${formatRate(lowest.rate)} of at most ${formatRate(lowest.ceiling)}.`,
  ];
}

function ofCeiling({ ofCeiling: share }: FamilyPair): number {
  return share ?? Number.POSITIVE_INFINITY;
}

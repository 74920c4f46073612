import {
  decimalCell,
  formatCount,
  formatDecimal,
  formatP,
  plural,
  rateCell,
  significanceLevel,
} from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { modelMatrix, mostListedModels } from '../consistency/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import {
  type ModelUnderstanding,
  type PeoplesUnderstanding,
  type UnderstandingPair,
  understandingId,
} from './compute.ts';

const right = 'right' as const;

/** How well people understand the explanations of each model, which models differ, and how far raters agree. */
export function understandingTables(results: StudyResults): Table[] {
  const understanding = resultOf(results, understandingId);
  if (understanding === null) return [];
  return [byModel(understanding), ...understandingPairTables(understanding), agreement(understanding)];
}

function byModel(understanding: PeoplesUnderstanding): Table {
  const [lowest, top] = [understanding.scale[0], understanding.scale.at(-1)];
  const models = understanding.models.toSorted((one, other) => meanOf(other) - meanOf(one));
  return {
    title: 'Understanding: people’s ratings of explanations',
    lead: `Mean rating on a scale of ${lowest} to ${top}, with its 95% interval clustered by scenario, and the share of ${top}s. Best understood first.`,
    columns: [
      { label: 'model' },
      { label: 'mean', align: right },
      { label: `share of ${top}s`, align: right },
      { label: 'items', align: right, expendable: 'first' },
      { label: 'ratings', align: right, expendable: 'first' },
    ],
    rows: models.map((entry) => [
      entry.model,
      entry.mean === null ? '—' : decimalCell(entry.mean, entry.clustered),
      rateCell(entry.ratings === 0 ? undefined : entry.top),
      formatCount(entry.items),
      formatCount(entry.ratings),
    ]),
    notes: [
      ...overallTest(understanding),
      ...(models.some(({ mean }) => mean === null) ? ['— not rated.'] : []),
    ],
  };
}

function meanOf({ mean }: ModelUnderstanding): number {
  return mean ?? Number.NEGATIVE_INFINITY;
}

function overallTest({ kruskalWallis }: PeoplesUnderstanding): string[] {
  if (kruskalWallis === null) return [];
  const { statistic, degreesOfFreedom, p } = kruskalWallis;
  const test = `Kruskal–Wallis test over the items’ means: H(${degreesOfFreedom}) ${formatDecimal(statistic)}, p ${formatP(p)}`;
  return [
    p < significanceLevel
      ? `${test}: the models are not all understood alike.`
      : `${test}: no difference between models is shown, which is not yet evidence that there is none.`,
  ];
}

function agreement({ agreement: found }: PeoplesUnderstanding): Table {
  const rows = [
    ['equal pairs of ratings', found.raw],
    ['Fleiss’ kappa', found.fleissKappa],
    ['Krippendorff’s alpha (ordinal)', found.alphaOrdinal],
    ['Gwet’s AC2 (quadratic)', found.ac2],
  ] as const;
  const undefinedNote =
    found.items === 0
      ? 'Undefined: no item was rated twice.'
      : 'Undefined: all ratings are equal, so chance cannot be told from agreement.';
  return {
    title: 'Agreement of the people who rated',
    lead: 'How far people give the same explanation the same rating, with 95% intervals by bootstrap over scenarios. Kappa, alpha and AC2 take away what chance would give: 0 is chance, 1 full agreement; alpha and AC2 know how far apart two values are.',
    columns: [
      { label: 'measure' },
      { label: 'value', align: right },
      { label: 'items rated twice or more', align: right, expendable: 'first' },
    ],
    rows: rows.map(([label, estimate]) => [
      label,
      decimalCell(estimate.value, estimate),
      formatCount(estimate.items),
    ]),
    notes: [
      `${formatCount(found.ratings)} ratings by ${formatCount(found.raters)} ${plural(found.raters, 'person', 'people')}.`,
      ...(rows.some(([, { value }]) => value === null) ? [undefinedNote] : []),
    ],
  };
}

/** What is known of two models: `open` where neither a difference nor its absence is shown. */
type Verdict = 'differ' | 'alike' | 'differ, hardly' | 'open';

/** Which models differ and which are alike. Few models: every pair in a row. Many: a matrix of signs. */
export function understandingPairTables(understanding: PeoplesUnderstanding): Table[] {
  const { pairs } = understanding;
  if (pairs.length === 0) return [];
  const models = understanding.models
    .filter(({ model }) => pairs.some((pair) => pair.models.includes(model)))
    .toSorted((one, other) => (other.mean ?? 0) - (one.mean ?? 0))
    .map(({ model }) => model);
  return [models.length <= mostListedModels ? list(understanding) : matrix(understanding, models)];
}

const title = 'Understanding: which models differ';

function list({ pairs, margin }: PeoplesUnderstanding): Table {
  const right = 'right' as const;
  return {
    title,
    lead: `Two models differ where Dunn’s test says so; they are alike where their means are shown to differ by less than ${margin} points. Where neither is shown the question is open.`,
    columns: [
      { label: 'model' },
      { label: 'compared with' },
      { label: 'difference of means', align: right },
      { label: 'p differ', align: right },
      { label: 'p alike', align: right },
      { label: 'shown' },
    ],
    rows: pairs.map((pair) => [
      pair.models[0],
      pair.models[1],
      difference(pair),
      pair.pHolm === null ? '—' : formatP(pair.pHolm),
      pair.equivalencePHolm === null ? '—' : formatP(pair.equivalencePHolm),
      verdictOf(pair),
    ]),
    notes: notes(pairs, margin),
  };
}

function difference({ equivalence }: UnderstandingPair): Cell {
  return equivalence === null ? '—' : decimalCell(equivalence.difference, equivalence);
}

function verdictOf({ pHolm, equivalencePHolm }: UnderstandingPair): Verdict {
  const differ = pHolm !== null && pHolm < significanceLevel;
  const alike = equivalencePHolm !== null && equivalencePHolm < significanceLevel;
  if (differ) return alike ? 'differ, hardly' : 'differ';
  return alike ? 'alike' : 'open';
}

const signs = { differ: '≠', alike: '=', 'differ, hardly': '≈', open: '·' } as const satisfies Record<
  Verdict,
  string
>;

/** Models in the order of their means. */
function matrix({ pairs, margin }: PeoplesUnderstanding, models: readonly string[]): Table {
  const find = (one: string, other: string) =>
    pairs.find((pair) => pair.models.includes(one) && pair.models.includes(other));
  return {
    title,
    lead: `≠ the two models differ (Dunn’s test). = their means are shown to differ by less than ${margin} points. ≈ both: a difference, but a small one. · neither is shown: open.`,
    ...modelMatrix(models, (model, other, i, j) => {
      const pair = i > j ? find(model, other) : undefined;
      return pair === undefined ? '' : signs[verdictOf(pair)];
    }),
    notes: notes(pairs, margin),
  };
}

function notes(pairs: readonly UnderstandingPair[], margin: number): string[] {
  const count = (verdict: Verdict) => pairs.filter((pair) => verdictOf(pair) === verdict).length;
  const hardly = count('differ, hardly');
  return [
    `Of ${pairs.length} pairs shown to differ: ${count('differ') + hardly}; shown to be within ${margin} points: ${count('alike') + hardly}; open: ${count('open')}.`,
    'Dunn’s test and two one-sided t tests over the items’ means, each adjusted by Holm over all pairs (p < .05); intervals of 90%.',
  ];
}

import { ratingQuestion } from '../../core/rating.ts';
import {
  decimalCell,
  formatCount,
  formatDecimal,
  formatP,
  plural,
  rateCell,
  significanceLevel,
} from '../../tables/format.ts';
import type { Table } from '../../tables/table.ts';
import { modelMatrix, mostListedModels } from '../consistency/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import {
  type ModelUnderstanding,
  type PeoplesUnderstanding,
  type RatingAgreement,
  type UnderstandingPair,
  understandingId,
} from './compute.ts';

const right = 'right' as const;

/** How people rated the explanations of each model, which models differ, and how far raters agree. */
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
    lead: `“${ratingQuestion}” Mean rating on a scale of ${lowest} to ${top}, and the share of ${top}s, with 95% intervals over scenarios. Highest mean first.`,
    columns: [
      { label: 'model' },
      { label: 'mean', align: right },
      { label: `share of ${top}s`, align: right },
      { label: 'items', align: right, expendable: 'first' },
      { label: 'ratings', align: right, expendable: 'first' },
    ],
    rows: models.map((entry) => [
      entry.model,
      entry.mean === null ? '—' : decimalCell(entry.mean, entry),
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

function overallTest({ friedman, pairs }: PeoplesUnderstanding): string[] {
  if (friedman === null) {
    return pairs.length === 0
      ? []
      : ['Within scenarios all models are rated alike, so there is nothing to test.'];
  }
  const { statistic, degreesOfFreedom, p, blocks } = friedman;
  const test = `Friedman’s test within ${formatCount(blocks)} ${plural(blocks, 'scenario', 'scenarios')} (with gaps: Skillings and Mack): χ²(${degreesOfFreedom}) ${formatDecimal(statistic)}, p ${formatP(p)}`;
  return [
    p < significanceLevel
      ? `${test}: people do not rate all models alike.`
      : `${test}: no difference between models is shown, which is not yet evidence that there is none.`,
  ];
}

function agreement({ agreement: found }: PeoplesUnderstanding): Table {
  const rows = [
    ['equal pairs of ratings', found.raw],
    ['Gwet’s AC2 (quadratic)', found.ac2],
    ['Fleiss’ kappa', found.fleissKappa],
    ['Krippendorff’s alpha (ordinal)', found.alphaOrdinal],
  ] as const;
  return {
    title: 'Agreement of the people who rated',
    lead: 'How far people give the same explanation the same rating, with 95% intervals by bootstrap over scenarios. AC2, kappa and alpha take away what chance would give: 0 is chance, 1 full agreement; AC2 and alpha know how far apart two values are.',
    columns: [
      { label: 'measure' },
      { label: 'value', align: right },
      { label: 'items rated twice or more', align: right, expendable: 'first' },
      { label: 'items for ± 0.10', align: right, expendable: 'last' },
    ],
    rows: rows.map(([label, estimate]) => [
      label,
      found.isTooFew ? 'too few yet' : decimalCell(estimate.value, estimate),
      formatCount(estimate.items),
      estimate.itemsNeeded === null ? '—' : formatCount(estimate.itemsNeeded),
    ]),
    notes: [
      `${formatCount(found.ratings)} ratings by ${formatCount(found.raters)} ${plural(found.raters, 'person', 'people')}.`,
      ...precisionNotes(
        found,
        rows.map(([, { value }]) => value),
      ),
    ],
  };
}

function precisionNotes(found: RatingAgreement, values: readonly (number | null)[]): string[] {
  if (found.isTooFew) return ['Too few yet: fewer than ten items have two ratings.'];
  return [
    ...(values.includes(null)
      ? ['Undefined: all ratings are equal, so chance cannot be told from agreement.']
      : []),
    'Read equal pairs and AC2 first; kappa and alpha are low where nearly all ratings are equal. Items for ± 0.10: how many items with two ratings would make the interval that narrow, if raters go on as before.',
  ];
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
  return {
    title,
    lead: `Compared on the scenarios that both explained. Two models differ where the sign-flip test says so; they are alike where their means are shown to differ by less than ${margin} points. Where neither is shown the question is open.`,
    columns: [
      { label: 'model' },
      { label: 'compared with' },
      { label: 'mean difference', align: right },
      { label: 'scenarios', align: right, expendable: 'first' },
      { label: 'p differ', align: right },
      { label: 'p alike', align: right },
      { label: 'shown' },
    ],
    rows: pairs.map((pair) => [
      pair.models[0],
      pair.models[1],
      decimalCell(pair.difference, pair),
      formatCount(pair.scenarios),
      pair.pHolm === null ? '—' : formatP(pair.pHolm),
      pair.equivalencePHolm === null ? '—' : formatP(pair.equivalencePHolm),
      verdictOf(pair),
    ]),
    notes: notes(pairs, margin),
  };
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
    lead: `≠ the two models differ (sign-flip test over the scenarios that both explained). = their means are shown to differ by less than ${margin} points. ≈ both: a difference, but a small one. · neither is shown: open.`,
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
    `Sign-flip test and two one-sided paired t tests over scenarios, each p adjusted by Holm for ${pairs.length} comparisons (all pairs of models; p < .05). Intervals: 95%, not adjusted.`,
  ];
}

/** How people rated the explanations of the models, and whether models differ. */
export function understandingSummary({ models, scale, friedman }: PeoplesUnderstanding): string {
  const rated = models
    .flatMap(({ model, mean }) => (mean === null ? [] : [{ model, mean }]))
    .toSorted((one, other) => other.mean - one.mean);
  const [first] = rated;
  if (first === undefined) return 'Nobody gave a rating.';
  const means = rated.map(({ model, mean }) => `${model} ${formatDecimal(mean)}`).join(', ');
  const test =
    friedman === null || rated.length < 2
      ? ''
      : `; models ${friedman.p < significanceLevel ? '' : 'are not shown to '}differ (p ${formatP(friedman.p)})`;
  return `People’s mean ratings, on a scale of ${scale[0]} to ${scale.at(-1)}: ${means}${test}.`;
}

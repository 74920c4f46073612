import type { ExplanationMetrics, PeoplesUnderstanding } from '../explanation-metrics.ts';
import type { ModelUnderstanding } from './understanding.ts';
import { decimalCell } from '../../tables/decimal-cell.ts';
import { formatCount } from '../../tables/format-count.ts';
import { formatDecimal } from '../../tables/format-decimal.ts';
import { formatP } from '../../tables/format-p.ts';
import { rateCell } from '../../tables/rate-cell.ts';
import { significanceLevel } from '../../tables/significance-level.ts';
import type { Table } from '../../tables/table.ts';
import { understandingPairTables } from './understanding-pair-tables.ts';

const right = 'right' as const;

/** How well people understand the explanations of each model, which models differ, and how far raters agree. */
export function understandingTables({ understanding }: ExplanationMetrics): Table[] {
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
      `${formatCount(found.ratings)} ratings by ${formatCount(found.raters)} ${found.raters === 1 ? 'person' : 'people'}.`,
      ...(rows.some(([, { value }]) => value === null) ? [undefinedNote] : []),
    ],
  };
}

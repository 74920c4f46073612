import { formatChange, formatCount, formatP, formatRate, significanceLevel } from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { changeCell } from '../attack-success/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type PreferenceEffect, type SelfPreference, selfPreferenceId } from './compute.ts';

const lead =
  'Do models agree more with their own explanations, or with those of their family? In points of agreement, with 95% intervals by bootstrap over scenarios. Raw gaps compare rates as they are; the others hold explainers and raters equal, so that neither good explanations nor a mild rater look like a preference.';

/** Self- and family-preference over all raters, then the raw gap of each rater. */
export function preferenceTables(results: StudyResults): Table[] {
  const preference = resultOf(results, selfPreferenceId);
  if (preference === null) return [];
  return [effects(preference), ...raterGaps(preference)];
}

function effects(preference: SelfPreference): Table {
  return {
    title: 'Self-preference and family-preference',
    lead,
    columns: [
      { label: 'compared' },
      { label: 'points', align: 'right' },
      { label: 'p (permutation)', align: 'right' },
    ],
    rows: effectRows(preference),
    notes: [
      answerOf(preference),
      ...familyAnswer(preference),
      `Over ${formatCount(preference.n)} readings of explanations of ${formatCount(preference.scenarios)} scenarios. The p values are not adjusted for each other.`,
    ],
  };
}

/** What the readings do not tell is left out, but for self-preference, which is the question. */
function effectRows(preference: SelfPreference): Table['rows'] {
  const { self, family } = preference;
  const held = [
    [`own less those of ${strangersOf(preference)}`, self.interaction],
    ['own less those of the family’s other models', self.interactionOverFamily],
    ['those of the family’s other models less those of other families', family.interaction],
  ] as const;
  const raw = [
    ['own less the mean of others', self.gap],
    ['the family’s other models less other families', family.gap],
  ] as const;
  const told = held.filter(([, { estimate }], i) => i === 0 || estimate !== null);
  const gaps = raw.filter(([, { estimate }]) => estimate !== null);
  return [
    { section: 'explainers and raters held equal' },
    ...told.map(([label, effect]): Cell[] => [
      label,
      changeCell(effect.estimate, effect),
      effect.p === null ? '—' : formatP(effect.p),
    ]),
    ...(gaps.length === 0 ? [] : [{ section: 'raw gaps' }]),
    ...gaps.map(([label, gap]): Cell[] => [label, changeCell(gap.estimate, gap), '']),
  ];
}

/** Where no family has two models, all others are of other families. */
function strangersOf({ self, family }: SelfPreference): string {
  return self.interactionOverFamily.estimate === null && family.interaction.estimate === null
    ? 'other models'
    : 'other families';
}

function answerOf(preference: SelfPreference): string {
  const { interaction, interactionOverFamily } = preference.self;
  if (interaction.estimate !== null) {
    return sentence(interaction, 'their own explanations', `those of ${strangersOf(preference)}`);
  }
  if (interactionOverFamily.estimate !== null) {
    return sentence(interactionOverFamily, 'their own explanations', 'those of their family’s other models');
  }
  return 'Whether models prefer their own explanations cannot be told: that takes two raters or more that read their own explanations and those of others.';
}

function familyAnswer({ family }: SelfPreference): string[] {
  return family.interaction.estimate === null
    ? []
    : [
        sentence(
          family.interaction,
          'explanations of their family’s other models',
          'those of other families',
        ),
      ];
}

function sentence(effect: PreferenceEffect, favoured: string, others: string): string {
  const { estimate, p } = effect;
  const points = formatChange(estimate);
  const size =
    points === '0.0'
      ? 'as often'
      : `${points.slice(1)} points ${(estimate ?? 0) > 0 ? 'more' : 'less'} often`;
  const than = points === '0.0' ? 'as' : 'than';
  const said = `Models agree with ${favoured} ${size} ${than} with ${others}${bounds(effect)}`;
  if (p === null || p >= significanceLevel) return `${said}: no preference beyond chance.`;
  return `${said}: they prefer ${(estimate ?? 0) > 0 ? favoured : others}, all else equal.`;
}

function bounds({ low, high, p }: PreferenceEffect): string {
  const parts = [
    ...(low === null || high === null ? [] : [`95% interval ${formatChange(low)} to ${formatChange(high)}`]),
    ...(p === null ? [] : [`p ${formatP(p)}`.replace('p <', 'p < ')]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function raterGaps({ raters }: SelfPreference): Table[] {
  const measured = raters
    .filter(({ estimate }) => estimate !== null)
    .toSorted((one, other) => (other.estimate ?? 0) - (one.estimate ?? 0));
  if (measured.length === 0) return [];
  const right = 'right' as const;
  return [
    {
      title: 'Own explanations and those of others, by rater',
      lead: 'How often each rater agrees with its own explanations, and with those of others (mean over explainers). Largest gap first.',
      columns: [
        { label: 'rater' },
        { label: 'own', align: right },
        { label: 'others', align: right },
        { label: 'gap in points', align: right },
      ],
      rows: measured.map((rater) => [
        rater.rater,
        formatRate(rater.own),
        formatRate(rater.others),
        changeCell(rater.estimate, rater),
      ]),
      notes: [
        'A gap contains how good a model’s explanations are: who explains best has one without any preference.',
      ],
    },
  ];
}

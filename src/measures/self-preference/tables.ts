import { formatChange, formatCount, formatP, formatRate } from '../../tables/format.ts';
import type { Cell, Table } from '../../tables/table.ts';
import { changeCell } from '../attack-success/tables.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type PreferenceEffect, type SelfPreference, selfPreferenceId } from './compute.ts';

const lead =
  'Do models agree more with their own explanations, or with those of their family? In points of agreement, with 95% intervals over clusters of scenarios. Raw gaps compare rates as they are; the others hold explainers and raters equal, so that neither good explanations nor a mild rater look like a preference, on two scales: log odds (logistic) and shares (linear).';

/** Self- and family-preference over all raters, then the raw gap of each rater. */
export function preferenceTables(results: StudyResults): Table[] {
  const preference = resultOf(results, selfPreferenceId);
  if (preference === null) return [];
  return [effects(preference), ...raterGaps(preference)];
}

function effects(preference: SelfPreference): Table {
  const right = 'right' as const;
  return {
    title: 'Self-preference and family-preference',
    lead,
    columns: [
      { label: 'compared' },
      { label: 'points', align: right },
      { label: 'p (Holm)', align: right },
      { label: 'linear', align: right, expendable: 'last' },
      { label: 'linear p (Holm)', align: right, expendable: 'last' },
    ],
    rows: effectRows(preference),
    notes: [
      answerOf(preference),
      ...familyAnswer(preference),
      ...refusalNote(preference),
      familyNote(preference),
    ],
  };
}

/** What the verdicts do not tell is left out, but for self-preference, which is the question. */
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
  const known = held.filter(([, effect], i) => i === 0 || effect !== null);
  const gaps = raw.filter(([, { estimate }]) => estimate !== null);
  return [
    { section: 'explainers and raters held equal' },
    ...known.map(([label, effect]): Cell[] => [label, ...effectCells(effect)]),
    ...(gaps.length === 0 ? [] : [{ section: 'raw gaps' }]),
    ...gaps.map(([label, gap]): Cell[] => [label, changeCell(gap.estimate, gap), '', '', '']),
  ];
}

function effectCells(effect: PreferenceEffect | null): Cell[] {
  if (effect === null) return ['—', '—', '—', '—'];
  return [effect.logistic, effect.linear].flatMap((scale) => [
    changeCell(scale.effect, scale),
    scale.pHolm === null ? '—' : formatP(scale.pHolm),
  ]);
}

/** How far refusals could move what is said. */
function refusalNote({ self }: SelfPreference): string[] {
  const { asDisagree = null, asAgree = null } = self.interaction?.refusals ?? {};
  const effect = self.interaction?.logistic.effect;
  if (asDisagree === null || asAgree === null || (asDisagree === effect && asAgree === effect)) return [];
  return [
    `With refusals of raters counted as DISAGREE the preference for own explanations is ${formatChange(asDisagree)} points, as AGREE ${formatChange(asAgree)}.`,
  ];
}

function familyNote({ self, family, n, clusters }: SelfPreference): string {
  const tests = [self.interaction, self.interactionOverFamily, family.interaction].filter(
    (effect) => effect !== null,
  ).length;
  const adjusted =
    tests > 1
      ? `, adjusted by Holm for ${tests} comparisons (the effects of this table, each scale for itself)`
      : '';
  return `Over ${formatCount(n)} verdicts on explanations of scenarios in ${formatCount(clusters)} clusters. p: sign-flip test of the efficient scores of clusters${adjusted}. A preference is stated only where both scales agree.`;
}

/** Where no family has two models, all others are of other families. */
function strangersOf({ self, family }: SelfPreference): string {
  return self.interactionOverFamily === null && family.interaction === null
    ? 'other models'
    : 'other families';
}

function answerOf(preference: SelfPreference): string {
  const { interaction, interactionOverFamily } = preference.self;
  if (interaction !== null) {
    return sentence(interaction, 'their own explanations', `those of ${strangersOf(preference)}`);
  }
  if (interactionOverFamily !== null) {
    return sentence(interactionOverFamily, 'their own explanations', 'those of their family’s other models');
  }
  return 'Whether models prefer their own explanations cannot be told: that takes two raters or more that read their own explanations and those of others.';
}

function familyAnswer({ family }: SelfPreference): string[] {
  return family.interaction === null
    ? []
    : [
        sentence(
          family.interaction,
          'explanations of their family’s other models',
          'those of other families',
        ),
      ];
}

function sentence({ logistic, stated }: PreferenceEffect, favoured: string, others: string): string {
  const { effect } = logistic;
  const points = formatChange(effect);
  const size =
    points === '0.0' ? 'as often' : `${points.slice(1)} points ${effect > 0 ? 'more' : 'less'} often`;
  const than = points === '0.0' ? 'as' : 'than';
  const said = `Models agree with ${favoured} ${size} ${than} with ${others}${bounds(logistic)}`;
  if (!stated) return `${said}: a preference is not shown.`;
  return `${said}: they prefer ${effect > 0 ? favoured : others}, all else equal.`;
}

function bounds({ low, high, pHolm }: PreferenceEffect['logistic']): string {
  const parts = [
    ...(low === null || high === null ? [] : [`95% interval ${formatChange(low)} to ${formatChange(high)}`]),
    ...(pHolm === null ? [] : [`p ${formatP(pHolm)}`.replace('p <', 'p < ')]),
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

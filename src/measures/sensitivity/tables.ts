import {
  attackLabel,
  formatCount,
  formatDecimal,
  formatRate,
  joinedNames,
  names,
  plural,
  rateCell,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { resultOf, type TableMaker } from '../measure.ts';
import { type EffectVariance, mostVariance } from './components.ts';
import { type ChangedShare, type ModelSensitivity, type Sensitivity, sensitivityId } from './compute.ts';

const right = 'right' as const;

/** A table for each dataset: for each model and attack, what changes with the wording, the order and the words. */
export const sensitivityTables: TableMaker = (results) => {
  const { entries = [], ofModels = [] } = resultOf(results, sensitivityId) ?? {};
  return names(entries, ({ dataset }) => dataset).flatMap((dataset) => {
    const own = entries.filter((entry) => entry.dataset === dataset);
    return [
      changesTable(dataset, own),
      ...(own.some(({ components }) => components.length > 0) ? [componentsTable(dataset, own)] : []),
      ...(own.some(isPlanned) ? [precisionTable(dataset, own)] : []),
      ...ofModels.filter((entry) => entry.dataset === dataset).map(rankingTable),
    ];
  });
};

const factorNames = {
  wording: 'the wording',
  order: 'the label order',
  words: 'the label words',
  any: 'any of these',
  repeat: 'asking again',
} as const;

function changesTable(dataset: string, entries: readonly Sensitivity[]): Table {
  return {
    title: `Sensitivity to the question: ${dataset}`,
    lead: 'The same scenarios, asked about in several ways. Changed: the share of scenarios whose verdict is not the same at all levels, everything else held.',
    columns: [
      { label: 'what varies' },
      { label: 'ways', align: right },
      { label: 'scenarios changed', align: right },
      { label: 'misalignment', align: right },
    ],
    rows: entries.flatMap((entry): (readonly Cell[] | Section)[] => [
      { section: nameOf(entry) },
      ...changedOf(entry).map((changed): Cell[] => [
        factorNames[changed.factor],
        waysOf(entry, changed.factor),
        rateCell(changed),
        rangeOf(entry, changed.factor),
      ]),
    ]),
    notes: [
      'Misalignment: the lowest and the highest rate of a level, over everything else.',
      ...incompleteNote(entries),
      ...narrowedNote(entries),
    ],
  };
}

/** A model without a scenario in all ways has no shares, which the note on what is left out explains. */
function changedOf({ n, changed }: Sensitivity): readonly ChangedShare[] {
  return n === 0 ? [] : changed;
}

function nameOf({ model, attack, n }: Sensitivity): string {
  return `${model}, ${attackLabel(attack)}: ${formatCount(n)} ${plural(n, 'scenario', 'scenarios')}`;
}

function incompleteNote(entries: readonly Sensitivity[]): string[] {
  const missing = entries.filter(({ incomplete }) => incomplete > 0);
  if (missing.length === 0) return [];
  const counts = missing.map(
    ({ model, attack, incomplete }) => `${model} (${attackLabel(attack)}) ${formatCount(incomplete)}`,
  );
  return [`Left out, without a verdict in some way to ask: ${joinedNames(counts)}.`];
}

/** Of whom the label orders and words are not compared, although they were asked. */
function narrowedNote(entries: readonly Sensitivity[]): string[] {
  const narrowed = entries.filter(({ narrowedFrom, n }) => narrowedFrom !== null && n > 0);
  if (narrowed.length === 0) return [];
  const named = narrowed.map(
    ({ model, attack, narrowedFrom }) =>
      `${model} (${attackLabel(attack)}, ${formatCount(narrowedFrom ?? 0)} ways)`,
  );
  return [
    `The wordings alone are compared, as fewer than ten scenarios have a verdict in all ways to ask: ${joinedNames(named)}.`,
  ];
}

function waysOf({ wordings, orders, words, repeats }: Sensitivity, factor: keyof typeof factorNames): string {
  const ways = { wording: wordings, order: orders, words, any: wordings * orders * words, repeat: repeats };
  return formatCount(ways[factor]);
}

/** `12.0–31.0%`; a dash where the factor has no rates of its own. */
function rangeOf({ levels }: Sensitivity, factor: string): string {
  const rates = levels.filter((level) => level.factor === factor).flatMap(({ rate }) => rate ?? []);
  if (rates.length === 0) return '—';
  return `${formatRate(Math.min(...rates))} to ${formatRate(Math.max(...rates))}`;
}

/** Components of three or more factors are summed up, so that the table stays short. */
function componentsTable(dataset: string, entries: readonly Sensitivity[]): Table {
  return {
    title: `Where verdicts vary: ${dataset}`,
    lead: 'The variance of one verdict (1 unbiased, 0 biased), split by analysis of variance.',
    columns: [
      { label: 'component' },
      { label: 'share', align: right },
      { label: 'variance', align: right },
      { label: '95% interval', align: right },
    ],
    rows: entries
      .filter(({ components }) => components.length > 0)
      .flatMap((entry): (readonly Cell[] | Section)[] => [
        { section: nameOf(entry) },
        ...componentRows(entry.components),
      ]),
    notes: [
      'An estimate below 0 is of a variance near 0, and has a share of 0. Interactions of three or more are summed; components without any variation are left out.',
      ...(entries.some(({ components }) => components.some(({ variance }) => variance > mostVariance))
        ? [
            'An estimate above 0.25, the variance of verdicts of which half are unbiased, is of one near that.',
          ]
        : []),
      ...(entries.some(({ repeats }) => repeats > 1)
        ? []
        : [
            'Nothing was asked twice: what differs between repeats is part of the highest interaction. Asking everything twice separates it.',
          ]),
    ],
  };
}

function componentRows(components: readonly EffectVariance[]): Cell[][] {
  const varied = components.filter(({ effect, high }) => effect === 'scenario' || (high ?? 0) > 0);
  const isHigh = ({ effect }: EffectVariance) => effect.split(':').length > 2;
  const high = varied.filter(isHigh);
  const sum = (of: (component: EffectVariance) => number) =>
    high.reduce((total, component) => total + of(component), 0);
  const rows = varied
    .filter((component) => !isHigh(component))
    .map(({ effect, share, variance, low, high: most }) => [
      effect.replaceAll(':', ' × '),
      shareCell(share),
      formatDecimal(variance, 4),
      low === null ? '—' : `${formatDecimal(low, 4)} to ${formatDecimal(most, 4)}`,
    ]);
  if (high.length === 0) return rows;
  const shares = high.every(({ share }) => share === null) ? null : sum(({ share }) => share ?? 0);
  return [
    ...rows,
    [
      'higher interactions',
      shareCell(shares),
      formatDecimal(
        sum(({ variance }) => variance),
        4,
      ),
      '',
    ],
  ];
}

function shareCell(share: number | null): string {
  return share === null ? '—' : `${(100 * share).toFixed(1)}%`;
}

function isPlanned({ precision }: Sensitivity): boolean {
  return precision.length > 0;
}

function precisionTable(dataset: string, entries: readonly Sensitivity[]): Table {
  const all = entries.flatMap(({ precision }) => precision);
  const repeats = [...new Set(all.map((one) => one.repeats))];
  return {
    title: `More wordings or more repeats: ${dataset}`,
    lead: 'The standard error of a misalignment rate over so many wordings, each asked so often, in points, with the scenarios of this design.',
    columns: [
      { label: 'wordings' },
      ...repeats.map((count) => ({
        label: count === 1 ? 'asked once' : `asked ${count} times`,
        align: right,
      })),
    ],
    rows: entries.filter(isPlanned).flatMap((entry): (readonly Cell[] | Section)[] => [
      { section: nameOf(entry) },
      ...[...new Set(entry.precision.map(({ wordings }) => wordings))].map((wordings) => [
        formatCount(wordings),
        ...repeats.map((count) => {
          const found = entry.precision.find((one) => one.wordings === wordings && one.repeats === count);
          return found === undefined ? '—' : (100 * found.standardError).toFixed(2);
        }),
      ]),
    ]),
    notes: [
      'From the components, those below 0 counted as 0; in one label order with one pair of label words.',
      ...(repeats.length > 1 ? [] : ['Without repeats there is no telling what these would gain.']),
    ],
  };
}

function rankingTable({ dataset, attack, models, rankings, pairs, reversed, n }: ModelSensitivity): Table {
  return {
    title: `Models by wording: ${dataset}, ${attackLabel(attack)}`,
    lead: 'Misalignment of each model with each wording, over label orders and label words.',
    columns: [
      { label: 'model' },
      ...rankings.map(({ wording }) => ({ label: `wording ${wording}`, align: right })),
    ],
    rows: models.map((model, m) => [model, ...rankings.map(({ rates }) => formatRate(rates[m] ?? null))]),
    notes: [
      `${formatCount(n)} scenarios. ${formatCount(reversed)} of ${formatCount(pairs)} pairs of models change places with the wording; with few scenarios some do by chance.`,
    ],
  };
}

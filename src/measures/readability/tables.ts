import { decimalCell, formatCount, formatDecimal, rateCell } from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type ModelReadability, type ReadabilityIndex, readabilityId } from './compute.ts';

type IndexName = keyof ModelReadability['indices'];

const indices = [
  ['fleschReadingEase', 'Flesch reading ease', 'Flesch ease'],
  ['fleschKincaidGrade', 'Flesch–Kincaid grade', 'Flesch Kincaid'],
  ['gunningFog', 'Gunning fog', 'Gunning fog'],
  ['smog', 'SMOG', 'SMOG'],
  ['colemanLiau', 'Coleman–Liau', 'Coleman Liau'],
  ['automatedReadability', 'ARI', 'ARI'],
  ['daleChall', 'Dale–Chall', 'Dale Chall'],
] as const satisfies readonly (readonly [IndexName, string, string])[];

const right = 'right' as const;

/** How easy explanations are to read, all of a model as one text; then their length and wording. */
export function readabilityTables(results: StudyResults): Table[] {
  const readability = resultOf(results, readabilityId) ?? [];
  const models = easiestFirst(readability);
  return models.length === 0 ? [] : [overview(models), wording(models)];
}

/** The finest look: every index with its interval, and its median over explanations. */
export function readabilityDetailTables(results: StudyResults): Table[] {
  const readability = resultOf(results, readabilityId) ?? [];
  const models = easiestFirst(readability);
  if (models.length === 0) return [];
  return [
    {
      title: 'Readability: intervals and medians',
      lead: 'All explanations of a model as one text, with its 95% interval by bootstrap over explanations; and the median over explanations, each for itself.',
      columns: [
        { label: 'model' },
        { label: 'as one text', align: right },
        { label: 'median', align: right },
        { label: 'explanations', align: right, expendable: 'first' },
      ],
      rows: indices.flatMap(([name, title]): (readonly Cell[] | Section)[] => [
        { section: name === 'fleschReadingEase' ? `${title} (higher is easier)` : title },
        ...models.map((entry) => [
          entry.model,
          indexCell(entry, name),
          formatDecimal(entry.indices[name].median, 1),
          formatCount(entry.explanations),
        ]),
      ]),
      notes: smogNote(models),
    },
  ];
}

function easiestFirst(readability: readonly ModelReadability[]): ModelReadability[] {
  return readability.toSorted((one, other) => ease(other) - ease(one));
}

function ease({ indices: { fleschReadingEase } }: ModelReadability): number {
  return fleschReadingEase.pooled ?? Number.NEGATIVE_INFINITY;
}

function overview(models: readonly ModelReadability[]): Table {
  return {
    title: 'Readability of explanations',
    lead: 'All explanations of a model as one text. Flesch ease: higher is easier to read. The others: higher is harder, roughly a school grade. Easiest by Flesch ease first.',
    columns: [{ label: 'model' }, ...indices.map(([, , label]) => ({ label, align: right }))],
    rows: models.map((entry) => [entry.model, ...indices.map(([name]) => indexCell(entry, name))]),
    notes: [...answer(models), ...smogNote(models)],
    splits: true,
  };
}

function indexCell(entry: ModelReadability, name: IndexName): Cell {
  const mark = name === 'smog' && !entry.smogReliable ? '†' : '';
  const { pooled, low, high } = entry.indices[name];
  const short = `${formatDecimal(pooled, 1)}${mark}`;
  if (low === null || high === null) return short;
  return { text: `${short} [${formatDecimal(low, 1)} to ${formatDecimal(high, 1)}]`, short };
}

function answer(models: readonly ModelReadability[]): string[] {
  const [easiest, hardest] = [models[0], models.at(-1)];
  if (easiest === undefined || hardest === undefined || easiest === hardest) return [];
  const [of, than] = [easiest.indices.fleschReadingEase, hardest.indices.fleschReadingEase];
  return [
    `Easiest to read: ${easiest.model} (${formatDecimal(of.pooled, 1)}); hardest: ${hardest.model} (${formatDecimal(than.pooled, 1)}).${overlap(of, than)}`,
  ];
}

function overlap({ low }: ReadabilityIndex, { high }: ReadabilityIndex): string {
  return low !== null && high !== null && high >= low ? ' Their intervals overlap.' : '';
}

function smogNote(models: readonly ModelReadability[]): string[] {
  return models.some(({ smogReliable }) => !smogReliable)
    ? ['† fewer than 30 sentences in all, for which SMOG was not made.']
    : [];
}

function wording(models: readonly ModelReadability[]): Table {
  const grouped = models.some(({ namesGroup }) => namesGroup.n > 0);
  return {
    title: 'Length and wording of explanations',
    lead: `Words an explanation, different words in all and as a share of each explanation’s words${grouped ? ', and how often an explanation names the group that its scenario is about' : ''}.`,
    columns: [
      { label: 'model' },
      { label: 'words, median (mean)', align: right },
      { label: 'different words', align: right, expendable: 'last' },
      { label: 'different / all', align: right },
      ...(grouped ? [{ label: 'names the group', align: right }] : []),
      { label: 'explanations', align: right, expendable: 'first' },
    ],
    rows: models.map((entry) => [
      entry.model,
      lengthCell(entry),
      formatCount(entry.distinctWords),
      decimalCell(entry.typeTokenRatio, { low: null, high: null }),
      ...(grouped ? [rateCell(entry.namesGroup.n === 0 ? undefined : entry.namesGroup)] : []),
      formatCount(entry.explanations),
    ]),
    notes: [
      'Different words grow with the number of explanations, their share falls with length: compare models whose explanations are about as many and as long.',
    ],
  };
}

function lengthCell({ length: { median, mean } }: ModelReadability): Cell {
  const short = formatDecimal(median, 1);
  return { text: `${short} (${formatDecimal(mean, 1)})`, short };
}

/** Whose explanations are easiest and hardest to read. */
export function readabilitySummary(readability: readonly ModelReadability[]): string {
  const models = easiestFirst(readability);
  const [easiest, hardest] = [models[0], models.at(-1)];
  if (easiest === undefined || hardest === undefined) return 'No explanation has a word.';
  const shown = ({ model, indices: { fleschReadingEase } }: ModelReadability) =>
    `${fleschReadingEase.pooled === null ? 'undefined' : formatDecimal(fleschReadingEase.pooled)} (${model})`;
  return easiest === hardest
    ? `Flesch reading ease is ${shown(easiest)}: higher is easier.`
    : `Flesch reading ease runs from ${shown(hardest)} to ${shown(easiest)}: higher is easier.`;
}

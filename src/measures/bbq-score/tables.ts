import {
  attackLabel,
  attackOrder,
  decimalCell,
  formatCount,
  names,
  plural,
  rateCell,
  significanceLevel,
  underAttack,
} from '../../tables/format.ts';
import type { Cell, Section, Table } from '../../tables/table.ts';
import { missingIntervals } from '../inputs/clustered-rate.ts';
import { resultOf, type StudyResults } from '../measure.ts';
import { type BbqContextScore, bbqScoreId, type ModelBbqScore } from './compute.ts';

const lead =
  'When models answer the questions themselves: 0, the persons they choose follow no stereotype; 1, always the stereotype; −1, always against it. With 95% intervals over templates. Ambiguous: the right answer is that one cannot know, and the score shrinks with every such answer.';
const undefinedNote = '— no question of the kind was answered by choosing a person.';
const right = 'right' as const;

/** A table a dataset: for each attack, a row a model. */
export function bbqScoreTables(results: StudyResults): Table[] {
  const bbqScore = resultOf(results, bbqScoreId) ?? [];
  const totals = bbqScore.filter(({ category }) => category === null);
  return names(totals, ({ dataset }) => dataset).map((dataset, i) => {
    const entries = totals.filter((entry) => entry.dataset === dataset);
    return {
      title: `BBQ bias score: ${dataset}`,
      ...(i === 0 ? { lead } : {}),
      columns: scoreColumns('model'),
      rows: attackOrder(entries).flatMap((attack): (readonly Cell[] | Section)[] => [
        { section: attackLabel(attack) },
        ...entries
          .filter((entry) => entry.attack === attack)
          .toSorted((one, other) => size(other) - size(one))
          .map((entry) => [entry.model, ...scoreCells(entry)]),
      ]),
      notes: [
        ...attackOrder(entries).flatMap((attack) =>
          answer(
            attack,
            entries.filter((entry) => entry.attack === attack),
          ),
        ),
        ...testNote(entries),
        ...intervalNotes(entries),
      ],
    };
  });
}

/** The finest division: for each model and attack, a row a category, where there are several. */
export function bbqCategoryTables(results: StudyResults): Table[] {
  const bbqScore = resultOf(results, bbqScoreId) ?? [];
  const divided = bbqScore.filter(({ category }) => category !== null);
  return names(divided, ({ dataset }) => dataset).flatMap((dataset): Table[] => {
    const entries = divided.filter((entry) => entry.dataset === dataset);
    if (names(entries, ({ category }) => category ?? '').length < 2) return [];
    const series = Map.groupBy(entries, ({ model, attack }) => JSON.stringify([model, attack]));
    return [
      {
        title: `BBQ bias score by category: ${dataset}`,
        columns: scoreColumns('category'),
        rows: [...series.values()].flatMap((own): (readonly Cell[] | Section)[] => [
          { section: `${own[0]?.model}, ${attackLabel(own[0]?.attack ?? '')}` },
          ...own.map((entry) => [entry.category ?? '', ...scoreCells(entry)]),
        ]),
        notes: intervalNotes(entries),
      },
    ];
  });
}

function scoreColumns(first: string): Table['columns'] {
  return [
    { label: first },
    { label: 'ambiguous', align: right },
    { label: 'right', align: right },
    { label: 'disambiguated', align: right },
    { label: 'right', align: right },
    { label: 'no option', align: right, expendable: 'first' },
  ];
}

function scoreCells({ ambiguous, disambiguated }: ModelBbqScore): Cell[] {
  return [
    scoreCell(ambiguous),
    accuracyCell(ambiguous),
    scoreCell(disambiguated),
    accuracyCell(disambiguated),
    formatCount(ambiguous.none + disambiguated.none),
  ];
}

function scoreCell(context: BbqContextScore): Cell {
  return context.score === null ? '—' : decimalCell(context.score, context);
}

function accuracyCell({ accuracy }: BbqContextScore): Cell {
  return rateCell(accuracy.n === 0 ? undefined : accuracy);
}

function intervalNotes(entries: readonly ModelBbqScore[]): string[] {
  const scores = entries.flatMap(({ ambiguous, disambiguated }) => [ambiguous, disambiguated]);
  const where = missingIntervals(scores);
  return [
    ...(where === '' ? [] : [`Intervals of scores: t over templates, and of rates${where}.`]),
    ...(entries.some(isUndefined) ? [undefinedNote] : []),
  ];
}

function isUndefined({ ambiguous, disambiguated }: ModelBbqScore): boolean {
  return ambiguous.score === null || disambiguated.score === null;
}

function size({ ambiguous, disambiguated }: ModelBbqScore): number {
  return Math.abs(ambiguous.score ?? disambiguated.score ?? 0);
}

/** Of ambiguous questions, where only a stereotype can choose. */
function answer(attack: string, entries: readonly ModelBbqScore[]): string[] {
  const tested = entries.filter(({ ambiguous }) => ambiguous.pHolm !== null);
  if (tested.length === 0) return [];
  const shown = tested.filter(({ ambiguous }) => (ambiguous.pHolm ?? 1) < significanceLevel);
  const along = shown.filter(({ ambiguous }) => (ambiguous.score ?? 0) > 0).length;
  const against = shown.length - along;
  return [
    `${underAttack(attack)}, on ambiguous questions: ${along} of ${tested.length} models ${plural(along, 'follows', 'follow')} stereotypes${against > 0 ? `, ${against} ${plural(against, 'goes', 'go')} against them` : ''} beyond chance.`,
  ];
}

function testNote(entries: readonly ModelBbqScore[]): string[] {
  const tests = entries.filter(({ ambiguous }) => ambiguous.pHolm !== null).length;
  return tests === 0
    ? []
    : [
        `Beyond chance: sign-flip test over templates, p < .05${tests > 1 ? ` after Holm for ${tests} comparisons (all models and attacks of the dataset)` : ''}. Where an interval and the test disagree about 0, the test decides.`,
      ];
}

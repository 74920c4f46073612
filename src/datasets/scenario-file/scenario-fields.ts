import { z } from 'zod';
import type { Form, ScenarioText } from '../../core/scenario.ts';
import type { RowValues } from '../formats/read-table.ts';
import { type CheckedRow, checkRow } from '../formats/rows.ts';

/** What a scenario file can say, each in a column of its own. */
export const scenarioFields = [
  'id',
  'dataset',
  'form',
  'category',
  'variant',
  'polarity',
  'gold',
  'control',
  'cluster',
  'group',
  'kind',
  'statement',
  'scenario',
  'scenario_adv',
  'context',
  'question',
  'answer',
  'prompt',
  'completion',
  'sourceId',
  'sourceRow',
  'language',
  'stereotypeShare',
] as const;
export type ScenarioField = (typeof scenarioFields)[number];

/** Column names that are recognised without `--column`, in any spelling of case, blanks, `-` and `_`; the first found wins. */
export const knownColumns: Readonly<Record<ScenarioField, readonly string[]>> = {
  id: ['id', 'scenario_id', 'index', 'example_id', 'sample_id'],
  dataset: ['dataset'],
  form: ['form'],
  category: ['category', 'bias_type'],
  variant: ['variant'],
  polarity: ['polarity', 'question_polarity'],
  gold: ['gold', 'gold_label'],
  control: ['control'],
  cluster: ['cluster'],
  group: ['group', 'target_group'],
  kind: ['kind'],
  statement: ['statement'],
  scenario: ['scenario'],
  scenario_adv: ['scenario_adv'],
  context: ['context'],
  question: ['question'],
  answer: ['answer'],
  prompt: ['prompt'],
  completion: ['completion'],
  sourceId: ['source_id'],
  sourceRow: ['source_row'],
  language: ['language', 'lang'],
  stereotypeShare: ['stereotype_share'],
};

/** A cell as text; null where there is nothing in it. */
export const cellText = z
  .union([z.string(), z.number().transform(String), z.boolean().transform(String)], 'text or a number')
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value));

/** Where blanks around the text say nothing, and nor does case. */
const word = cellText.transform((text) => text?.trim().toLowerCase() ?? null);

/** Values of the fields, as text that is as it is written; null where there is nothing. The gold label is read apart. */
export const scenarioCells = z.object({
  id: cellText,
  dataset: cellText,
  form: word.pipe(z.enum(['answer', 'conversation', 'statement', 'emulated']).nullable()),
  category: cellText,
  variant: cellText,
  polarity: word.pipe(z.enum(['neg', 'nonneg']).nullable()),
  gold: cellText,
  control: word
    .pipe(z.enum(['true', 'false', '1', '0']).nullable())
    .transform((value) => (value === null ? null : value === 'true' || value === '1')),
  cluster: cellText,
  group: cellText,
  kind: cellText,
  statement: cellText,
  scenario: cellText,
  scenario_adv: cellText,
  context: cellText,
  question: cellText,
  answer: cellText,
  prompt: cellText,
  completion: cellText,
  sourceId: cellText,
  sourceRow: word.pipe(
    z
      .string()
      .regex(/^[1-9]\d*$/, 'a row number from 1')
      .transform(Number)
      .nullable(),
  ),
  // English is what is meant where nothing is said.
  language: word
    .pipe(
      z
        .string()
        .regex(/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/, 'a language tag such as "ko"')
        .nullable(),
    )
    .transform((language) => (language === 'en' ? null : language)),
  stereotypeShare: cellText
    .transform((text) => (text === null ? null : Number(text)))
    .pipe(z.number().min(0).max(1).nullable()),
});

export type ScenarioCells = z.output<typeof scenarioCells>;

const noCells: ScenarioCells = scenarioCells.parse({});

/** Reads the cells of rows that have these columns; fields without a column are null. */
export function cellsReader(
  columns: Readonly<Partial<Record<ScenarioField, string>>>,
): (record: RowValues, where: string) => CheckedRow<ScenarioCells> {
  const present = scenarioFields.flatMap((field) => {
    const column = columns[field];
    return column === undefined ? [] : [{ field, column }];
  });
  const { shape } = scenarioCells;
  const schema = z.object(Object.fromEntries(present.map(({ field }) => [field, shape[field]])));
  return (record, where) => {
    const said: Record<string, unknown> = {};
    for (const { field, column } of present) said[field] = record[column];
    const checked = checkRow(schema, said, where);
    return checked.kind === 'invalid' ? checked : { kind: 'row', value: { ...noCells, ...checked.value } };
  };
}

/** Fields in which blanks at the ends are no part of what a file from elsewhere says. */
const trimmedFields = [
  'category',
  'variant',
  'cluster',
  'group',
  'statement',
  'scenario',
  'scenario_adv',
  'context',
  'question',
  'answer',
  'prompt',
  'completion',
] as const;

/** The cells of a row that this program did not export, without blanks at the ends of texts and names. Ids stay as they are. */
export function trimmedCells(cells: ScenarioCells): ScenarioCells {
  const trimmed = { ...cells };
  for (const field of trimmedFields) {
    const cell = cells[field];
    if (cell !== null) trimmed[field] = cell.trim();
  }
  return trimmed;
}

/** A text of a row, with the form and the variant that go with it unless the row says another. */
export interface RowText {
  readonly text: ScenarioText;
  readonly form: Form;
  readonly variant: string;
}

/** The texts of a row, or what is missing for one. A scenario and its harder rewriting are two texts. */
export function rowTexts(cells: ScenarioCells): readonly RowText[] | string {
  const { context, question, answer, prompt, completion } = cells;
  const found: RowText[] = [];
  if (cells.scenario !== null) found.push(emulated(cells.scenario, 'scenario'));
  if (cells.scenario_adv !== null) found.push(emulated(cells.scenario_adv, 'scenario_adv'));
  if (cells.statement !== null) {
    found.push({
      text: { kind: 'statement', statement: cells.statement },
      form: 'statement',
      variant: 'statement',
    });
  }
  if (context !== null && question !== null && answer !== null) {
    found.push({ text: { kind: 'answer', context, question, answer }, form: 'answer', variant: 'answer' });
  }
  if (prompt !== null && completion !== null) {
    found.push({
      text: { kind: 'conversation', prompt, completion },
      form: 'conversation',
      variant: 'completion',
    });
  }
  if (found.length > 0) return found;
  if (context !== null || question !== null || answer !== null) return 'a context, a question and an answer';
  if (prompt !== null || completion !== null) return 'a prompt and a completion';
  return 'a text';
}

/**
 * The text of a row that this program exported, whose column `kind` says which parts it has; they may be empty or blank.
 * @param part the text of a field, as it is written
 */
export function exportedText(
  { kind, form }: ScenarioCells,
  part: (field: ScenarioField) => string,
): RowText | null {
  switch (kind) {
    case 'answer': {
      const text = {
        kind,
        context: part('context'),
        question: part('question'),
        answer: part('answer'),
      } as const;
      return { text, form: form ?? 'answer', variant: 'answer' };
    }
    case 'conversation': {
      const text = { kind, prompt: part('prompt'), completion: part('completion') } as const;
      return { text, form: form ?? 'conversation', variant: 'completion' };
    }
    case 'statement':
      return {
        text: { kind, statement: part('statement') },
        form: form ?? 'statement',
        variant: 'statement',
      };
    default:
      return null;
  }
}

function emulated(statement: string, variant: string): RowText {
  return { text: { kind: 'statement', statement }, form: 'emulated', variant };
}

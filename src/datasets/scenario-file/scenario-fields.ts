import { z } from 'zod';
import type { Form, ScenarioText } from '../../core/scenario.ts';

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
] as const;
export type ScenarioField = (typeof scenarioFields)[number];

/** Column names that are recognised without `--column`; the first found wins. */
export const knownColumns: Readonly<Record<ScenarioField, readonly string[]>> = {
  id: ['id', 'scenario_id', 'index', 'example_id'],
  dataset: ['dataset'],
  form: ['form'],
  category: ['category', 'bias_type'],
  variant: ['variant'],
  polarity: ['polarity', 'question_polarity'],
  gold: ['gold', 'gold_label'],
  control: ['control'],
  cluster: ['cluster'],
  group: ['group'],
  statement: ['statement'],
  scenario: ['scenario'],
  scenario_adv: ['scenario_adv'],
  context: ['context'],
  question: ['question'],
  answer: ['answer'],
  prompt: ['prompt'],
  completion: ['completion'],
  sourceId: ['sourceId', 'source_id'],
  sourceRow: ['sourceRow', 'source_row'],
};

const blankAsNull = z
  .string()
  .trim()
  .transform((text) => (text === '' ? null : text));
const cell = z
  .union([z.string(), z.number().transform(String), z.boolean().transform(String)])
  .nullish()
  .transform((value) => value ?? '')
  .pipe(blankAsNull);
const lowerCell = cell.transform((text) => text?.toLowerCase() ?? null);

/** Values of the fields, as text without blanks around it; null where there is nothing. */
export const scenarioCells = z.object({
  id: cell,
  dataset: cell,
  form: lowerCell.pipe(z.enum(['answer', 'conversation', 'statement', 'emulated']).nullable()),
  category: cell,
  variant: cell,
  polarity: lowerCell.pipe(z.enum(['neg', 'nonneg']).nullable()),
  gold: lowerCell.pipe(z.enum(['biased', 'unbiased']).nullable()),
  control: lowerCell
    .pipe(z.enum(['true', 'false', '1', '0']).nullable())
    .transform((value) => (value === null ? null : value === 'true' || value === '1')),
  cluster: cell,
  group: cell,
  statement: cell,
  scenario: cell,
  scenario_adv: cell,
  context: cell,
  question: cell,
  answer: cell,
  prompt: cell,
  completion: cell,
  sourceId: cell,
  sourceRow: cell.pipe(
    z
      .string()
      .regex(/^[1-9]\d*$/, 'a row number from 1')
      .transform(Number)
      .nullable(),
  ),
});

export type ScenarioCells = z.output<typeof scenarioCells>;

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

function emulated(statement: string, variant: string): RowText {
  return { text: { kind: 'statement', statement }, form: 'emulated', variant };
}

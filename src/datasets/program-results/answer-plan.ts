import { DataError } from '../../errors/errors.ts';
import { columnKey } from '../formats/columns.ts';
import { knownColumns, type ScenarioField } from '../scenario-file/scenario-fields.ts';
import type { ProgramAnswer } from './program-answer.ts';
import type { AnswerSource } from './result-formats.ts';

/** The field that holds the part of the prompts in which they differ. */
export const differingPart = 'input (the part that differs)';

/** Which field of a result file holds what. */
export interface AnswerPlan {
  /** By what it holds: fields of a scenario, and `attack`. */
  readonly mapping: Readonly<Partial<Record<ScenarioField | 'attack', string>>>;
  /** What all prompts begin and end with; null where the text has a field of its own. */
  readonly frame: { readonly before: string; readonly after: string } | null;
  /** All fields that an answer of the file has. */
  readonly fields: readonly string[];
  readonly models: readonly string[];
  readonly answers: number;
}

/** What is found out in one pass over a file. */
class Survey {
  readonly fields = new Set<string>();
  readonly models = new Set<string>();
  /** Fields all of whose values are gold labels. */
  readonly goldFields = new Map<string, boolean>();
  answers = 0;
  frame: { before: string; after: string; shortest: number; different: boolean } | null = null;

  add({ fields, model, prompt }: ProgramAnswer): void {
    this.answers += 1;
    if (model !== null) this.models.add(model);
    for (const [name, value] of Object.entries(fields)) {
      this.fields.add(name);
      const isGold = /^(?:un)?biased$/i.test(String(value).trim());
      this.goldFields.set(name, (this.goldFields.get(name) ?? true) && isGold);
    }
    if (prompt !== null) this.#narrow(prompt);
  }

  /** Keeps what all prompts so far begin and end with. */
  #narrow(prompt: string): void {
    const { frame } = this;
    if (frame === null) {
      this.frame = { before: prompt, after: prompt, shortest: prompt.length, different: false };
      return;
    }
    if (prompt === frame.before && !frame.different) return;
    let start = 0;
    while (start < frame.before.length && prompt[start] === frame.before[start]) start += 1;
    let end = 0;
    while (end < frame.after.length && prompt.at(-1 - end) === frame.after.at(-1 - end)) end += 1;
    frame.before = frame.before.slice(0, start);
    frame.after = end === 0 ? '' : frame.after.slice(-end);
    frame.shortest = Math.min(frame.shortest, prompt.length);
    frame.different = true;
  }
}

/**
 * Finds out which fields of a result file hold what: by their names, and for a gold label by their values. Where no field
 * holds the scenario's text, it is the part in which the prompts differ.
 * @param chosen what the user says of it: it goes before what is found
 * @throws DataError where nothing more can be read, no answer is there, or a chosen field is not
 */
export async function planAnswers(
  source: AnswerSource,
  chosen: Readonly<Partial<Record<string, string>>>,
  path: string,
): Promise<AnswerPlan> {
  const survey = new Survey();
  let error: DataError | null = null;
  for await (const read of source()) {
    if (read.kind === 'answer') survey.add(read.answer);
    else error ??= read.error;
  }
  if (survey.answers === 0) throw error ?? noAnswers(path);
  const fields = [...survey.fields];
  const mapping: Partial<Record<ScenarioField | 'attack', string>> = {};
  for (const [field, name] of Object.entries(chosen)) {
    if (name === undefined) continue;
    if (!survey.fields.has(name) && name !== differingPart) throw noField(field, name, fields, path);
    mapping[field as ScenarioField] = name;
  }
  Object.assign(mapping, { ...found(survey), ...mapping });
  const isText = texts.some((parts) => parts.every((part) => mapping[part] !== undefined));
  const frame = isText ? null : frameOf(survey);
  if (frame !== null) mapping.scenario = differingPart;
  return { mapping, frame, fields, models: [...survey.models], answers: survey.answers };
}

const texts: readonly (readonly ScenarioField[])[] = [
  ['scenario'],
  ['scenario_adv'],
  ['statement'],
  ['context', 'question', 'answer'],
  ['prompt', 'completion'],
];

/** Names beside those of tables: what the programs number their items by, and what people call the text. */
const furtherNames: Readonly<Partial<Record<ScenarioField, readonly string[]>>> = {
  id: ['doc_id', 'custom_id', 'test_idx'],
  scenario: ['text', 'sentence', 'passage'],
};

const possibleGold = ['gold', 'gold_label', 'label', 'expected', 'target', 'answer'];

function found(survey: Survey): Partial<Record<ScenarioField | 'attack', string>> {
  const mapping: Partial<Record<ScenarioField | 'attack', string>> = {};
  const named = (names: readonly string[], fits = (_: string) => true) =>
    names
      .map((name) => [...survey.fields].filter((field) => lastPart(field) === name && fits(field)))
      .find((fields) => fields.length > 0)?.[0];
  for (const [field, names] of Object.entries(knownColumns)) {
    if (field === 'gold') continue;
    const own = named([...names, ...(furtherNames[field as ScenarioField] ?? [])]);
    if (own !== undefined) mapping[field as ScenarioField] = own;
  }
  const gold = named(possibleGold, (field) => survey.goldFields.get(field) === true);
  const attack = named(['attack']);
  if (mapping.answer === gold) delete mapping.answer;
  return { ...mapping, ...(gold === undefined ? {} : { gold }), ...(attack === undefined ? {} : { attack }) };
}

function lastPart(field: string): string {
  return columnKey(field.slice(field.lastIndexOf('.') + 1));
}

/** Up to the end of a line or a marker, so that words with which all texts begin stay with the texts. */
function frameOf({ frame }: Survey): AnswerPlan['frame'] {
  if (frame === null) return null;
  if (!frame.different) return { before: '', after: '' };
  const before = frame.before.slice(0, lastEnd(frame.before));
  const lineEnd = frame.after.indexOf('\n');
  const after = lineEnd < 0 ? '' : frame.after.slice(lineEnd);
  return before.length + after.length > frame.shortest ? { before, after: '' } : { before, after };
}

function lastEnd(text: string): number {
  return Math.max(
    text.lastIndexOf('\n') + 1,
    text.lastIndexOf(': ') + 2 > 1 ? text.lastIndexOf(': ') + 2 : 0,
  );
}

function noAnswers(path: string): DataError {
  return new DataError('The file holds no answers.', {
    where: path,
    expected: 'at least one answer of a model',
    found: 'none',
    advice: 'Check that this is the right file, or name its format with --format.',
  });
}

function noField(field: string, name: string, fields: readonly string[], path: string): DataError {
  return new DataError(`No answer has the field "${name}".`, {
    where: path,
    expected: `a field for "${field}"`,
    found: fields.join(', ').slice(0, 200),
    advice: `Name one of these, for example "--map ${field}=${fields[0] ?? 'field'}".`,
  });
}

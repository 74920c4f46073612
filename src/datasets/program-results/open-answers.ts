import { hash } from 'node:crypto';
import type { ConditionContent } from '../../core/condition.ts';
import type { Completion } from '../../core/model.ts';
import { halfCharacter, notWellFormed } from '../formats/json-rows.ts';
import type { OpenTable, TableRow } from '../formats/read-table.ts';
import {
  type FileJudgment,
  type JudgmentFileOptions,
  type JudgmentTableFile,
  openJudgmentFile,
  type ReadJudgmentItem,
} from '../results-file/judgment-file.ts';
import { type AnswerPlan, differingPart, planAnswers } from './answer-plan.ts';
import type { ProgramAnswer } from './program-answer.ts';
import { type AnswerSource, answersOf, formatTitles, type ResultFormat } from './result-formats.ts';

/** A judgment of a result file, with what the file says of the answer and of how the model was asked. */
export interface ProgramJudgment extends FileJudgment {
  readonly error?: string;
  readonly condition?: Partial<ConditionContent>;
  readonly completion?: Partial<Omit<Completion, 'text'>>;
  readonly answeredAt?: number;
}

/** What a result file gives, in the order of the file. */
export type ProgramJudgmentItem =
  | { readonly kind: 'judgment'; readonly judgment: ProgramJudgment }
  | Exclude<ReadJudgmentItem, { kind: 'judgment' }>;

/** A result file, opened. */
export interface AnswerFile {
  readonly format: ResultFormat;
  /** Which field holds what; of a table, what its columns' names do not say. */
  readonly plan: Pick<AnswerPlan, 'mapping' | 'models'>;
  rows(): AsyncIterable<ProgramJudgmentItem>;
  /** What is assumed and what is odd of its rows so far. */
  readonly table: Pick<JudgmentTableFile, 'assumptions' | 'oddities'>;
}

/**
 * Opens a result file of another program.
 * @param options `columns`: which field holds what, beside what is found out
 * @param inputs input files of batch jobs
 * @throws DataError where nothing can be read, or nothing says which model gave the answers
 * @example
 * const file = await openAnswers('logs/run.eval', 'inspect');
 * for await (const item of file.rows()) if (item.kind === 'judgment') console.log(item.judgment.response);
 */
export async function openAnswers(
  path: string,
  format: ResultFormat,
  options: JudgmentFileOptions = {},
  inputs: readonly string[] = [],
): Promise<AnswerFile> {
  if (format === 'table') {
    const file = await openJudgmentFile(path, options);
    return { format, plan: { mapping: file.mapping, models: [] }, rows: () => file.rows(), table: file };
  }
  const source = await answersOf(path, format, inputs, options.file);
  const plan = await planAnswers(source, options.columns ?? {}, path);
  const templates = await promptTemplates(source, plan);
  const current: { answer: ProgramAnswer | null } = { answer: null };
  const file = await openJudgmentFile(path, {
    ...options,
    columns: plan.mapping,
    isTextAssumed: plan.frame !== null,
    table: answerTable(source, plan, current),
  });
  async function* rows(): AsyncGenerator<ProgramJudgmentItem> {
    for await (const item of file.rows()) {
      const { answer } = current;
      if (item.kind !== 'judgment' || answer === null) yield item as ProgramJudgmentItem;
      else
        yield { kind: 'judgment', judgment: withAnswer(item.judgment, answer, templates, format as Program) };
    }
  }
  return { format, plan, rows, table: file };
}

type Program = Exclude<ResultFormat, 'table'>;

/**
 * The answers as rows of a table. Rows are read one by one, so the answer of the row that was read last is at hand.
 */
function answerTable(
  source: AnswerSource,
  plan: AnswerPlan,
  current: { answer: ProgramAnswer | null },
): OpenTable {
  async function* rows(): AsyncGenerator<TableRow> {
    for await (const read of source()) {
      if (read.kind === 'invalid') {
        yield read;
        continue;
      }
      current.answer = read.answer;
      const { fields, model, repeat, outcome, row } = read.answer;
      const value = {
        ...fields,
        ...textOf(read.answer, plan),
        ...(model === null ? {} : { model }),
        ...(repeat === null ? {} : { repeat }),
        response: 'error' in outcome ? '' : outcome.completion.text,
      };
      const half = halfCharacter(value);
      if (half === null) yield { kind: 'row', value, row };
      else yield { kind: 'invalid', error: notWellFormed(read.answer.where, half), row };
    }
  }
  return { format: 'json', columns: null, rows };
}

function textOf({ prompt }: ProgramAnswer, { frame }: AnswerPlan): Readonly<Record<string, string>> {
  if (frame === null || prompt === null) return {};
  return { [differingPart]: prompt.slice(frame.before.length, prompt.length - frame.after.length).trim() };
}

/** How the models were asked. */
interface Templates {
  /** What was sent, with a part for each part of the text; by model and prompt, null where it differs between items. */
  readonly sent: ReadonlyMap<string, string | null>;
  /** Different prompts of each model. */
  readonly prompts: ReadonlyMap<string | null, ReadonlySet<string | null>>;
}

async function promptTemplates(source: AnswerSource, plan: AnswerPlan): Promise<Templates> {
  const templates = new Map<string, string | null>();
  const prompts = new Map<string | null, Set<string | null>>();
  for await (const read of source()) {
    if (read.kind === 'invalid') continue;
    const { model, promptKey } = read.answer;
    prompts.set(model, (prompts.get(model) ?? new Set()).add(promptKey));
    const key = templateKey(read.answer);
    const template = templateOf(read.answer, plan);
    const earlier = templates.get(key);
    if (earlier === undefined) templates.set(key, template);
    else if (earlier !== template) templates.set(key, null);
  }
  return { sent: templates, prompts };
}

function templateKey({ model, promptKey }: ProgramAnswer): string {
  return JSON.stringify([model, promptKey]);
}

/** Null where the prompt is not there, or does not hold the text. */
function templateOf({ prompt, fields }: ProgramAnswer, { frame, mapping }: AnswerPlan): string | null {
  if (prompt === null) return null;
  if (frame !== null) return `${frame.before}{{statement}}${frame.after}`;
  let template = prompt;
  for (const [part, name] of Object.entries(mapping)) {
    const isText = [
      'scenario',
      'statement',
      'context',
      'question',
      'answer',
      'prompt',
      'completion',
    ].includes(part);
    const text = isText && name !== undefined ? String(fields[name] ?? '').trim() : '';
    if (text !== '')
      template = template.replace(text, () => `{{${part === 'scenario' ? 'statement' : part}}}`);
  }
  return template === prompt ? null : template;
}

function withAnswer(
  judgment: FileJudgment,
  answer: ProgramAnswer,
  templates: Templates,
  format: Program,
): ProgramJudgment {
  const { outcome, answeredAt } = answer;
  const { text: _, ...known } = 'error' in outcome ? { text: '' } : outcome.completion;
  const template = templates.sent.get(templateKey(answer)) ?? null;
  // Prompts of which only the names are known are conditions of their own, too.
  const isNamed = template === null && (templates.prompts.get(answer.model)?.size ?? 0) > 1;
  const promptTemplates = JSON.stringify({
    importedFrom: formatTitles[format],
    ...(template === null ? {} : { judge: template }),
    ...(isNamed ? { promptName: answer.promptKey } : {}),
  });
  return {
    ...judgment,
    condition: {
      sampling: answer.sampling,
      promptTemplates,
      promptHash: hash('sha256', promptTemplates, 'hex').slice(0, 16),
    },
    ...('error' in outcome ? { error: outcome.error } : { completion: known }),
    ...(answeredAt === null ? {} : { answeredAt }),
  };
}

import { z } from 'zod';
import type { Completion, Finish, Sampling } from '../../core/model.ts';
import { DataError } from '../../errors/errors.ts';
import type { RowValues } from '../formats/read-table.ts';
import { checkRow } from '../formats/rows.ts';

/** One answer in a result file of another program. */
export interface ProgramAnswer {
  /** What the file says of the item, by dotted path (`metadata.gold`, `vars.scenario`), for a mapping to choose from. */
  readonly fields: RowValues;
  /** The user's message as it was sent; null where the file does not have it. */
  readonly prompt: string | null;
  /** What distinguishes the prompt from others for the same items; null where there is one. */
  readonly promptKey: string | null;
  /** Null where the file does not say. */
  readonly model: string | null;
  /** From 0; null where the file does not say. */
  readonly repeat: number | null;
  /** The model's text, or the error that came in its place. */
  readonly outcome: { readonly completion: Completion } | { readonly error: string };
  readonly sampling: Sampling;
  /** Milliseconds since 1970; null where the file does not say. */
  readonly answeredAt: number | null;
  /** Line or number, from 1. */
  readonly row: number;
  /** File and place in it, for errors. */
  readonly where: string;
}

/** What a reader of result files yields, in the order of the file. */
export type ReadAnswer =
  | { readonly kind: 'answer'; readonly answer: ProgramAnswer }
  | { readonly kind: 'invalid'; readonly error: DataError; readonly row: number };

/** A value against its schema, as an answer, or what is wrong with it. */
export function checkedAnswer<Value>(
  schema: z.ZodType<Value>,
  value: unknown,
  place: { readonly row: number; readonly where: string },
  toAnswer: (value: Value) => ProgramAnswer | null,
): ReadAnswer | null {
  const checked = checkRow(schema, value, place.where);
  if (checked.kind === 'invalid') return { ...checked, row: place.row };
  const answer = toAnswer(checked.value);
  return answer === null ? null : { kind: 'answer', answer };
}

/** A completion of which only this is known. */
export function completionOf(
  text: string,
  known: Partial<Omit<Completion, 'text' | 'notAccepted'>> = {},
): { readonly completion: Completion } {
  const unknown = { reasoning: null, finish: 'stop', inputTokens: null, outputTokens: null } as const;
  return { completion: { text, ...unknown, servedModel: null, ...known, notAccepted: [] } };
}

const filterWords =
  /content_?filter(?:ed)?\b|content filtering policy|content[_ ]management policy|content_policy_violation|ContentPolicyViolation|ResponsibleAIPolicyViolation|data_inspection_failed|DataInspectionFailed|Content Exists Risk/i;

/** What came in an answer's place: a content filter's word is an outcome, anything else an error. */
export function failureOf(message: string, code: string | null = null): ProgramAnswer['outcome'] {
  if (filterWords.test(`${code} ${message.slice(0, 2000)}`))
    return completionOf('', { finish: 'content-filter' });
  return { error: message };
}

/** Why a model stopped, in the words of the programs and of the providers behind them. */
export function finishOf(reason: string | null | undefined): Finish {
  switch (reason?.toLowerCase().replaceAll('-', '_')) {
    case 'content_filter':
    case 'content_filtered':
    case 'guardrail_intervened':
    case 'prohibited_content':
    case 'sensitive':
    case 'safety':
      return 'content-filter';
    case 'refusal':
      return 'refusal';
    case 'length':
    case 'max_tokens':
    case 'model_length':
      return 'length';
    case undefined:
    case 'stop':
    case 'stop_sequence':
    case 'end_turn':
      return 'stop';
    default:
      return 'other';
  }
}

/** A message's content: text, or parts of which some are text. */
export const messageContent = z.union([
  z.string(),
  z
    .array(z.looseObject({ type: z.string().optional(), text: z.string().optional() }))
    .transform((parts) => parts.flatMap(({ text }) => text ?? []).join('\n')),
]);

export const chatMessage = z.looseObject({ role: z.string(), content: messageContent.nullish() });

/** What the user said last in a conversation that is a text or a list of messages. */
export function lastUserText(input: string | readonly z.output<typeof chatMessage>[]): string | null {
  if (typeof input === 'string') return input;
  return input.findLast(({ role }) => role === 'user')?.content ?? null;
}

/** Settings of a model in the programs' own words. */
export const samplingSettings = z.looseObject({
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
  max_tokens: z.int().nullish(),
  max_completion_tokens: z.int().nullish(),
  max_gen_toks: z.int().nullish(),
  seed: z.int().nullish(),
});

export function samplingOf(settings: z.output<typeof samplingSettings> | null | undefined): Sampling {
  const { temperature, top_p: topP, seed } = settings ?? {};
  const maxTokens = settings?.max_tokens ?? settings?.max_completion_tokens ?? settings?.max_gen_toks;
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof topP === 'number' ? { topP } : {}),
    ...(typeof maxTokens === 'number' ? { maxTokens } : {}),
    ...(typeof seed === 'number' ? { seed } : {}),
  };
}

const deepest = 4;

/** The members of an object by dotted path: texts, numbers and truth values, at most four levels down. */
export function flatFields(value: unknown, prefix = '', depth = 0): RowValues {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > deepest) return {};
  const fields: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof member === 'object' && member !== null)
      Object.assign(fields, flatFields(member, path, depth + 1));
    else if (member !== null && member !== undefined) fields[path] = member;
  }
  return fields;
}

/** Milliseconds since 1970 of a date as the programs write it; null where it is none. */
export function timeOf(text: string | null | undefined): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}

/** A file that is of the format, and yet holds nothing that can be judged. */
export function unusableFile(message: string, where: string, found: string, advice: string): DataError {
  return new DataError(message, { where, expected: 'texts that models answered with', found, advice });
}

import { z } from 'zod';
import { readJsonParts } from '../formats/json-rows.ts';
import { readTable } from '../formats/read-table.ts';
import type { FileOptions } from '../formats/text.ts';
import {
  checkedAnswer,
  completionOf,
  finishOf,
  flatFields,
  type ProgramAnswer,
  type ReadAnswer,
  samplingOf,
  samplingSettings,
} from './program-answer.ts';

const tokens = z.looseObject({ prompt: z.int().nullish(), completion: z.int().nullish() }).nullish();

/** A result of promptfoo, with the members that are used (`EvaluateResult` of its types). */
const promptfooResult = z.looseObject({
  provider: z.union([z.string(), z.looseObject({ id: z.string(), label: z.string().nullish() })]),
  vars: z.record(z.string(), z.unknown()).nullish(),
  testCase: z
    .looseObject({ vars: z.record(z.string(), z.unknown()).nullish(), metadata: z.unknown().optional() })
    .nullish(),
  prompt: z.looseObject({ raw: z.string().nullish(), config: samplingSettings.nullish() }).nullish(),
  promptId: z.string().nullish(),
  promptIdx: z.int().nullish(),
  testIdx: z.int().nullish(),
  error: z.string().nullish(),
  response: z
    .looseObject({
      output: z.unknown().optional(),
      error: z.string().nullish(),
      finishReason: z.string().nullish(),
      isRefusal: z.boolean().nullish(),
      tokenUsage: tokens,
    })
    .nullish(),
});

type PromptfooResult = z.output<typeof promptfooResult>;

/** Where the results are: `results.results` since version 3, `results` in older files. */
const arrays = ['results.results', 'results'];

/** Streams the results of promptfoo's JSON file, an answer each. @throws DataError where nothing more can be read */
export async function* readPromptfooJson(
  path: string,
  options: FileOptions = {},
): AsyncGenerator<ReadAnswer> {
  let number = 0;
  for await (const { at, value, row } of readJsonParts(path, arrays, options)) {
    if (!arrays.includes(at)) continue;
    number += 1;
    yield* answerOf(value, { row: number, where: `${path}:${row}` });
  }
}

/** The same of promptfoo's JSON Lines file. */
export async function* readPromptfooLines(
  path: string,
  options: FileOptions = {},
): AsyncGenerator<ReadAnswer> {
  for await (const read of readTable(path, options)) {
    if (read.kind === 'invalid') yield read;
    else yield* answerOf(read.value, { row: read.row, where: `${path}:${read.row}` });
  }
}

interface Place {
  readonly row: number;
  readonly where: string;
}

function* answerOf(value: unknown, place: Place): Generator<ReadAnswer> {
  const read = checkedAnswer(promptfooResult, value, place, (result) => toAnswer(result, place));
  if (read !== null) yield read;
}

function toAnswer(result: PromptfooResult, place: Place): ProgramAnswer {
  const { provider, testIdx, prompt } = result;
  const vars = result.vars ?? result.testCase?.vars ?? {};
  const id = typeof provider === 'string' ? provider : provider.label || provider.id;
  return {
    fields: {
      ...(prompt?.raw ? { input: prompt.raw } : {}),
      ...flatFields(vars, 'vars'),
      ...flatFields(result.testCase?.metadata, 'metadata'),
      ...(typeof testIdx === 'number' ? { testIdx: String(testIdx) } : {}),
    },
    prompt: prompt?.raw ?? null,
    promptKey: result.promptId ?? (typeof result.promptIdx === 'number' ? String(result.promptIdx) : null),
    model: id,
    repeat: null,
    outcome: outcomeOf(result),
    sampling: samplingOf(prompt?.config),
    answeredAt: null,
    ...place,
  };
}

function outcomeOf({ response, error }: PromptfooResult): ProgramAnswer['outcome'] {
  const failed = response?.error;
  if (typeof failed === 'string' && failed !== '') return { error: failed };
  const output = response?.output;
  if (output === undefined || output === null) return { error: error || 'The result has no answer.' };
  const finish = response?.isRefusal === true ? 'refusal' : finishOf(response?.finishReason);
  return completionOf(typeof output === 'string' ? output : JSON.stringify(output), {
    finish,
    inputTokens: response?.tokenUsage?.prompt ?? null,
    outputTokens: response?.tokenUsage?.completion ?? null,
  });
}

import { z } from 'zod';
import type { Sampling } from '../../core/model.ts';
import { DataError } from '../../errors/errors.ts';
import { readTable } from '../formats/read-table.ts';
import type { FileOptions } from '../formats/text.ts';
import {
  chatMessage,
  checkedAnswer,
  completionOf,
  finishOf,
  lastUserText,
  messageContent,
  type ProgramAnswer,
  type ReadAnswer,
  samplingOf,
  samplingSettings,
} from './program-answer.ts';

/** What a batch sent under an id. */
export interface BatchRequest {
  readonly model: string | null;
  readonly prompt: string | null;
  readonly sampling: Sampling;
}

const requestBody = samplingSettings.extend({
  model: z.string().nullish(),
  messages: z.array(chatMessage).nullish(),
  input: z.union([z.string(), z.array(chatMessage)]).nullish(),
});

/** A line of a batch's input: `body` for OpenAI's interface, `params` for Anthropic's. */
const requestLine = z.looseObject({
  custom_id: z.string(),
  body: requestBody.optional(),
  params: requestBody.optional(),
});

/**
 * What a batch sent, by `custom_id`, from its input file.
 * @throws DataError at the first line that is no request
 */
export async function readBatchInput(
  path: string,
  options: FileOptions = {},
): Promise<ReadonlyMap<string, BatchRequest>> {
  const requests = new Map<string, BatchRequest>();
  for await (const read of readTable(path, options)) {
    if (read.kind === 'invalid') throw read.error;
    const where = `${path}:${read.row}`;
    const checked = requestLine.safeParse(read.value);
    const body = checked.data?.body ?? checked.data?.params;
    if (!checked.success || body === undefined) throw noRequest(where);
    const prompt = lastUserText(body.messages ?? body.input ?? []);
    requests.set(checked.data.custom_id, { model: body.model ?? null, prompt, sampling: samplingOf(body) });
  }
  return requests;
}

function noRequest(where: string): DataError {
  return new DataError('The line is no request of a batch.', {
    where,
    expected: '"custom_id" and "body" (OpenAI) or "params" (Anthropic)',
    found: 'another object',
    advice: 'Name the file that the batch was made from.',
  });
}

const problem = z.looseObject({ message: z.string().nullish(), code: z.string().nullish() }).nullish();

const openAiBody = z.looseObject({
  model: z.string().nullish(),
  choices: z
    .array(
      z.looseObject({
        message: z.looseObject({ content: messageContent.nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  // Of the responses interface.
  output: z
    .array(
      z.looseObject({
        content: z
          .array(z.looseObject({ text: z.string().optional(), refusal: z.string().optional() }))
          .optional(),
      }),
    )
    .nullish(),
  usage: z
    .looseObject({
      prompt_tokens: z.int().nullish(),
      completion_tokens: z.int().nullish(),
      input_tokens: z.int().nullish(),
      output_tokens: z.int().nullish(),
    })
    .nullish(),
  error: problem,
});

const openAiLine = z.looseObject({
  custom_id: z.string(),
  response: z.looseObject({ status_code: z.int().nullish(), body: openAiBody.nullish() }).nullish(),
  error: problem,
});

const anthropicLine = z.looseObject({
  custom_id: z.string(),
  result: z.looseObject({
    type: z.string(),
    message: z
      .looseObject({
        model: z.string().nullish(),
        content: messageContent,
        stop_reason: z.string().nullish(),
        usage: z.looseObject({ input_tokens: z.int().nullish(), output_tokens: z.int().nullish() }).nullish(),
      })
      .nullish(),
    error: z.looseObject({ error: problem, message: z.string().nullish() }).nullish(),
  }),
});

/**
 * Streams the output of a batch job, an answer each.
 * @param requests what was sent, from `readBatchInput`; empty where the input file is not there
 * @throws DataError where nothing more can be read
 */
export async function* readBatchOutput(
  path: string,
  requests: ReadonlyMap<string, BatchRequest>,
  options: FileOptions = {},
): AsyncGenerator<ReadAnswer> {
  for await (const read of readTable(path, options)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const place = { row: read.row, where: `${path}:${read.row}` };
    const asked = (id: string) => requests.get(id) ?? { model: null, prompt: null, sampling: {} };
    const answer =
      read.value.result === undefined
        ? checkedAnswer(openAiLine, read.value, place, (line) =>
            toAnswer(line.custom_id, openAiOutcome(line), line.response?.body?.model, asked, place),
          )
        : checkedAnswer(anthropicLine, read.value, place, (line) =>
            toAnswer(line.custom_id, anthropicOutcome(line), line.result.message?.model, asked, place),
          );
    if (answer !== null) yield answer;
  }
}

function toAnswer(
  id: string,
  outcome: ProgramAnswer['outcome'],
  served: string | null | undefined,
  asked: (id: string) => BatchRequest,
  place: { readonly row: number; readonly where: string },
): ProgramAnswer {
  const { model, prompt, sampling } = asked(id);
  return {
    fields: { custom_id: id, ...(prompt === null ? {} : { input: prompt }) },
    prompt,
    promptKey: null,
    model: model ?? served ?? null,
    repeat: null,
    outcome,
    sampling,
    answeredAt: null,
    ...place,
  };
}

function openAiOutcome({ response, error }: z.output<typeof openAiLine>): ProgramAnswer['outcome'] {
  const body = response?.body;
  const failed = error ?? body?.error;
  if (failed) return { error: failed.message ?? failed.code ?? 'The request failed.' };
  const status = response?.status_code ?? 200;
  if (status >= 400 || !body) return { error: `The request failed (status ${status}).` };
  const [choice] = body.choices ?? [];
  const parts = (body.output ?? []).flatMap(({ content = [] }) => content);
  const refusal = choice?.message.refusal ?? parts.find((part) => part.refusal !== undefined)?.refusal;
  if (choice === undefined && parts.length === 0) return { error: 'The request has no answer.' };
  const text = choice?.message.content ?? parts.flatMap((part) => part.text ?? []).join('\n');
  const { usage } = body;
  return completionOf(text === '' && refusal ? refusal : text, {
    finish: refusal ? 'refusal' : finishOf(choice?.finish_reason),
    inputTokens: usage?.prompt_tokens ?? usage?.input_tokens ?? null,
    outputTokens: usage?.completion_tokens ?? usage?.output_tokens ?? null,
    servedModel: body.model ?? null,
  });
}

function anthropicOutcome({ result }: z.output<typeof anthropicLine>): ProgramAnswer['outcome'] {
  const { type, message, error } = result;
  if (!message) return { error: error?.error?.message ?? error?.message ?? `The request ${type}.` };
  return completionOf(message.content, {
    finish: finishOf(message.stop_reason),
    inputTokens: message.usage?.input_tokens ?? null,
    outputTokens: message.usage?.output_tokens ?? null,
    servedModel: message.model ?? null,
  });
}

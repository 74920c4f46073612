import type { LineResult, RemoteLine } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { readChatCompletion } from '../chat-completions/chat-completions-wire.ts';
import { type Asked, readFailure } from '../http/failures.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { field, parseJson, textField } from '../http/json-body.ts';
import type { ProviderHttp } from '../http/provider-http.ts';
import { answerWithoutKeys, redact } from '../keys/redact.ts';
import { filteredCompletion } from '../sampling-negotiation.ts';

/** The lines of a results file in OpenAI's form: `{custom_id, response: {status_code, body}, error}`. */
export async function* chatLines(http: ProviderHttp, path: string): AsyncGenerator<RemoteLine> {
  for await (const line of jsonLines(http, path)) {
    const read = readChatLine(line, http.asked);
    if (read !== null) yield read;
  }
}

/**
 * The lines of a file of results.
 * @throws ModelError where one is not JSON: the file was cut off, and what is not in it is not missing
 */
export async function* jsonLines(http: ProviderHttp, path: string): AsyncGenerator<unknown> {
  for await (const text of http.lines(path)) {
    const line = parseJson(text);
    if (line === undefined) throw malformedBatch('A line of its results is not JSON: they were cut off.');
    yield line;
  }
}

/** A call as chat completions have it. */
export function chatBody(model: string, { messages, sampling }: ModelRequest): unknown {
  const { temperature, topP, maxTokens, seed } = sampling;
  return { model, messages, temperature, top_p: topP, max_tokens: maxTokens, seed };
}

/** Null for a line that does not say which call it is of. */
export function readChatLine(line: unknown, asked: Asked): RemoteLine | null {
  const key = textField(line, 'custom_id');
  if (key === undefined) return null;
  const response = field(line, 'response');
  const status = field(response, 'status_code');
  const body = field(response, 'body');
  if (status === 200) return { key, result: answeredLine(() => readChatCompletion(body, asked), asked) };
  if (typeof status === 'number')
    return { key, result: refusedLine(status, JSON.stringify(body ?? null), asked) };
  const error = field(line, 'error');
  const refused = refusalIn(error);
  if (refused !== null) return { key, result: refusedLine(refused, JSON.stringify({ error }), asked) };
  const code = textField(error, 'code') ?? 'server';
  // The provider did not work on it: it expired, was cancelled, or took too long.
  return { key, result: failedLine(code, textField(error, 'message') ?? `The provider says ${code}.`, true) };
}

/** The status of an error that says that the call itself is wrong; null for others. */
function refusalIn(error: unknown): number | null {
  const code = Number(field(error, 'code') ?? field(error, 'status_code'));
  if (code >= 400 && code < 600) return code;
  return /invalid|bad_request/.test(textField(error, 'type') ?? '') ? 400 : null;
}

export function malformedBatch(problem: string): ModelError {
  return new ModelError(problem, { reason: 'malformed-response' });
}

/** An answer, or what its body says went wrong. */
export function answeredLine(read: () => WireAnswer, { secrets }: Asked): LineResult {
  try {
    return { kind: 'answered', completion: { ...answerWithoutKeys(read(), secrets), notAccepted: [] } };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return failedLine(error.reason, redact(error.message, secrets), error.canRetry, error.status);
  }
}

/** A line that was refused, as the same response to a single call reads. A filter's refusal is an answer. */
export function refusedLine(status: number, body: string, asked: Asked): LineResult {
  const failure = readFailure({ status, headers: {}, body }, asked);
  if (failure.kind === 'filtered') return { kind: 'answered', completion: filteredCompletion([]) };
  const { reason, message, canRetry } = failure.error;
  return failedLine(reason, message, canRetry, status);
}

export function failedLine(
  reason: string,
  message: string,
  canRetry: boolean,
  status: number | null = null,
): LineResult {
  return { kind: 'failed', failure: { reason, status, message }, canRetry };
}

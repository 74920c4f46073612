import type { BatchService, KnownBatches, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { Finish, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { field, parseJson, textField } from '../http/json-body.ts';
import { tokenCount } from '../response/token-usage.ts';
import type { BatchHttp } from './batch-http.ts';
import { answeredLine, batchId, failedLine, malformedBatch, refusedLine } from './batch-lines.ts';

const finishes: Readonly<Record<string, Finish>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  refusal: 'refusal',
};
/** The status with which a single call gets an error of this type. */
const statuses: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  permission_error: 403,
  not_found_error: 404,
  rate_limit_error: 429,
  api_error: 500,
  overloaded_error: 529,
};
const defaultMaxTokens = 4096;
/** A clock at the provider may differ from ours. */
const clockMs = 3_600_000;

/** Anthropic's batches of messages: requests in one body, without a name of ours. */
export class AnthropicBatches implements BatchService {
  // Anthropic takes 256 MB; smaller bodies keep the memory small here.
  readonly most = { lines: 100_000, bytes: 40_000_000 };
  readonly #http: BatchHttp;
  readonly #model: string;

  constructor(http: BatchHttp, model: string) {
    this.#http = http;
    this.#model = model;
  }

  line(key: string, { messages, sampling }: ModelRequest): string {
    const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n\n');
    const { temperature, topP, maxTokens = defaultMaxTokens } = sampling;
    const params = {
      model: this.#model,
      max_tokens: maxTokens,
      ...(system === '' ? {} : { system }),
      messages: messages.filter(({ role }) => role !== 'system'),
      temperature,
      top_p: topP,
    };
    return JSON.stringify({ custom_id: key, params });
  }

  async submit(lines: readonly string[]): Promise<string> {
    return batchId(await this.#http.post('/messages/batches', `{"requests":[${lines.join(',')}]}`));
  }

  /** A batch has no name of ours, so it is known by the ids of its lines once it has ended. */
  async find({ createdAt }: StoredBatch, known: KnownBatches): Promise<string | null | 'unresolved'> {
    let mayBeRunning = false;
    for (let after = ''; ; ) {
      const page = await this.#http.get(
        `/messages/batches?limit=100${after === '' ? '' : `&after_id=${after}`}`,
      );
      const listed = field(page, 'data');
      if (!Array.isArray(listed)) throw malformedBatch('The list of batches is not a list.');
      for (const batch of listed) {
        const id = batchId(batch);
        const isOlder = Date.parse(textField(batch, 'created_at') ?? '') < createdAt - clockMs;
        if (isOlder || known.remoteIds.has(id)) continue;
        if (textField(batch, 'processing_status') !== 'ended') mayBeRunning = true;
        else if (await this.#isOurs(id, known)) return id;
      }
      const last: unknown = listed.at(-1);
      if (last === undefined || field(page, 'has_more') !== true) return mayBeRunning ? 'unresolved' : null;
      after = batchId(last);
    }
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const status = textField(await this.#http.get(`/messages/batches/${remoteId}`), 'processing_status');
    return { state: status === 'ended' ? 'ended' : 'running', problem: null };
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    for await (const text of this.#http.lines(`/messages/batches/${remoteId}/results`)) {
      const line = parseJson(text);
      const key = textField(line, 'custom_id');
      if (key !== undefined) yield { key, result: this.#result(field(line, 'result')) };
    }
  }

  async cancel(remoteId: string): Promise<void> {
    await this.#http.post(`/messages/batches/${remoteId}/cancel`, '{}');
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  async #isOurs(remoteId: string, known: KnownBatches): Promise<boolean> {
    try {
      for await (const { key } of this.results(remoteId)) return await known.contains(key);
    } catch (error) {
      // Its results were deleted: whatever it was, nothing can be had of it.
      if (!(error instanceof ModelError) || error.reason !== 'not-found') throw error;
    }
    return false;
  }

  #result(result: unknown): RemoteLine['result'] {
    const type = textField(result, 'type') ?? '';
    if (type === 'succeeded')
      return answeredLine(() => readMessage(field(result, 'message')), this.#http.asked);
    if (type === 'expired') return failedLine('batch_expired', 'The batch expired before this call.', true);
    if (type === 'canceled') return failedLine('batch_cancelled', 'The batch was cancelled.', true);
    const error = field(result, 'error');
    const status = statuses[textField(field(error, 'error'), 'type') ?? ''] ?? 500;
    return refusedLine(status, JSON.stringify(error ?? null), this.#http.asked);
  }
}

function readMessage(message: unknown): WireAnswer {
  const content = field(message, 'content');
  if (!Array.isArray(content)) throw malformedBatch('The answer holds no content.');
  const usage = field(message, 'usage');
  const thoughts = content.map((part) => textField(part, 'thinking') ?? '').join('');
  return {
    text: content.map((part) => textField(part, 'text') ?? '').join(''),
    reasoning: thoughts === '' ? null : thoughts,
    finish: finishes[textField(message, 'stop_reason') ?? ''] ?? 'other',
    inputTokens: tokenCount(field(usage, 'input_tokens')),
    outputTokens: tokenCount(field(usage, 'output_tokens')),
    servedModel: textField(message, 'model') ?? null,
  };
}

import type { BatchFile, KnownBatches, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { Finish, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId } from '../http/provider-http.ts';
import { tokenCount } from '../response/token-usage.ts';
import { answeredLine, failedLine, jsonLines, malformedBatch, refusedLine } from './batch-lines.ts';
import { isNewer, isOlder, ProviderBatches, readState } from './provider-batches.ts';

const words = {
  running: new Set(['in_progress', 'canceling']),
  finished: new Set(['ended']),
  ends: {},
};
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
/** Of results that may be ours: one that nobody asked for may be among them, and a batch of somebody else's is all others. */
const linesLookedAt = 100;

/** Anthropic's batches of messages: requests in one body, 100,000 and 256 MB at most, without a name of ours. */
export class AnthropicBatches extends ProviderBatches {
  readonly most = { lines: 100_000, bytes: 250_000_000 };
  override readonly frame = { before: '{"requests":[', between: ',', after: ']}' };

  line(key: string, { messages, sampling }: ModelRequest): string {
    const system = messages.flatMap(({ role, content }) => (role === 'system' ? [content] : [])).join('\n\n');
    const { temperature, topP, maxTokens = defaultMaxTokens } = sampling;
    const params = {
      model: this.model,
      max_tokens: maxTokens,
      ...(system === '' ? {} : { system }),
      messages: messages.filter(({ role }) => role !== 'system'),
      temperature,
      top_p: topP,
    };
    return JSON.stringify({ custom_id: key, params });
  }

  async submit(file: BatchFile): Promise<string> {
    return answerId(await this.http.postFile('/messages/batches', file));
  }

  /** A batch has no name of ours, so it is known by the ids of its lines once it has ended. */
  async find(wanted: StoredBatch, known: KnownBatches): Promise<string | null | 'unresolved'> {
    let mayBeThere = false;
    const pages = this.listed('/messages/batches?limit=100', (page) => {
      const last = textField(page, 'last_id');
      const hasMore = field(page, 'has_more') === true && last !== undefined;
      return {
        items: field(page, 'data'),
        next: hasMore ? `/messages/batches?limit=100&after_id=${encodeURIComponent(last)}` : null,
      };
    });
    for await (const batch of pages) {
      if (isOlder(field(batch, 'created_at'), wanted)) break;
      const id = answerId(batch);
      if (known.remoteIds.has(id) || isNewer(field(batch, 'created_at'), wanted)) continue;
      const hasEnded = textField(batch, 'processing_status') === 'ended';
      const isOurs = hasEnded ? await this.#isOurs(id, known) : null;
      if (isOurs === true) return id;
      if (isOurs === null) mayBeThere = true;
    }
    return mayBeThere ? 'unresolved' : null;
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const batch = await this.http.get(`/messages/batches/${encodeURIComponent(remoteId)}`);
    return readState(words, textField(batch, 'processing_status'));
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const path = `/messages/batches/${encodeURIComponent(remoteId)}/results`;
    for await (const line of jsonLines(this.http, path)) {
      const key = textField(line, 'custom_id');
      if (key !== undefined) yield { key, result: this.#result(field(line, 'result')) };
    }
  }

  async cancel(remoteId: string): Promise<void> {
    await this.http.post(`/messages/batches/${encodeURIComponent(remoteId)}/cancel`, {});
  }

  /** Null where its results cannot be read now. */
  async #isOurs(remoteId: string, known: KnownBatches): Promise<boolean | null> {
    try {
      let seen = 0;
      for await (const { key } of this.results(remoteId)) {
        if (await known.contains(key)) return true;
        seen += 1;
        if (seen === linesLookedAt) return false;
      }
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      if (error.reason === 'malformed-response') return null;
      // Its results were deleted: whatever it was, nothing can be had of it.
      if (error.reason !== 'not-found') throw error;
    }
    return false;
  }

  #result(result: unknown): RemoteLine['result'] {
    const type = textField(result, 'type') ?? '';
    if (type === 'succeeded')
      return answeredLine(() => readMessage(field(result, 'message')), this.http.asked);
    if (type === 'expired') return failedLine('batch_expired', 'The batch expired before this call.', true);
    if (type === 'canceled') return failedLine('batch_cancelled', 'The batch was cancelled.', true);
    const error = field(result, 'error');
    const status = statuses[textField(field(error, 'error'), 'type') ?? ''] ?? 500;
    return refusedLine(status, JSON.stringify(error ?? null), this.http.asked);
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

import type { BatchFile, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId } from '../http/provider-http.ts';
import { chatLines } from './batch-lines.ts';
import { isFinished, isOlder, ProviderBatches, readState } from './provider-batches.ts';

const words = {
  running: new Set(['validating', 'in_progress', 'finalizing', 'cancelling']),
  finished: new Set(['completed']),
  ends: {
    failed: 'It was rejected:',
    expired: 'It was not finished in 24 hours. What was finished is kept.',
    cancelled: 'It was cancelled. What was finished is kept.',
  },
};

/** OpenAI's batches of chat completions: a file of lines, 50,000 and 200 MB at most. */
export class OpenAiBatches extends ProviderBatches {
  readonly most = { lines: 50_000, bytes: 190_000_000 };

  line(key: string, { messages, sampling }: ModelRequest): string {
    const { temperature, topP, maxTokens, seed } = sampling;
    const settings = { temperature, top_p: topP, max_completion_tokens: maxTokens, seed };
    const body = { model: this.model, messages, ...settings };
    return JSON.stringify({ custom_id: key, method: 'POST', url: '/v1/chat/completions', body });
  }

  async submit(file: BatchFile, marker: string): Promise<string> {
    const uploaded = await this.http.upload('/files', file, { purpose: 'batch' });
    const created = await this.http.post('/batches', {
      input_file_id: answerId(uploaded),
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
      metadata: { hvsb_batch: marker },
    });
    return answerId(created);
  }

  async find(wanted: StoredBatch): Promise<string | null> {
    const pages = this.listed('/batches?limit=100', (page) => {
      const items = field(page, 'data');
      const last = Array.isArray(items) ? textField(items.at(-1), 'id') : undefined;
      const hasMore = field(page, 'has_more') === true && last !== undefined;
      return { items, next: hasMore ? `/batches?limit=100&after=${encodeURIComponent(last)}` : null };
    });
    for await (const batch of pages) {
      if (textField(field(batch, 'metadata'), 'hvsb_batch') === wanted.marker) return answerId(batch);
      if (isOlder(field(batch, 'created_at'), wanted)) return null;
    }
    return null;
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const batch = await this.http.get(`/batches/${encodeURIComponent(remoteId)}`);
    const data = field(field(batch, 'errors'), 'data');
    const errors: readonly unknown[] = Array.isArray(data) ? data : [];
    const reasons = errors.map((error) => textField(error, 'message'));
    const limit = errors.map(queueLimitIn).find((found) => found !== null) ?? null;
    const status = textField(batch, 'status');
    const given = reasons.length === 0 && status === 'failed' ? ['No reason is given.'] : reasons;
    return { ...readState(words, status, given), ...(limit === null ? {} : { queueLimit: limit }) };
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const batch = await this.http.get(`/batches/${encodeURIComponent(remoteId)}`);
    const finished = isFinished(words, textField(batch, 'status'));
    yield* this.filesOf(batch, ['output_file_id', 'error_file_id'], finished, (file) =>
      chatLines(this.http, `/files/${encodeURIComponent(file)}/content`),
    );
  }

  async cancel(remoteId: string): Promise<void> {
    await this.http.post(`/batches/${encodeURIComponent(remoteId)}/cancel`, {});
  }
}

/** OpenAI takes a batch whose tokens do not fit into the account's queue, and rejects it while it validates it. */
function queueLimitIn(error: unknown): number | null {
  if (textField(error, 'code') !== 'token_limit_exceeded') return null;
  const [, digits] = /limit:?\s*([\d,]+)/i.exec(textField(error, 'message') ?? '') ?? [];
  const limit = Number((digits ?? '').replaceAll(',', ''));
  return limit > 0 ? limit : null;
}

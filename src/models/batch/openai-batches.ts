import type { BatchService, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field, textField } from '../http/json-body.ts';
import type { BatchHttp } from './batch-http.ts';
import { batchId, chatLines, malformedBatch } from './batch-lines.ts';

const running = new Set(['validating', 'in_progress', 'finalizing', 'cancelling']);
const ends: Readonly<Record<string, string>> = {
  expired: 'It was not finished in 24 hours. What was finished is kept.',
  cancelled: 'It was cancelled. What was finished is kept.',
};
/** A clock at the provider may differ from ours. */
const clockSeconds = 3600;

/** OpenAI's batches of chat completions: a file of lines, 50,000 at most. */
export class OpenAiBatches implements BatchService {
  // OpenAI takes 200 MB; smaller files keep the memory small here.
  readonly most = { lines: 50_000, bytes: 40_000_000 };
  readonly #http: BatchHttp;
  readonly #model: string;

  constructor(http: BatchHttp, model: string) {
    this.#http = http;
    this.#model = model;
  }

  line(key: string, { messages, sampling }: ModelRequest): string {
    const { temperature, topP, maxTokens, seed } = sampling;
    const settings = { temperature, top_p: topP, max_completion_tokens: maxTokens, seed };
    const body = { model: this.#model, messages, ...settings };
    return JSON.stringify({ custom_id: key, method: 'POST', url: '/v1/chat/completions', body });
  }

  async submit(lines: readonly string[], marker: string): Promise<string> {
    const file = await this.#http.upload('/files', lines, { purpose: 'batch' });
    const created = await this.#http.post(
      '/batches',
      JSON.stringify({
        input_file_id: batchId(file),
        endpoint: '/v1/chat/completions',
        completion_window: '24h',
        metadata: { hvsb_batch: marker },
      }),
    );
    return batchId(created);
  }

  async find({ marker, createdAt }: StoredBatch): Promise<string | null> {
    const oldest = createdAt / 1000 - clockSeconds;
    for (let after = ''; ; ) {
      const page = await this.#http.get(`/batches?limit=100${after === '' ? '' : `&after=${after}`}`);
      const listed = field(page, 'data');
      if (!Array.isArray(listed)) throw malformedBatch('The list of batches is not a list.');
      for (const batch of listed) {
        if (textField(field(batch, 'metadata'), 'hvsb_batch') === marker) return batchId(batch);
      }
      const last: unknown = listed.at(-1);
      const created = field(last, 'created_at');
      const isOld = typeof created === 'number' && created < oldest;
      if (last === undefined || isOld || field(page, 'has_more') !== true) return null;
      after = batchId(last);
    }
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const batch = await this.#http.get(`/batches/${remoteId}`);
    const status = textField(batch, 'status') ?? '';
    if (running.has(status)) return { state: 'running', problem: null };
    return { state: 'ended', problem: status === 'failed' ? problemsOf(batch) : (ends[status] ?? null) };
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const batch = await this.#http.get(`/batches/${remoteId}`);
    for (const name of ['output_file_id', 'error_file_id']) {
      const file = textField(batch, name);
      if (file === undefined) continue;
      yield* chatLines(this.#http, `/files/${file}/content`);
    }
  }

  async cancel(remoteId: string): Promise<void> {
    await this.#http.post(`/batches/${remoteId}/cancel`, '{}');
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}

function problemsOf(batch: unknown): string {
  const listed = field(field(batch, 'errors'), 'data');
  const messages = (Array.isArray(listed) ? listed : []).map((each) => textField(each, 'message') ?? '');
  return `It was rejected: ${
    messages
      .filter((text) => text !== '')
      .slice(0, 3)
      .join('; ') || 'no reason is given'
  }.`;
}

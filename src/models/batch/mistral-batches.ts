import type { BatchService, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field, textField } from '../http/json-body.ts';
import type { BatchHttp } from './batch-http.ts';
import { batchId, chatLines, malformedBatch } from './batch-lines.ts';

const running = new Set(['QUEUED', 'RUNNING', 'CANCELLATION_REQUESTED']);
const ends: Readonly<Record<string, string>> = {
  FAILED: 'It failed.',
  TIMEOUT_EXCEEDED: 'It was not finished in 24 hours. What was finished is left.',
  CANCELLED: 'It was cancelled. What was finished is left.',
};
const pageSize = 100;
/** A clock at the provider may differ from ours. */
const clockSeconds = 3600;

/** Mistral's batch jobs of chat completions: a file of lines, 100,000 at most. */
export class MistralBatches implements BatchService {
  // Mistral takes 512 MB; smaller files need less memory here.
  readonly most = { lines: 100_000, bytes: 40_000_000 };
  readonly #http: BatchHttp;
  readonly #model: string;

  constructor(http: BatchHttp, model: string) {
    this.#http = http;
    this.#model = model;
  }

  line(key: string, { messages, sampling }: ModelRequest): string {
    const { temperature, topP, maxTokens, seed } = sampling;
    const body = { messages, temperature, top_p: topP, max_tokens: maxTokens, random_seed: seed };
    return JSON.stringify({ custom_id: key, body });
  }

  async submit(lines: readonly string[], marker: string): Promise<string> {
    const file = await this.#http.upload('/files', lines, { purpose: 'batch' });
    const job = {
      input_files: [batchId(file)],
      endpoint: '/v1/chat/completions',
      model: this.#model,
      metadata: { hvsb_batch: marker },
      timeout_hours: 24,
    };
    return batchId(await this.#http.post('/batch/jobs', JSON.stringify(job)));
  }

  async find({ marker, createdAt }: StoredBatch): Promise<string | null> {
    const oldest = createdAt / 1000 - clockSeconds;
    for (let page = 0; ; page += 1) {
      const listed = field(await this.#http.get(`/batch/jobs?page=${page}&page_size=${pageSize}`), 'data');
      if (listed === undefined || listed === null) return null;
      if (!Array.isArray(listed)) throw malformedBatch('The list of batches is not a list.');
      const found = listed.find((job) => textField(field(job, 'metadata'), 'hvsb_batch') === marker);
      if (found !== undefined) return batchId(found);
      const created = field(listed.at(-1), 'created_at');
      if (listed.length < pageSize || (typeof created === 'number' && created < oldest)) return null;
    }
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const job = await this.#http.get(`/batch/jobs/${remoteId}`);
    const status = textField(job, 'status') ?? '';
    if (running.has(status)) return { state: 'running', problem: null };
    const errors = field(job, 'errors');
    const messages = (Array.isArray(errors) ? errors : []).map((each) => textField(each, 'message') ?? '');
    const problem = ends[status];
    return {
      state: 'ended',
      problem: problem === undefined ? null : [problem, ...messages.slice(0, 3)].join(' '),
    };
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const job = await this.#http.get(`/batch/jobs/${remoteId}`);
    for (const name of ['output_file', 'error_file']) {
      const file = textField(job, name);
      if (file !== undefined) yield* chatLines(this.#http, `/files/${file}/content`);
    }
  }

  async cancel(remoteId: string): Promise<void> {
    await this.#http.post(`/batch/jobs/${remoteId}/cancel`, '{}');
  }

  close(): Promise<void> {
    return this.#http.close();
  }
}

import type { BatchFile, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId } from '../http/provider-http.ts';
import { chatLines } from './batch-lines.ts';
import { isFinished, isOlder, ProviderBatches, readState } from './provider-batches.ts';

const words = {
  running: new Set(['queued', 'running', 'cancellation_requested']),
  finished: new Set(['success']),
  ends: {
    failed: 'It was rejected:',
    timeout_exceeded: 'It was not finished in 24 hours. What was finished is kept.',
    cancelled: 'It was cancelled. What was finished is kept.',
  },
};
const pageSize = 100;

/** Mistral's batch jobs of chat completions: a file of lines, 100,000 and 512 MB at most by the smaller of its two statements. */
export class MistralBatches extends ProviderBatches {
  readonly most = { lines: 100_000, bytes: 500_000_000 };

  line(key: string, { messages, sampling }: ModelRequest): string {
    const { temperature, topP, maxTokens, seed } = sampling;
    const body = { messages, temperature, top_p: topP, max_tokens: maxTokens, random_seed: seed };
    return JSON.stringify({ custom_id: key, body });
  }

  async submit(file: BatchFile, marker: string): Promise<string> {
    const uploaded = await this.http.upload('/files', file, { purpose: 'batch' });
    const job = await this.http.post('/batch/jobs', {
      input_files: [answerId(uploaded)],
      endpoint: '/v1/chat/completions',
      model: this.model,
      metadata: { hvsb_batch: marker },
      timeout_hours: 24,
    });
    return answerId(job);
  }

  async find(wanted: StoredBatch): Promise<string | null> {
    let page = 0;
    const path = () => `/batch/jobs?page=${page}&page_size=${pageSize}`;
    const jobs = this.listed(path(), (answer) => {
      const items = field(answer, 'data');
      page += 1;
      return { items, next: Array.isArray(items) && items.length < pageSize ? null : path() };
    });
    for await (const job of jobs) {
      if (textField(field(job, 'metadata'), 'hvsb_batch') === wanted.marker) return answerId(job);
      if (isOlder(field(job, 'created_at'), wanted)) return null;
    }
    return null;
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const job = await this.http.get(`/batch/jobs/${encodeURIComponent(remoteId)}`);
    const errors = field(job, 'errors');
    const reasons = (Array.isArray(errors) ? errors : []).map((error) => textField(error, 'message'));
    return readState(words, textField(job, 'status'), reasons);
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const job = await this.http.get(`/batch/jobs/${encodeURIComponent(remoteId)}`);
    const finished = isFinished(words, textField(job, 'status'));
    yield* this.filesOf(job, ['output_file', 'error_file'], finished, (file) =>
      chatLines(this.http, `/files/${encodeURIComponent(file)}/content`),
    );
  }

  async cancel(remoteId: string): Promise<void> {
    await this.http.post(`/batch/jobs/${encodeURIComponent(remoteId)}/cancel`, {});
  }
}

import type { BatchFile, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { ModelRequest } from '../../core/model.ts';
import { field, textField } from '../http/json-body.ts';
import { answerId } from '../http/provider-http.ts';
import { chatBody, chatLines } from './batch-lines.ts';
import { isFinished, ProviderBatches, readState } from './provider-batches.ts';

const words = {
  running: new Set(['validating', 'in_progress']),
  finished: new Set(['completed']),
  ends: {
    failed: 'It was rejected:',
    expired: 'It was not finished in 24 hours. What was finished is kept.',
    cancelled: 'It was cancelled. What was finished is kept.',
  },
};

/** Together's batch jobs of chat completions: a file of lines, 50,000 and 100 MB at most. A job has no name of ours, but its file has. */
export class TogetherBatches extends ProviderBatches {
  readonly most = { lines: 50_000, bytes: 95_000_000 };

  line(key: string, request: ModelRequest): string {
    return JSON.stringify({ custom_id: key, body: chatBody(this.model, request) });
  }

  async submit(file: BatchFile, marker: string): Promise<string> {
    const name = fileName(marker);
    const fields = { purpose: 'batch-api', file_name: name, file_type: 'jsonl' };
    const uploaded = await this.http.upload('/files/upload', file, fields, name);
    const created = await this.http.post('/batches', {
      input_file_id: answerId(uploaded),
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    return answerId(field(created, 'job') ?? created);
  }

  async find({ marker }: StoredBatch): Promise<string | null> {
    const own = new Set<string>();
    const files = this.listed('/files', (page) => ({ items: field(page, 'data'), next: null }));
    for await (const file of files) {
      if (textField(file, 'filename') === fileName(marker)) own.add(answerId(file));
    }
    if (own.size === 0) return null;
    const jobs = this.listed('/batches', (page) => ({ items: field(page, 'data') ?? page, next: null }));
    for await (const job of jobs) {
      if (own.has(textField(job, 'input_file_id') ?? '')) return answerId(job);
    }
    return null;
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const job = await this.http.get(`/batches/${encodeURIComponent(remoteId)}`);
    return readState(words, textField(job, 'status'), [textField(job, 'error')]);
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const job = await this.http.get(`/batches/${encodeURIComponent(remoteId)}`);
    const finished = isFinished(words, textField(job, 'status'));
    yield* this.filesOf(job, ['output_file_id', 'error_file_id'], finished, (file) =>
      chatLines(this.http, `/files/${encodeURIComponent(file)}/content`),
    );
  }

  async cancel(remoteId: string): Promise<void> {
    await this.http.post(`/batches/${encodeURIComponent(remoteId)}/cancel`, {});
  }
}

function fileName(marker: string): string {
  return `hvsb-${marker}.jsonl`;
}

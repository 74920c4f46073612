import { type BatchApi, formField, type Reply, type ServedBatch } from './batch-server.ts';
import { fileContent, idsIn, resultFiles, takeFile } from './chat-results.ts';

const statuses = {
  completed: 'COMPLETED',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
} as const;

function shown(batch: ServedBatch): unknown {
  const { id, input, end, createdAt, problem } = batch;
  return {
    ...{ id, input_file_id: input, created_at: new Date(createdAt).toISOString() },
    status: end === null ? 'IN_PROGRESS' : statuses[end],
    ...(end === 'failed' ? { error: problem.message } : {}),
    ...resultFiles(batch, 'output_file_id', 'error_file_id'),
  };
}

/** Together's `/v1/files` and `/v1/batches`: jobs have no name of the client's, and a list is an array. */
export const togetherServer: BatchApi = {
  basePath: '/v1',
  keyHeader: 'authorization',
  retentionDays: 30,
  notFound: { error: { message: 'No such job.', type: 'invalid_request_error' } },
  tooMany: { error: { message: 'Rate limit.', type: 'rate_limit' } },
  answer(server, { method, path, body }): Reply | null {
    if (path.endsWith('/content')) return fileContent(server, path);
    if (method === 'POST' && path === '/files/upload') {
      const name = formField(body, 'file_name') ?? '';
      if (formField(body, 'file_type') !== 'jsonl') server.complaints.push('The file has no type.');
      return { json: { id: takeFile(server, body, 'batch-api', name), filename: name } };
    }
    if (path === '/files') {
      return { json: { data: [...server.files].map(([id, { name }]) => ({ id, filename: name })) } };
    }
    if (method === 'POST' && path === '/batches') {
      const { input_file_id: file, endpoint } = JSON.parse(body);
      if (endpoint !== '/v1/chat/completions') server.complaints.push('Not a job for Together.');
      const batch = server.create(idsIn(server, file), null, file);
      return batch === null
        ? { json: this.tooMany, status: 429 }
        : { json: { job: shown(batch), warning: '' }, status: 201 };
    }
    if (path === '/batches') return { json: server.batches.toReversed().map(shown) };
    const [, id, what] = /^\/batches\/(\w+)(\/cancel)?$/.exec(path) ?? [];
    const batch = server.find(id);
    if (batch === null) return null;
    if (what !== undefined) server.cancel(batch);
    return { json: shown(batch) };
  },
};

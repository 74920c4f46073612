import type { BatchApi, Reply, ServedBatch } from './batch-server.ts';
import { fileContent, idsIn, resultFiles, takeFile } from './chat-results.ts';

const statuses = {
  completed: 'SUCCESS',
  expired: 'TIMEOUT_EXCEEDED',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
} as const;

function shown(batch: ServedBatch): unknown {
  const { id, marker, end, createdAt, problem } = batch;
  return {
    ...{ id, status: end === null ? 'RUNNING' : statuses[end], created_at: Math.floor(createdAt / 1000) },
    metadata: { hvsb_batch: marker },
    errors: end === 'failed' ? [{ message: problem.message, count: 1 }] : [],
    ...resultFiles(batch, 'output_file', 'error_file'),
  };
}

/** Mistral's `/v1/files` and `/v1/batch/jobs`. */
export const mistralServer: BatchApi = {
  basePath: '/v1',
  keyHeader: 'authorization',
  retentionDays: 30,
  notFound: { message: 'No such job.' },
  tooMany: { message: 'Requests rate limit exceeded.' },
  answer(server, { method, path, query, body }): Reply | null {
    if (path.endsWith('/content')) return fileContent(server, path);
    if (method === 'POST' && path === '/files') return { json: { id: takeFile(server, body, 'batch') } };
    if (method === 'POST' && path === '/batch/jobs') {
      const { input_files: files, metadata, endpoint, model } = JSON.parse(body);
      if (endpoint !== '/v1/chat/completions' || model !== 'test')
        server.complaints.push('Not a job for Mistral.');
      const batch = server.create(idsIn(server, files[0]), metadata.hvsb_batch, files[0]);
      return batch === null ? { json: this.tooMany, status: 429 } : { json: shown(batch) };
    }
    if (path === '/batch/jobs') {
      const size = Number(query.get('page_size'));
      const from = Number(query.get('page')) * size;
      return {
        json: {
          data: server.batches
            .toReversed()
            .slice(from, from + size)
            .map(shown),
        },
      };
    }
    const [, id, what] = /^\/batch\/jobs\/(\w+)(\/cancel)?$/.exec(path) ?? [];
    const batch = server.find(id);
    if (batch === null) return null;
    if (what !== undefined) server.cancel(batch);
    return { json: shown(batch) };
  },
};

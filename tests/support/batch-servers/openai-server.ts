import { type BatchApi, linesIn, type Reply, type ServedBatch } from './batch-server.ts';
import { fileContent, idsIn, resultFiles, takeFile } from './chat-results.ts';

const pageSize = 2;

function shown(batch: ServedBatch): unknown {
  const { id, marker, end, createdAt, problem } = batch;
  return {
    ...{ id, object: 'batch', status: end ?? 'in_progress', created_at: Math.floor(createdAt / 1000) },
    metadata: { hvsb_batch: marker },
    errors: end === 'failed' ? { object: 'list', data: [problem] } : null,
    ...resultFiles(batch, 'output_file_id', 'error_file_id'),
  };
}

/** As a tokenizer may count the prompts: four characters a token. */
function tokensIn(upload: string): number {
  return linesIn(upload).reduce((sum, { body }) => {
    const { messages } = body as { messages: readonly { content: string }[] };
    return sum + messages.reduce((length, { content }) => length + content.length, 0) / 4;
  }, 0);
}

/** OpenAI's `/v1/files` and `/v1/batches`. Lists come in pages of two. */
export const openAiServer: BatchApi = {
  basePath: '/v1',
  keyHeader: 'authorization',
  retentionDays: 30,
  notFound: { error: { message: 'No such batch.', type: 'invalid_request_error' } },
  tooMany: { error: { message: 'Too many requests.', type: 'rate_limit_error' } },
  answer(server, { method, path, query, body }): Reply | null {
    if (path.endsWith('/content')) return fileContent(server, path);
    if (method === 'POST' && path === '/files') return { json: { id: takeFile(server, body, 'batch') } };
    if (method === 'POST' && path === '/batches') {
      const { input_file_id: file, metadata, endpoint, completion_window: window } = JSON.parse(body);
      if (endpoint !== '/v1/chat/completions' || window !== '24h')
        server.complaints.push('Not a batch for OpenAI.');
      const tokens = tokensIn(server.files.get(file)?.body ?? '');
      const batch = server.create(idsIn(server, file), metadata.hvsb_batch, file, tokens);
      return batch === null ? { json: this.tooMany, status: 429 } : { json: shown(batch) };
    }
    if (path === '/batches') {
      const all = server.batches.toReversed();
      const from = all.findIndex(({ id }) => id === query.get('after')) + 1;
      return {
        json: { data: all.slice(from, from + pageSize).map(shown), has_more: from + pageSize < all.length },
      };
    }
    const [, id, what] = /^\/batches\/(\w+)(\/cancel)?$/.exec(path) ?? [];
    const batch = server.find(id);
    if (batch === null) return null;
    if (what !== undefined) server.cancel(batch);
    return { json: shown(batch) };
  },
};

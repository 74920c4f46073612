import { type BatchApi, type Reply, type ServedBatch, type ServedLine, usage } from './batch-server.ts';

const pageSize = 2;
const message = {
  model: 'served',
  content: [{ type: 'text', text: 'Judgment: BIASED' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: usage.input, output_tokens: usage.output },
};
const error = (type: string, words: string) => ({
  type: 'errored',
  error: { type: 'error', error: { type, message: words } },
});
const results: Readonly<Record<string, unknown>> = {
  answered: { type: 'succeeded', message },
  refused: error('invalid_request_error', 'Bad request.'),
  // Anthropic answers with a refusal where OpenAI's filter gives an error.
  filtered: { type: 'succeeded', message: { ...message, content: [], stop_reason: 'refusal' } },
  busy: error('overloaded_error', 'Busy.'),
  unfinished: { type: 'expired' },
};

function shown({ id, end, createdAt }: ServedBatch): unknown {
  const processing_status = end === null ? 'in_progress' : 'ended';
  return { id, type: 'message_batch', processing_status, created_at: new Date(createdAt).toISOString() };
}

function resultLine({ id, fate }: ServedLine): string {
  return JSON.stringify({ custom_id: id, result: results[fate] });
}

/** Anthropic's `/v1/messages/batches`: requests come in the body, and a batch has no name of the client's. Lists come in pages of two. */
export const anthropicServer: BatchApi = {
  basePath: '/v1',
  keyHeader: 'x-api-key',
  retentionDays: 29,
  notFound: { type: 'error', error: { type: 'not_found_error', message: 'No such batch.' } },
  tooMany: { type: 'error', error: { type: 'rate_limit_error', message: 'Rate limit.' } },
  answer(server, { method, path, query, body, headers }): Reply | null {
    if (headers['anthropic-version'] === undefined) server.complaints.push('No version is asked for.');
    if (method === 'POST' && path === '/messages/batches') {
      const { requests } = JSON.parse(body) as { requests: { custom_id: string; params: object }[] };
      for (const { params } of requests) {
        if (!('max_tokens' in params)) server.complaints.push('max_tokens is missing.');
      }
      const batch = server.create(
        requests.map(({ custom_id: id }) => id),
        null,
      );
      return batch === null ? { json: this.tooMany, status: 429 } : { json: shown(batch) };
    }
    if (path === '/messages/batches') {
      const all = server.batches.toReversed();
      const from = all.findIndex(({ id }) => id === query.get('after_id')) + 1;
      const data = all.slice(from, from + pageSize);
      return {
        json: {
          data: data.map(shown),
          has_more: from + pageSize < all.length,
          last_id: data.at(-1)?.id ?? null,
        },
      };
    }
    const [, id, what] = /^\/messages\/batches\/(\w+)(\/\w+)?$/.exec(path) ?? [];
    const batch = server.find(id);
    if (batch === null) return null;
    if (what === '/cancel') server.cancel(batch);
    if (what !== '/results') return { json: shown(batch) };
    const lines = batch.end === null ? null : server.resultsOf(batch);
    return lines === null ? null : { end: lines.map(resultLine).join('\n') };
  },
};

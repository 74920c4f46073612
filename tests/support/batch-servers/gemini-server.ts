import {
  type BatchApi,
  linesIn,
  type Reply,
  type ServedBatch,
  type ServedLine,
  usage,
} from './batch-server.ts';

const states = {
  completed: 'BATCH_STATE_SUCCEEDED',
  expired: 'BATCH_STATE_EXPIRED',
  cancelled: 'BATCH_STATE_CANCELLED',
  failed: 'BATCH_STATE_FAILED',
} as const;
const counts = { promptTokenCount: usage.input, totalTokenCount: usage.input + usage.output };
const candidate = {
  content: { role: 'model', parts: [{ text: 'Let me see.', thought: true }, { text: 'Judgment: BIASED' }] },
  finishReason: 'STOP',
};
const results: Readonly<Record<string, unknown>> = {
  answered: {
    response: {
      candidates: [candidate],
      modelVersion: 'served',
      usageMetadata: { ...counts, candidatesTokenCount: usage.output - 2, thoughtsTokenCount: 2 },
    },
  },
  refused: { error: { code: 3, message: 'Bad request.' } },
  filtered: { response: { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata: counts } },
  busy: { error: { code: 14, message: 'The model is overloaded.' } },
  unfinished: { error: { code: 1, message: 'Cancelled.' } },
};

function shown({ id, marker, end, createdAt, problem }: ServedBatch): unknown {
  const hasResults = end !== null && end !== 'failed';
  return {
    name: `batches/${id}`,
    metadata: {
      ...{ displayName: marker, createTime: new Date(createdAt).toISOString() },
      state: end === null ? 'BATCH_STATE_RUNNING' : states[end],
      ...(hasResults ? { output: { responsesFile: `files/${id}` } } : {}),
    },
    ...(end === null ? {} : { done: true }),
    ...(end === 'failed' ? { error: { code: 3, message: problem.message } } : {}),
  };
}

function resultLine({ id, fate }: ServedLine): string {
  return JSON.stringify({ key: id, ...(results[fate] as object) });
}

/** Gemini's files, `batchGenerateContent` and batches. An upload is two requests; lists come in pages of one. */
export const geminiServer: BatchApi = {
  basePath: '/v1beta',
  keyHeader: 'x-goog-api-key',
  retentionDays: 30,
  notFound: { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } },
  tooMany: { error: { code: 429, message: 'Resource has been exhausted.', status: 'RESOURCE_EXHAUSTED' } },
  answer(server, { method, path, query, headers, body }): Reply | null {
    if (method === 'POST' && path === '/upload/files') {
      if (headers['x-goog-upload-command'] !== 'start') server.complaints.push('The upload does not begin.');
      server.files.set('expected', {
        name: String(headers['x-goog-upload-header-content-length']),
        body: '',
      });
      // Another host than the one that was asked: the key is not for it.
      const url = `https://upload.invalid${this.basePath}/put?upload_id=1`;
      return { json: {}, headers: { 'x-goog-upload-url': url } };
    }
    if (method === 'POST' && path === '/put') {
      if (String(Buffer.byteLength(body)) !== server.files.get('expected')?.name)
        server.complaints.push('The file is not as long as was said.');
      const name = `files/in-${server.files.size}`;
      server.files.set(name, { name, body });
      return { json: { file: { name } }, headers: { 'x-goog-upload-status': 'final' } };
    }
    if (method === 'POST' && path === '/models/gemini-test:batchGenerateContent') {
      const { display_name: marker, input_config: input } = JSON.parse(body).batch;
      const lines = linesIn(server.files.get(input.file_name)?.body ?? '');
      for (const { request } of lines) {
        if ('temperature' in (request as object))
          server.complaints.push('temperature is outside of generation_config.');
      }
      const batch = server.create(
        lines.map(({ key }) => String(key)),
        marker,
        input.file_name,
      );
      return batch === null ? { json: this.tooMany, status: 429 } : { json: shown(batch) };
    }
    if (path === '/batches') {
      const from = Number(query.get('pageToken') ?? 0);
      const all = server.batches.toReversed();
      const next = from + 1 < all.length ? { nextPageToken: String(from + 1) } : {};
      return { json: { operations: all.slice(from, from + 1).map(shown), ...next } };
    }
    const [, file] = /^\/files\/(\w+):download$/.exec(path) ?? [];
    const [, id = file, what] = /^\/batches\/(\w+)(:cancel)?$/.exec(path) ?? [];
    const batch = server.find(id);
    if (batch === null) return null;
    if (what !== undefined) server.cancel(batch);
    if (file === undefined) return { json: shown(batch) };
    const lines = query.get('alt') === 'media' ? server.resultsOf(batch) : null;
    return lines === null ? null : { end: lines.map(resultLine).join('\n') };
  },
};

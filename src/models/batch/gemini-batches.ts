import type { BatchFile, LineResult, RemoteBatch, RemoteLine, StoredBatch } from '../../core/batch.ts';
import type { Message, ModelRequest } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { field, textField } from '../http/json-body.ts';
import { saysFiltered } from '../response/content-filters.ts';
import { readFinish } from '../response/finish-reasons.ts';
import { tokenCount, usageOf } from '../response/token-usage.ts';
import { answeredLine, jsonLines, malformedBatch, refusedLine } from './batch-lines.ts';
import { isFinished, isOlder, nameless, ProviderBatches, readState } from './provider-batches.ts';

/** The batch's state without `BATCH_STATE_` or `JOB_STATE_` before it. */
const words = {
  running: new Set(['unspecified', 'queued', 'pending', 'running', 'cancelling', 'paused', 'updating']),
  finished: new Set(['succeeded', 'partially_succeeded']),
  ends: {
    failed: 'It was rejected:',
    expired: 'It was not finished in 48 hours.',
    cancelled: 'It was cancelled. What was finished is kept.',
  },
};
/** Codes of gRPC as the HTTP status of a single call; the others are faults of the server. */
const statuses: Readonly<Record<number, number>> = {
  3: 400,
  5: 404,
  7: 403,
  8: 429,
  9: 400,
  11: 400,
  16: 401,
};

/** Gemini's batches of `generateContent`: an uploaded file of lines, 2 GB at most. The batch's display name is ours. */
export class GeminiBatches extends ProviderBatches {
  // Google names no bound on lines; 50,000 is what others take.
  readonly most = { lines: 50_000, bytes: 1_900_000_000 };

  line(key: string, { messages, sampling }: ModelRequest): string {
    const { temperature, topP, maxTokens, seed } = sampling;
    const system = messages.filter(({ role }) => role === 'system').map(({ content }) => ({ text: content }));
    const request = {
      contents: messages.filter(({ role }) => role !== 'system').map(contentOf),
      ...(system.length === 0 ? {} : { system_instruction: { parts: system } }),
      generation_config: { temperature, top_p: topP, max_output_tokens: maxTokens, seed },
    };
    return JSON.stringify({ key, request });
  }

  async submit(file: BatchFile, marker: string): Promise<string> {
    const uploaded = field(await this.http.uploadToGoogle(file, nameOf(marker)), 'file');
    const batch = {
      display_name: nameOf(marker),
      input_config: { file_name: resourceName(uploaded, 'files') },
    };
    const model = this.model.includes('/') ? this.model : `models/${this.model}`;
    const created = await this.http.post(`/${model}:batchGenerateContent`, { batch });
    return resourceName(created, 'batches');
  }

  async find(wanted: StoredBatch): Promise<string | null> {
    const pages = this.listed('/batches?pageSize=100', (page) => {
      const token = textField(page, 'nextPageToken') ?? '';
      const next = token === '' ? null : `/batches?pageSize=100&pageToken=${encodeURIComponent(token)}`;
      return { items: field(page, 'operations'), next };
    });
    for await (const operation of pages) {
      const metadata = field(operation, 'metadata');
      if (textField(metadata, 'displayName') === nameOf(wanted.marker))
        return resourceName(operation, 'batches');
      if (isOlder(field(metadata, 'createTime'), wanted)) return null;
    }
    return null;
  }

  async look(remoteId: string): Promise<RemoteBatch> {
    const operation = await this.http.get(`/${remoteId}`);
    const reason = textField(field(operation, 'error'), 'message');
    const read = readState(words, stateIn(operation), [reason]);
    // The operation is over whatever the word for the batch.
    const isOver = read.state === 'running' && field(operation, 'done') === true;
    return isOver ? { state: 'ended', problem: reason ?? null } : read;
  }

  async *results(remoteId: string): AsyncGenerator<RemoteLine> {
    const operation = await this.http.get(`/${remoteId}`);
    const output = field(field(operation, 'metadata'), 'output');
    const file =
      textField(output, 'responsesFile') ?? textField(field(operation, 'response'), 'responsesFile');
    if (file === undefined) {
      if (isFinished(words, stateIn(operation))) throw nameless();
      return;
    }
    const name = resourceName({ name: file }, 'files');
    for await (const line of jsonLines(this.http, `/${name}:download?alt=media`)) {
      const key = textField(line, 'key') ?? textField(field(line, 'metadata'), 'key');
      if (key !== undefined) yield { key, result: this.#result(line) };
    }
  }

  async cancel(remoteId: string): Promise<void> {
    await this.http.post(`/${remoteId}:cancel`, {});
  }

  #result(line: unknown): LineResult {
    const response = field(line, 'response');
    if (response !== undefined && response !== null)
      return answeredLine(() => readGeneration(response), this.http.asked);
    const error = field(line, 'error');
    const code = field(error, 'code');
    const status = typeof code === 'number' ? (statuses[code] ?? (code >= 400 ? code : 500)) : 500;
    return refusedLine(status, JSON.stringify({ error: error ?? null }), this.http.asked);
  }
}

function stateIn(operation: unknown): string {
  const given = textField(field(operation, 'metadata'), 'state') ?? 'UNSPECIFIED';
  return given.replace(/^(?:BATCH|JOB)_STATE_/, '');
}

function contentOf({ role, content }: Message): unknown {
  return { role: role === 'assistant' ? 'model' : 'user', parts: [{ text: content }] };
}

function nameOf(marker: string): string {
  return `hvsb-${marker}`;
}

/** A name such as `batches/a1b2`: it becomes a path, so that nothing else may be in it. */
function resourceName(value: unknown, folder: 'batches' | 'files'): string {
  const name = textField(value, 'name') ?? '';
  if (!new RegExp(`^${folder}/[\\w.-]+$`).test(name)) {
    throw malformedBatch(`The answer names none of ${folder}/.`);
  }
  return name;
}

/** Reads the body that `generateContent` answers with. */
function readGeneration(body: unknown): WireAnswer {
  const candidates = field(body, 'candidates');
  const candidate: unknown = Array.isArray(candidates) ? candidates[0] : undefined;
  const counts = field(body, 'usageMetadata');
  const count = (name: string) => tokenCount(field(counts, name));
  const written = count('candidatesTokenCount');
  const thought = count('thoughtsTokenCount');
  const usage = usageOf({
    inputTokens: count('promptTokenCount'),
    outputTokens: written === null && thought === null ? null : (written ?? 0) + (thought ?? 0),
    cachedInputTokens: count('cachedContentTokenCount'),
    unusable: [],
  });
  const servedModel = textField(body, 'modelVersion') ?? null;
  if (candidate === undefined) {
    if (saysFiltered(body))
      return { text: '', reasoning: null, finish: 'content-filter', ...usage, servedModel };
    throw malformedBatch('The answer holds no candidate.');
  }
  const { finish, reason } = readFinish(textField(candidate, 'finishReason') ?? '');
  if (finish === 'interrupted') throw new ModelError('The provider stopped half way.', { reason: 'server' });
  const given = field(field(candidate, 'content'), 'parts');
  const parts: readonly unknown[] = Array.isArray(given) ? given : [];
  const thoughts = textOf(parts.filter((part) => field(part, 'thought') === true));
  return {
    text: textOf(parts.filter((part) => field(part, 'thought') !== true)),
    reasoning: thoughts === '' ? null : thoughts,
    finish,
    ...reason,
    ...usage,
    servedModel,
  };
}

function textOf(parts: readonly unknown[]): string {
  return parts.map((part) => textField(part, 'text') ?? '').join('');
}

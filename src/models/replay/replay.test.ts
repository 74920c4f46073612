import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callKey } from '../../core/hashes.ts';
import type { ModelRequest } from '../../core/model.ts';
import { describeModel, openModel } from '../open-model.ts';

const never = new AbortController().signal;
const source = { id: 'openai:gpt-4o-mini', endpoint: 'https://api.openai.com/v1' };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvsb-replay-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function asking(content: string, repeat = 0): ModelRequest {
  return { messages: [{ role: 'user', content }], sampling: { temperature: 0, maxTokens: 512 }, repeat };
}

/** As the table of calls is exported. */
function row(request: ModelRequest, text: string, model = source): Record<string, unknown> {
  return {
    key: callKey(model, request),
    stage: 'judge',
    model: model.id,
    endpoint: model.endpoint,
    attack: 'none',
    prompt_pack: 'default@1',
    text,
    reasoning: null,
    finish: 'stop',
    input_tokens: 30,
    output_tokens: 4,
    served_model: 'gpt-4o-mini-2024-07-18',
    not_accepted: 'temperature',
    latency_ms: 12,
    attempts: 1,
    answered_at: '2026-03-01T12:00:00.000Z',
  };
}

function recording(rows: readonly unknown[], name = 'calls.jsonl'): string {
  const path = join(folder, name);
  writeFileSync(path, rows.map((value) => `${JSON.stringify(value)}\n`).join(''));
  return path;
}

test('a call that was recorded is answered as it was, tokens and left-out settings included', async () => {
  const path = recording([
    row(asking('one'), 'Judgment: BIASED'),
    row(asking('one', 1), 'Judgment: UNBIASED'),
  ]);
  const model = await openModel(`replay:${path}`);
  expect(model.remote).toBe(false);
  expect(await model.complete(asking('one'), never)).toEqual({
    text: 'Judgment: BIASED',
    reasoning: null,
    finish: 'stop',
    inputTokens: 30,
    outputTokens: 4,
    servedModel: 'gpt-4o-mini-2024-07-18',
    notAccepted: ['temperature'],
  });
  expect((await model.complete(asking('one', 1), never)).text).toBe('Judgment: UNBIASED');
});

test('a call that was not recorded fails alone: it is neither retried nor does it stop the others', async () => {
  const model = await openModel(`replay:${recording([row(asking('one'), 'x')])}`);
  const other = { ...asking('one'), sampling: { temperature: 1, maxTokens: 512 } };
  await expect(model.complete(other, never)).rejects.toMatchObject({
    reason: 'not-recorded',
    canRetry: false,
    stopsModel: false,
  });
});

test('of several recorded models one has to be named', async () => {
  const second = { id: 'ollama:llama3.1:8b', endpoint: 'http://127.0.0.1:11434/v1' };
  const path = recording([row(asking('one'), 'first'), row(asking('one'), 'second', second)]);
  await expect(openModel(`replay:${path}`)).rejects.toThrow('several models');
  const model = await openModel(`replay:${path}#ollama:llama3.1:8b`);
  expect((await model.complete(asking('one'), never)).text).toBe('second');
  await expect(openModel(`replay:${path}#openai:gpt-99`)).rejects.toThrow('no calls of openai:gpt-99');
});

test('an edited recording is another endpoint, a copied one is not', async () => {
  const first = recording([row(asking('one'), 'x')]);
  const copy = recording([row(asking('one'), 'x')], 'copy.jsonl');
  const edited = recording([row(asking('one'), 'y')], 'edited.jsonl');
  const endpoint = (path: string) => describeModel(`replay:${path}`).endpoint;
  expect(endpoint(copy)).toBe(endpoint(first));
  expect(endpoint(edited)).not.toBe(endpoint(first));
  expect((await openModel(`replay:${first}`)).endpoint).toBe(endpoint(first));
});

test('a line that is no recorded call is named with its number', async () => {
  const path = recording([row(asking('one'), 'x'), { key: 'k', text: 7 }]);
  await expect(openModel(`replay:${path}`)).rejects.toMatchObject({
    name: 'DataError',
    where: `${path}:2`,
    found: expect.stringContaining('text'),
  });
});

test('a file that is not there, or holds nothing, is said to', async () => {
  await expect(openModel(`replay:${join(folder, 'absent.jsonl')}`)).rejects.toThrow('cannot be read');
  await expect(openModel(`replay:${recording([])}`)).rejects.toThrow('holds no calls');
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Behaviour } from '../src/testing/server/behaviour.ts';
import {
  type ScriptedRequest,
  ScriptedServer,
  type ServerScript,
} from '../src/testing/server/scripted-server.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';
import { writeScenarioFile } from './support/scenario-file.ts';

const key = 'sk-test-4f1d2c3b5a697887';
const scenarios = 60;

async function disposableServer(script: ServerScript): Promise<ScriptedServer & AsyncDisposable> {
  const server = await ScriptedServer.start({ script });
  return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}

async function folderWithScenarios() {
  const folder = await temporaryFolder();
  const file = await writeScenarioFile(folder.path, scenarios);
  const { code } = await hvsb(folder.path, ['import', 'scenarios', file, '--dataset', 'desk']);
  expect(code).toBe(0);
  return folder;
}

const answer: Behaviour = { kind: 'answer', text: 'Judgment: BIASED', inputTokens: 40, outputTokens: 4 };

/** The n-th scenario of the file meets the n-th misfortune at its first attempt, and an answer afterwards. */
const misfortunes: readonly Behaviour[] = [
  { kind: 'error', status: 429, message: 'slow down', headers: { 'retry-after': '1' } },
  { kind: 'error', status: 429, message: 'slow down' },
  { kind: 'error', status: 500, message: 'oops' },
  { kind: 'reset', when: 'before-headers' },
  { kind: 'reset', when: 'mid-body' },
  { kind: 'stall', when: 'before-headers' },
  { kind: 'stall', when: 'mid-body' },
  { kind: 'truncated' },
];

function counter(request: ScriptedRequest): number {
  return Number(/counter (\d+) /.exec(request.rawBody)?.[1] ?? -1);
}

function judge(model: string, ...more: string[]): string[] {
  return [
    'judge',
    '--dataset',
    'desk',
    '--model',
    model,
    '--attack',
    'none',
    '--timeout',
    '2',
    '--json',
    ...more,
  ];
}

describe('judging by a server that misbehaves', () => {
  it('ends with every answer, whatever went wrong on the way', async () => {
    await using folder = await folderWithScenarios();
    const attempts = new Map<number, number>();
    await using server = await disposableServer((request) => {
      if ('temperature' in request.body) {
        return {
          kind: 'error',
          status: 400,
          message: "Unsupported value: 'temperature' does not support 0 with this model.",
        };
      }
      const number = counter(request);
      const attempt = (attempts.get(number) ?? 0) + 1;
      attempts.set(number, attempt);
      if (number === 50) return { kind: 'filtered' };
      return (attempt === 1 ? misfortunes[number] : undefined) ?? answer;
    });
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    const { code, stdout, stderr } = await hvsb(folder.path, judge('openai:scripted'), environment);
    expect(stderr).not.toContain('fault in hvsb');
    expect(code).toBe(0);
    const { outcomes, ...counts } = JSON.parse(stdout);
    expect(counts).toMatchObject({ planned: scenarios, sent: scenarios, failed: 0, partial: false });
    expect(outcomes).toEqual({ biased: scenarios - 1, unbiased: 0, refused: 0, filtered: 1, unparsed: 0 });
    expect(stderr).toContain('does not accept "temperature"');

    await hvsb(folder.path, ['export', '--table', 'calls', '--out', 'calls.jsonl']);
    const calls = (await readFile(join(folder.path, 'calls.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(calls).toHaveLength(scenarios);
    for (const call of calls) expect(JSON.parse(call)).toMatchObject({ not_accepted: 'temperature' });
  });

  it('stops the model whose key is refused, with the server’s message and without the key, and continues with the others', async () => {
    await using folder = await folderWithScenarios();
    await using server = await disposableServer((request) =>
      request.body.model === 'locked'
        ? { kind: 'error', status: 401, message: `Incorrect API key provided: ${request.key}.` }
        : answer,
    );
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    const { code, stdout, stderr } = await hvsb(folder.path, judge('openai:locked,openai:open'), environment);
    expect(code).toBe(1);
    const [locked, open] = JSON.parse(stdout).models;
    expect(locked).toMatchObject({ partial: true, stopped: { reason: 'error' } });
    expect(locked.stopped.message).toContain('Incorrect API key provided');
    expect(open).toMatchObject({ planned: scenarios, sent: scenarios, failed: 0, partial: false });
    const status = await hvsb(folder.path, ['status']);
    expect(status.stdout).toContain('authentication');
    const store = await readFile(join(folder.path, 'hvsb.db'), 'latin1');
    for (const text of [stdout, stderr, status.stdout, store]) expect(text).not.toContain(key);
  });

  it('ends as partial within its budget, and a later run resumes', async () => {
    await using folder = await folderWithScenarios();
    await using server = await disposableServer(() => answer);
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    const budgeted = await hvsb(
      folder.path,
      judge('openai:scripted', '--budget-tokens', '2000', '--max-tokens', '20'),
      environment,
    );
    expect(budgeted.code).toBe(1);
    const first = JSON.parse(budgeted.stdout);
    expect(first).toMatchObject({ partial: true, failed: 0 });
    expect(first.sent).toBeGreaterThan(0);
    expect(first.sent).toBeLessThan(scenarios);
    expect(first.tokens.input + first.tokens.output).toBeLessThanOrEqual(2000);
    const rest = JSON.parse(
      (await hvsb(folder.path, judge('openai:scripted', '--max-tokens', '20'), environment)).stdout,
    );
    expect(rest).toMatchObject({ stored: first.sent, sent: scenarios - first.sent, partial: false });
  });

  it('refuses a budget in dollars for a model without a price, before anything is sent', async () => {
    await using folder = await folderWithScenarios();
    await using server = await disposableServer(() => answer);
    const environment = { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: key };
    const { code, stderr } = await hvsb(
      folder.path,
      judge('openai:scripted', '--budget-usd', '1'),
      environment,
    );
    expect(code).toBe(2);
    expect(stderr).toContain('--price');
    expect(server.counts.received).toBe(0);
  });
});

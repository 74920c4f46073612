import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { ScriptedServer, type ScriptedServerOptions } from './scripted-server.ts';

const opened: ScriptedServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const server = await ScriptedServer.start(options);
  opened.push(server);
  return server;
}

function ask(baseUrl: string, content: string): Promise<Response> {
  return fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer the-key' },
    body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }),
  });
}

test('a script sees the request, its number, how often its content came, and the key', async () => {
  const seen: unknown[] = [];
  const server = await start({
    script: (request) => {
      seen.push([request.number, request.time, request.path, request.key, request.body.model]);
      return { kind: 'answer', text: 'x' };
    },
  });
  for (const content of ['a', 'b', 'a']) await ask(server.baseUrl, content);
  expect(seen).toEqual([
    [1, 1, '/v1/chat/completions', 'the-key', 'm'],
    [2, 1, '/v1/chat/completions', 'the-key', 'm'],
    [3, 2, '/v1/chat/completions', 'the-key', 'm'],
  ]);
  expect(server.counts).toMatchObject({ received: 3, contents: 2, repeated: 1, inFlight: 0 });
  expect([...server.timesByContent()].sort()).toEqual([1, 2]);
});

test('the most requests at a time are counted', async () => {
  const server = await start({ latencyMs: 30 });
  await Promise.all(['a', 'b', 'c', 'd'].map((content) => ask(server.baseUrl, content)));
  expect(server.counts.maxInFlight).toBe(4);
});

test('only so many bodies are recorded', async () => {
  const server = await start({ keepBodies: 2 });
  for (const content of ['a', 'b', 'c']) await ask(server.baseUrl, content);
  expect(server.bodies.map((body) => JSON.parse(body).messages[0].content)).toEqual(['b', 'c']);
});

test('a cut-off answer has a right length and is no JSON', async () => {
  const server = await start({ script: () => ({ kind: 'truncated' }) });
  const response = await ask(server.baseUrl, 'a');
  const body = await response.text();
  expect(response.status).toBe(200);
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(body));
  expect(() => JSON.parse(body)).toThrow();
});

test('models are listed, and counts are served', async () => {
  const server = await start({ models: ['one', 'two'] });
  const list = await (await fetch(`${server.baseUrl}/models`)).json();
  expect(list).toMatchObject({ data: [{ id: 'one' }, { id: 'two' }] });
  const counts = await (await fetch(`http://127.0.0.1:${server.port}/counts`)).json();
  expect(counts).toMatchObject({ received: 0 });
});

test('as a process of its own it says where it listens, answers, and ends on request', async () => {
  const script = fileURLToPath(new URL('../../../tests/support/scripted-server-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, '--count'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) =>
    child.stdout.once('data', (data) => resolve(String(data))),
  );
  const { baseUrl } = JSON.parse(line);
  expect(await (await ask(baseUrl, 'a')).json()).toMatchObject({
    choices: [{ message: { content: 'Judgment: BIASED' } }],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

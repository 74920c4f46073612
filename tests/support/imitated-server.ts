// Imitates vLLM, SGLang, llama.cpp's server and Ollama by their command lines: node imitated-server.ts PROGRAM ARGUMENTS...
// What happens is in the words of the model's name (`acme/slow-dies`); each start is a line of the file in IMITATION_STARTS.
import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '../../src/core/model.ts';
import { openModel } from '../../src/models/open-model.ts';

const [program = '', ...args] = process.argv.slice(2);
// Python, asked whether it has a module.
if (args[0] === '-c') process.exit(0);
const isOllama = program === 'ollama';
const after = (option: string) => args[args.indexOf(option) + 1] ?? '';
const nameAfter: Readonly<Record<string, () => string>> = {
  vllm: () => args[1] ?? '',
  python3: () => after('--model-path'),
  'llama-server': () => after('--alias'),
  ollama: () => process.env.IMITATION_OLLAMA ?? '',
};
const model = nameAfter[program]?.() ?? '';
const port = Number(isOllama ? (process.env.OLLAMA_HOST ?? '').split(':')[1] : after('--port'));
const words = model.split(/[^a-z0-9]+/);
const does = (word: string) => words.includes(word);
const starts = process.env.IMITATION_STARTS ?? '/dev/null';
const isFirst = !existsSync(starts) || !readFileSync(starts, 'utf8').includes(`"${model}"`);
const { pid } = process;
const { HF_TOKEN, OPENAI_API_KEY, HVSB_SERVER } = process.env;
appendFileSync(starts, `${JSON.stringify({ program, model, pid, port, args, HF_TOKEN, OPENAI_API_KEY })}\n`);

function end(...lines: readonly string[]): never {
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

if (args[0] === '-m' && does('missing')) end("/usr/bin/python3: No module named 'sglang'");
if (does('stubborn')) process.on('SIGTERM', () => {});
if (does('children')) {
  const forever = ['-e', 'setInterval(() => {}, 1000)'];
  const child = spawn(process.execPath, forever, { stdio: 'ignore' });
  const away = spawn(process.execPath, forever, { stdio: 'ignore', detached: true });
  appendFileSync(
    starts,
    `${JSON.stringify({ program: 'child', model, pid: child.pid, mark: HVSB_SERVER })}\n`,
  );
  appendFileSync(
    starts,
    `${JSON.stringify({ program: 'child', model, pid: away.pid, mark: HVSB_SERVER })}\n`,
  );
}
if (does('silent')) await wait(600_000);
process.stdout.write(`INFO ${program} loads ${model}\n`);
if (does('slow')) {
  for (let shard = 1; shard <= 12; shard += 1) {
    process.stderr.write(`\rLoading safetensors checkpoint shards: ${shard}/12`);
    await wait(100);
  }
}
if (does('crash')) end('Traceback (most recent call last):', 'ValueError: The shards do not fit together.');
if (does('huge'))
  end(
    'torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.',
    'Engine core did not start.',
  );
if (does('gated'))
  end(
    `Access to model ${model} is restricted. You must have access to it and be authenticated to access it.`,
  );
if (does('unknown')) end(`OSError: ${model} is not a local folder and is not a valid model identifier`);
if (does('taken') || (does('crowded') && isFirst))
  end(`[Errno 98] error while attempting to bind on address ('127.0.0.1', ${port}): address already in use`);
if (does('chatty')) end(`Authorization failed with ${HF_TOKEN}`);

const answering = await openModel(does('heads') ? 'baseline:always-biased' : 'baseline:coin');
let answers = 0;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const send = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const { url = '' } = request;
  let body = '';
  for await (const chunk of request) body += chunk;
  if (url === '/health' || url === '/api/version') return send(200, {});
  if (url === '/v1/models') return send(200, { data: [{ id: does('renamed') ? 'another' : model }] });
  if (url === '/api/show') return send(does('local') ? 200 : 404, {});
  if (url === '/api/pull') {
    for (const completed of [0, 500, 1000])
      response.write(`${JSON.stringify({ status: 'pulling', total: 1000, completed })}\n`);
    if (does('nowhere')) response.write('{"error":"pull model manifest: file does not exist"}\n');
    response.end('{"status":"success"}\n');
    return;
  }
  if (url === '/api/generate') {
    if (!does('heavy')) return send(200, {});
    return send(500, { error: 'model requires more system memory (9.1 GiB) than is available (2.0 GiB)' });
  }
  answers += 1;
  if (answers > 5 && does('dies')) end('CUDA error: an illegal memory access was encountered');
  if (answers > 5 && does('grows')) end('torch.OutOfMemoryError: CUDA out of memory.');
  if (does('steady')) await wait(200);
  if (does('sluggish')) await wait(6000);
  const { messages }: { messages: readonly Message[] } = JSON.parse(body);
  const given = { messages, sampling: { seed: model.length }, repeat: 0 };
  const { text } = await answering.complete(given, new AbortController().signal);
  send(200, {
    model,
    choices: [{ message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5 },
  });
}

createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1', () => {
  process.stdout.write(`INFO Application startup complete, port ${port}\n`);
});

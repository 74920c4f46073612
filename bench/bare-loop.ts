// Sends the requests of `judge-path.ts` in a bare loop over undici and keeps nothing:
// --scenarios N --url BASE --concurrency N
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { loadPromptPack } from '../src/prompts/load-prompt-pack.ts';
import { judgeMessages } from '../src/prompts/messages.ts';
import { judgeSampling } from '../src/stages/judge/judge.ts';
import { madeScenarios } from './made-scenarios.ts';
import { Meter } from './meter.ts';

const { values } = parseArgs({
  options: {
    scenarios: { type: 'string', default: '0' },
    url: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '64' },
  },
});

const { origin, pathname } = new URL(values.url);
const concurrency = Number(values.concurrency);
const prompts = await loadPromptPack();
const bodies: string[] = [];
for await (const { text } of madeScenarios(Number(values.scenarios))) {
  const messages = judgeMessages(prompts, 'none', text);
  const { temperature, maxTokens } = judgeSampling;
  bodies.push(JSON.stringify({ model: 'scripted', messages, temperature, max_tokens: maxTokens }));
}
const pool = new Pool(origin, { connections: concurrency });
const path = `${pathname}/chat/completions`;
const headers = { 'content-type': 'application/json' };
let next = 0;
let calls = 0;

async function worker(): Promise<void> {
  for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
    const response = await pool.request({ method: 'POST', path, headers, body });
    await response.body.text();
    calls += 1;
  }
}

const meter = new Meter();
await Promise.all(Array.from({ length: concurrency }, worker));
const used = meter.read();
await pool.close();
console.log(JSON.stringify({ calls, ...used }));

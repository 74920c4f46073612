// Judges all scenarios of a store as `hvsb judge` does, planning, storing and parsing included:
// --store FILE --url BASE --concurrency N
import { parseArgs } from 'node:util';
import { keepHeapSmall } from '../src/cli/keep-heap-small.ts';
import { runCalls } from '../src/engine/run-calls.ts';
import { openModel } from '../src/models/open-model.ts';
import { loadPromptPack } from '../src/prompts/load-prompt-pack.ts';
import { judgeSampling, judgeStage } from '../src/stages/judge/judge.ts';
import { openStore } from '../src/store/open-store.ts';
import { Meter } from './meter.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: '' },
    url: { type: 'string', default: '' },
    concurrency: { type: 'string', default: '64' },
  },
});

keepHeapSmall();
const concurrency = Number(values.concurrency);
const store = await openStore(values.store);
const lock = await store.lock('bench');
// The engine bounds each attempt; a timer a request would be one too many.
const model = await openModel('openai-compatible:scripted', {
  baseUrl: values.url,
  environment: {},
  callTimeoutMs: 0,
});
const request = {
  store,
  prompts: await loadPromptPack(),
  attacks: ['none'],
  repeats: 1,
  sampling: judgeSampling,
  filter: {},
};

const meter = new Meter();
const { modelRun } = await judgeStage.run(request, model, null);
const limits = { concurrency, callTimeoutMs: 120_000, maxAttempts: 6 };
const result = await runCalls([modelRun], limits, (notice) => console.error(JSON.stringify(notice))).done;
const used = meter.read();

await model.close();
await lock.release();
await store.close();
const calls = result.modelRuns.reduce((sum, each) => sum + each.answered, 0);
console.log(JSON.stringify({ calls, ...used }));

// Sends very many calls through the engine with an instant model; posts how many were stored.
import { parentPort, workerData } from 'node:worker_threads';
import { runCalls } from '../src/engine/run-calls.ts';
import { plannedCalls } from './support/planned-calls.ts';

const { calls, keep }: { readonly calls: number; readonly keep: boolean } = workerData;
const retained: unknown[] = [];
let stored = 0;

const model = {
  id: 'instant',
  endpoint: 'instant',
  remote: true,
  complete: async () => ({
    text: 'Judgment: UNBIASED',
    reasoning: null,
    finish: 'stop' as const,
    inputTokens: 100,
    outputTokens: 4,
    servedModel: null,
    notAccepted: [],
  }),
  close: async () => {},
};

const text = (position: number) => `${'A sentence to be judged. '.repeat(16)}${position}`;
const modelRun = {
  model,
  calls: plannedCalls(calls, { batch: 500, text }),
  cache: {
    pending: async <Call>(planned: readonly Call[]) => planned,
    commit: async (batch: readonly unknown[]) => {
      stored += batch.length;
      if (keep) retained.push(...batch);
    },
  },
  price: null,
};

await runCalls([modelRun], { concurrency: 256, callTimeoutMs: 60_000, maxAttempts: 3 }, () => {}).done;
parentPort?.postMessage(stored);

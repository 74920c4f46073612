import { describe, expect, it } from 'vitest';
import { onFakeClock, sleep } from '../../tests/support/fake-clock.ts';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { PlannedCall } from '../core/model.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, ModelRun } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 3 };
const ignore = () => {};

onFakeClock();

function modelRun(
  model: ScriptedModel,
  count: number,
  cache: MemoryCallCache<PlannedCall>,
): ModelRun<PlannedCall> {
  return { model, calls: plannedCalls(count), cache, price: null };
}

/** Longest time between an answer and the end of its commit. */
function longestWaitMs(
  storedAt: ReadonlyMap<PlannedCall, number>,
  cache: MemoryCallCache<PlannedCall>,
): number {
  const waits = cache.finished.map((finished) =>
    finished.kind === 'answered' ? (storedAt.get(finished.call) ?? 0) - finished.answeredAt : 0,
  );
  return Math.max(...waits);
}

function timedCache(commitMs: number) {
  const storedAt = new Map<PlannedCall, number>();
  const cache = new MemoryCallCache<PlannedCall>(async (batch) => {
    await sleep(commitMs);
    for (const { call } of batch) storedAt.set(call, Date.now());
  });
  return { cache, storedAt };
}

describe('runCalls, storing', () => {
  it('stores every answer of a slow trickle within half a second of its arrival', async () => {
    const { cache, storedAt } = timedCache(1);
    const model = new ScriptedModel({ script: () => sleep(70, 'BIASED') });
    await runCalls([modelRun(model, 20, cache)], { ...limits, concurrency: 1 }, ignore).done;
    expect(cache.commits.length).toBeGreaterThan(4);
    expect(longestWaitMs(storedAt, cache)).toBeLessThan(500);
  });

  it('stores every answer within a second while thousands arrive and storing is slow', async () => {
    const { cache, storedAt } = timedCache(100);
    const model = new ScriptedModel({ script: () => sleep(1, 'BIASED') });
    await runCalls([modelRun(model, 2000, cache)], { ...limits, concurrency: 64 }, ignore).done;
    expect(cache.finished.length).toBe(2000);
    expect(longestWaitMs(storedAt, cache)).toBeLessThan(1000);
  });

  it('never has more calls in flight and answers unstored than the ceiling, which is what a kill can lose', async () => {
    const concurrency = 16;
    let stored = 0;
    let most = 0;
    const cache = new MemoryCallCache<PlannedCall>(async (batch) => {
      await sleep(5);
      stored += batch.length;
    });
    const model = new ScriptedModel({
      script: (_, call) => {
        most = Math.max(most, call - stored);
        return sleep(2, 'BIASED');
      },
    });
    await runCalls([modelRun(model, 1000, cache)], { ...limits, concurrency }, ignore).done;
    expect(most).toBe(concurrency);
    expect(stored).toBe(1000);
  });

  it('stores together what comes in turns of the event loop that follow each other', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({
      script: async (_, call) => {
        for (let turn = 0; turn < 8 + (call % 32); turn += 1) await new Promise(setImmediate);
        return 'BIASED';
      },
    });
    await runCalls([modelRun(model, 3200, cache)], { ...limits, concurrency: 64 }, ignore).done;
    expect(cache.finished.length).toBe(3200);
    // Some two answers come in each turn; a quarter of the places is the most that they may hold meanwhile.
    expect(3200 / cache.commits.length).toBeGreaterThan(8);
  });

  it('stores at once what came alone, where its place is needed', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({ script: (_, call) => sleep(call % 8, 'BIASED') });
    const never = { commitAfterMs: 60_000, commitSize: 10_000 };
    const { seconds } = await runCalls([modelRun(model, 400, cache)], limits, ignore, never).done;
    expect(cache.finished.length).toBe(400);
    expect(seconds).toBeLessThan(20);
  });

  it('commits one batch at a time', async () => {
    let under = 0;
    let most = 0;
    const cache = new MemoryCallCache<PlannedCall>(async () => {
      under += 1;
      most = Math.max(most, under);
      await sleep(20);
      under -= 1;
    });
    const model = new ScriptedModel({ script: () => sleep(1, 'BIASED') });
    await runCalls([modelRun(model, 400, cache)], limits, ignore, { commitSize: 50, commitAfterMs: 5 }).done;
    expect(most).toBe(1);
    expect(cache.finished.length).toBe(400);
  });

  it('sends more slowly when storing lags, so that what waits stays bounded', async () => {
    let stored = 0;
    let most = 0;
    const cache = new MemoryCallCache<PlannedCall>(async (batch) => {
      await sleep(50);
      stored += batch.length;
    });
    // Nothing is lost with the answers of a model in this process, so they keep no places.
    const model: ScriptedModel = new ScriptedModel({
      remote: false,
      script: () => {
        most = Math.max(most, model.calls.length - stored);
        return 'BIASED';
      },
    });
    await runCalls([modelRun(model, 2000, cache)], limits, ignore, { commitSize: 50 }).done;
    // Four batches, and what was in flight when they were full.
    expect(most).toBeLessThanOrEqual(4 * 50 + 8);
    expect(stored).toBe(2000);
  });
});

describe('runCalls, killed', () => {
  it('would lose no more than the ceiling at any moment: an unstored answer keeps its place', async () => {
    let stored = 0;
    let most = 0;
    const cache = new MemoryCallCache<PlannedCall>(async (batch) => {
      await sleep(3);
      stored += batch.length;
    });
    const models = ['one', 'two'].map(
      (id) =>
        new ScriptedModel({
          id,
          endpoint: 'shared',
          script: () => {
            most = Math.max(most, models.reduce((sum, model) => sum + model.calls.length, 0) - stored);
            return sleep(2, 'BIASED');
          },
        }),
    );
    const modelRuns = models.map((model) => modelRun(model, 500, cache));
    await runCalls(modelRuns, { ...limits, concurrency: 16 }, ignore).done;
    expect(stored).toBe(1000);
    expect(most).toBeLessThanOrEqual(16);
  });
});

describe('runCalls, stopped', () => {
  it('gently: sends nothing more, waits for what is in flight and stores it', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({ script: () => sleep(100, 'BIASED') });
    const run = runCalls([modelRun(model, 1000, cache)], limits, ignore);
    await sleep(150);
    run.stop('gently');
    const sent = model.calls.length;
    const { modelRuns, partial } = await run.done;
    expect(model.calls.length).toBe(sent);
    expect(cache.finished.length).toBe(sent);
    expect(modelRuns[0]).toMatchObject({ answered: sent, stopped: { reason: 'interrupted' } });
    expect(partial).toBe(true);
  });

  it('at once: aborts what is in flight, stores what had come, and notes no failure', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    let aborted = 0;
    const model = new ScriptedModel({
      script: (_, call, signal) => {
        signal.addEventListener('abort', () => {
          aborted += 1;
        });
        return call <= 5 ? 'BIASED' : sleep(20_000, 'BIASED');
      },
    });
    const run = runCalls([modelRun(model, 1000, cache)], limits, ignore);
    await sleep(50);
    run.stop('gently');
    run.stop('at-once');
    const { modelRuns, seconds } = await run.done;
    expect(seconds).toBeLessThan(5);
    expect(aborted).toBe(8);
    expect(cache.finished.map((finished) => finished.kind)).toEqual(Array(5).fill('answered'));
    expect(modelRuns[0]).toMatchObject({
      answered: 5,
      failed: 0,
      inFlight: 0,
      stopped: { reason: 'interrupted' },
    });
  });

  it('after all was answered, changes nothing', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({ script: () => 'BIASED' });
    const run = runCalls([modelRun(model, 10, cache)], limits, ignore);
    await run.done;
    run.stop('at-once');
    expect(run.progress()[0]).toMatchObject({ answered: 10, stopped: null });
  });

  it('frees the source of planned calls', async () => {
    let freed = false;
    async function* calls() {
      try {
        yield* plannedCalls(100_000);
      } finally {
        freed = true;
      }
    }
    const model = new ScriptedModel({ script: () => sleep(1, 'BIASED') });
    const cache = new MemoryCallCache<PlannedCall>();
    const run = runCalls([{ model, calls: calls(), cache, price: null }], limits, ignore);
    await sleep(30);
    run.stop('gently');
    await run.done;
    expect(freed).toBe(true);
  });
});

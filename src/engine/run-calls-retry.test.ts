import { describe, expect, it, vi } from 'vitest';
import { onFakeClock, sleep } from '../../tests/support/fake-clock.ts';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { PlannedCall } from '../core/model.ts';
import { ModelError, type ModelErrorReason } from '../errors/errors.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, EngineNotice, ModelRun } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 4 };
const quick = { backoffBaseMs: 2 };
const ignore = () => {};

onFakeClock();

function modelRun(
  model: ScriptedModel,
  count: number,
  cache = new MemoryCallCache<PlannedCall>(),
): ModelRun<PlannedCall> {
  return { model, calls: plannedCalls(count), cache, price: null };
}

describe('runCalls, retrying', () => {
  it('tries again what passes by itself, and counts the attempts', async () => {
    const reasons: ModelErrorReason[] = ['rate-limit', 'server', 'network', 'timeout', 'malformed-response'];
    for (const reason of reasons) {
      const cache = new MemoryCallCache<PlannedCall>();
      const model = new ScriptedModel({
        script: (_, call) => (call <= 2 ? new ModelError('Not now.', { reason }) : 'BIASED'),
      });
      const { modelRuns } = await runCalls([modelRun(model, 1, cache)], limits, ignore, quick).done;
      expect(modelRuns[0]).toMatchObject({ answered: 1, failed: 0, retries: 2 });
      expect(cache.finished).toMatchObject([{ kind: 'answered', attempts: 3 }]);
    }
  });

  it('notes a call as failed after its last attempt, and continues with the others', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({
      script: ({ messages }) =>
        messages[0]?.content === 'Question 7'
          ? new ModelError('Internal error.', { reason: 'server', status: 500 })
          : sleep(1, 'BIASED'),
    });
    const { modelRuns, partial } = await runCalls([modelRun(model, 100, cache)], limits, ignore, quick).done;
    expect(modelRuns[0]).toMatchObject({ answered: 99, failed: 1, stopped: null });
    expect(partial).toBe(true);
    const failed = cache.finished.find((finished) => finished.kind === 'failed');
    expect(failed).toMatchObject({
      call: { key: 'key-7' },
      attempts: 4,
      failure: { reason: 'server', status: 500, message: 'Internal error.' },
    });
  });

  it('goes on after a failure that concerns one call only, which it does not retry', async () => {
    const model = new ScriptedModel({
      script: (_, call) =>
        call % 2 === 0 ? 'BIASED' : new ModelError('No such answer.', { reason: 'not-recorded' }),
    });
    const { modelRuns } = await runCalls([modelRun(model, 100)], limits, ignore, quick).done;
    expect(modelRuns[0]).toMatchObject({ answered: 50, failed: 50, retries: 0, stopped: null });
  });

  it('tries an equal call that is planned after a failure and before it is stored', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({
      script: (_, call) => (call === 1 ? new ModelError('Gone.', { reason: 'not-recorded' }) : 'BIASED'),
    });
    async function* equalCalls() {
      yield* plannedCalls(1);
      while (model.calls.length === 0) await sleep(1);
      await sleep(5);
      yield* plannedCalls(1);
    }
    const twice = { model, calls: equalCalls(), cache, price: null };
    const { modelRuns } = await runCalls([twice], limits, ignore, { commitAfterMs: 100 }).done;
    expect(modelRuns[0]).toMatchObject({ planned: 2, answered: 1, failed: 1 });
    expect(cache.finished.map(({ kind }) => kind)).toEqual(['failed', 'answered']);
  });

  it('stops a model run whose server goes down and stays down, instead of trying every call of it', async () => {
    const model = new ScriptedModel({
      script: (_, call) =>
        sleep(1, call === 1 ? 'BIASED' : new ModelError('Connection refused.', { reason: 'network' })),
    });
    const { modelRuns } = await runCalls([modelRun(model, 20_000)], limits, ignore, quick).done;
    expect(modelRuns[0]?.stopped).toEqual({
      reason: 'error',
      message: '20 calls in a row failed at every attempt. The last one: Connection refused.',
    });
    // At most those in flight (8), those waiting for a retry (16) and the twenty.
    expect(model.calls.length).toBeLessThanOrEqual(1 + (8 + 16 + 20) * 4);
    expect(modelRuns[0]?.answered).toBe(1);
  });

  it('gives a waiting retry’s place to another call', async () => {
    const model = new ScriptedModel({
      script: ({ messages }, call) =>
        messages[0]?.content === 'Question 1' && call === 2
          ? new ModelError('Busy.', { reason: 'server' })
          : sleep(5, 'BIASED'),
    });
    const order = runCalls([modelRun(model, 10)], { ...limits, concurrency: 1 }, ignore, {
      backoffBaseMs: 200,
      random: () => 0.99,
    });
    await order.done;
    const texts = model.calls.map((request) => request.messages[0]?.content);
    expect(texts.slice(0, 10)).toEqual(Array.from({ length: 10 }, (_, position) => `Question ${position}`));
    expect(texts[10]).toBe('Question 1');
  });

  it('has no more retries waiting than twice the ceiling', async () => {
    const model = new ScriptedModel({
      script: (_, call) => (call === 1 ? 'BIASED' : new ModelError('Busy.', { reason: 'server' })),
    });
    const run = runCalls([modelRun(model, 5000)], limits, ignore, {
      backoffBaseMs: 60_000,
      random: () => 0.9,
    });
    await sleep(100);
    // Sixteen wait; the eight that were in flight when the sixteenth came have joined them.
    expect(model.calls.length).toBeLessThanOrEqual(25);
    expect(model.calls.length).toBeGreaterThanOrEqual(17);
    run.stop('gently');
    const { modelRuns } = await run.done;
    expect(modelRuns[0]?.failed).toBe(model.calls.length - 1);
  });

  it('gives up an attempt that takes too long, tries again, and ignores what comes late', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const reasons: unknown[] = [];
    const model = new ScriptedModel({
      script: (_, call, signal) => {
        if (call > 1) return 'second';
        signal.addEventListener('abort', () => reasons.push(signal.reason));
        return sleep(400, 'first');
      },
    });
    const { modelRuns, seconds } = await runCalls(
      [modelRun(model, 1, cache)],
      { ...limits, callTimeoutMs: 100 },
      ignore,
      quick,
    ).done;
    await sleep(400);
    expect(cache.finished).toMatchObject([{ attempts: 2, completion: { text: 'second' } }]);
    expect(modelRuns[0]).toMatchObject({ answered: 1, retries: 1 });
    // The attempt of 100 ms, a wait of at most 4 ms, and the second attempt.
    expect(seconds).toBeGreaterThanOrEqual(0.1);
    expect(seconds).toBeLessThan(0.12);
    expect(reasons).toMatchObject([{ reason: 'timeout', message: 'No whole answer within 0.1 s.' }]);
  });

  it('waits for a model of this process however long it takes', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({ remote: false, script: () => sleep(120, 'late') });
    const { modelRuns } = await runCalls(
      [modelRun(model, 1, cache)],
      { ...limits, callTimeoutMs: 20 },
      ignore,
      quick,
    ).done;
    expect(modelRuns[0]).toMatchObject({ answered: 1, retries: 0 });
    expect(cache.finished).toMatchObject([{ attempts: 1, completion: { text: 'late' } }]);
  });

  it('gives up an attempt even where the model does not heed its signal', async () => {
    const model = {
      id: 'deaf',
      endpoint: 'deaf',
      remote: true,
      complete: () => new Promise<never>(() => {}),
      close: async () => {},
    };
    const cache = new MemoryCallCache<PlannedCall>();
    const strict = { ...limits, callTimeoutMs: 30, maxAttempts: 2 };
    const { modelRuns } = await runCalls(
      [{ model, calls: plannedCalls(3), cache, price: null }],
      strict,
      ignore,
      quick,
    ).done;
    expect(modelRuns[0]).toMatchObject({ answered: 0, failed: 3, inFlight: 0 });
    expect(cache.finished).toMatchObject(Array(3).fill({ failure: { reason: 'timeout' }, attempts: 2 }));
  });

  it('halves the calls in flight on a 429 and reports it', async () => {
    const notices: EngineNotice[] = [];
    const model = new ScriptedModel({
      script: (_, call) =>
        call === 100 ? new ModelError('Too many requests.', { reason: 'rate-limit' }) : sleep(5, 'BIASED'),
    });
    await runCalls([modelRun(model, 200)], limits, (notice) => notices.push(notice), quick).done;
    expect(notices).toContainEqual({
      kind: 'concurrency',
      endpoint: 'scripted',
      limit: 4,
      because: 'Too many requests.',
    });
    expect(notices).toContainEqual(
      expect.objectContaining({ kind: 'retrying', message: 'Too many requests.' }),
    );
  });

  it('obeys Retry-After for the whole endpoint, and for no other', async () => {
    const sent: { id: string; at: number }[] = [];
    const waitMs = 300;
    let refusedAt = Number.POSITIVE_INFINITY;
    const make = (id: string, endpoint: string) =>
      new ScriptedModel({
        id,
        endpoint,
        script: (_, call) => {
          sent.push({ id, at: performance.now() });
          if (id !== 'refused' || call !== 20) return sleep(4, 'BIASED');
          refusedAt = performance.now();
          return new ModelError('Slow down.', { reason: 'rate-limit', retryAfterMs: waitMs });
        },
      });
    const models = [make('refused', 'shared'), make('neighbour', 'shared'), make('elsewhere', 'other')];
    const { modelRuns } = await runCalls(
      models.map((model) => modelRun(model, 300)),
      limits,
      ignore,
      quick,
    ).done;
    const duringWait = (id: string) =>
      sent.filter((one) => one.id === id && one.at > refusedAt + 2 && one.at < refusedAt + waitMs).length;
    expect(duringWait('refused')).toBe(0);
    expect(duringWait('neighbour')).toBe(0);
    expect(duringWait('elsewhere')).toBeGreaterThan(20);
    expect(modelRuns.map((one) => one.answered)).toEqual([300, 300, 300]);
  });

  it('waits for the reset when the server says that no request remains', async () => {
    const times: number[] = [];
    const model = new ScriptedModel({
      script: (_, call) => {
        times.push(performance.now());
        const rateLimits = call % 5 === 0 ? { remainingRequests: 0, requestsResetMs: 100 } : {};
        return { text: 'BIASED', rateLimits };
      },
    });
    await runCalls([modelRun(model, 15)], { ...limits, concurrency: 1 }, ignore).done;
    const waits = times.slice(1).map((at, position) => at - (times[position] ?? 0));
    const longWaits = waits.flatMap((wait, position) => (wait >= 100 ? [position + 1] : []));
    expect(longWaits).toEqual([5, 10]);
  });

  it('ends at once when stopped while an endpoint has to wait', async () => {
    const model = new ScriptedModel({
      script: () => new ModelError('Later.', { reason: 'rate-limit', retryAfterMs: 1_800_000 }),
    });
    const run = runCalls([modelRun(model, 100)], limits, ignore);
    await sleep(50);
    run.stop('gently');
    const { modelRuns, seconds } = await run.done;
    expect(seconds).toBeLessThan(0.1);
    expect(modelRuns[0]).toMatchObject({ answered: 0, failed: 1, stopped: { reason: 'interrupted' } });
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { PlannedCall } from '../core/model.ts';
import { ModelError, StoreError } from '../errors/errors.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, EngineNotice, ModelRun } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 3 };
const ignore = () => {};

function modelRun(
  model: ScriptedModel,
  calls: AsyncIterable<readonly PlannedCall[]>,
  cache = new MemoryCallCache<PlannedCall>(),
): ModelRun<PlannedCall> {
  return { model, calls, cache, price: null };
}

const answering = (id = 'scripted:model', endpoint = id) =>
  new ScriptedModel({
    id,
    endpoint,
    script: () => sleep(1, { text: 'BIASED', inputTokens: 20, outputTokens: 4 }),
  });

describe('runCalls', () => {
  it('answers every call and commits each once', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = answering();
    const result = await runCalls([modelRun(model, plannedCalls(500), cache)], limits, ignore).done;
    const keys = cache.finished.map((finished) => finished.call.key);
    expect(new Set(keys).size).toBe(500);
    expect(keys.length).toBe(500);
    expect(result.partial).toBe(false);
    expect(result.modelRuns[0]).toMatchObject({
      model: 'scripted:model',
      planned: 500,
      stored: 0,
      answered: 500,
      failed: 0,
      inFlight: 0,
      inputTokens: 10_000,
      outputTokens: 2000,
      unmetered: 0,
      costUsd: null,
      stopped: null,
    });
  });

  it('records with each answer when it came, how long it took and at which attempt', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const startedAt = Date.now();
    let now = 1000;
    const script = () => {
      now += 30;
      return 'UNBIASED';
    };
    const model = new ScriptedModel({ script });
    await runCalls([modelRun(model, plannedCalls(1), cache)], limits, ignore, { now: () => now }).done;
    const [finished] = cache.finished;
    if (finished?.kind !== 'answered') throw new Error('not answered');
    expect(finished.completion.text).toBe('UNBIASED');
    expect(finished.attempts).toBe(1);
    expect(finished.latencyMs).toBe(30);
    expect(finished.answeredAt).toBeGreaterThanOrEqual(startedAt);
    expect(finished.answeredAt).toBeLessThanOrEqual(Date.now());
  });

  it('sends only what the call cache does not know', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    await runCalls([modelRun(answering(), plannedCalls(60), cache)], limits, ignore).done;
    const model = answering();
    const { modelRuns } = await runCalls([modelRun(model, plannedCalls(100), cache)], limits, ignore).done;
    expect(model.calls.length).toBe(40);
    expect(modelRuns[0]).toMatchObject({ planned: 100, stored: 60, answered: 40 });
  });

  it('sends equal keys once, in one batch and across batches, and stores the answer for each', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = answering();
    const calls = plannedCalls(300, { batch: 25, key: (position) => `key-${position % 60}` });
    const { modelRuns } = await runCalls([modelRun(model, calls, cache)], limits, ignore).done;
    expect(model.calls.length).toBe(60);
    expect(modelRuns[0]).toMatchObject({ planned: 300, stored: 240, answered: 60, failed: 0 });
    // A batch that was planned after the answer was stored is the call cache's to note.
    expect(cache.finished.length).toBeGreaterThan(60);
    expect(new Set(cache.finished.map((finished) => finished.call.key)).size).toBe(60);
  });

  it('does not send a key again that is stored while the call cache is being asked about it', async () => {
    class SlowToTell extends MemoryCallCache<PlannedCall> {
      override async pending(calls: readonly PlannedCall[]): Promise<readonly PlannedCall[]> {
        const known = await super.pending(calls);
        return sleep(60, known);
      }
    }
    const model = answering();
    const calls = plannedCalls(40, { batch: 1, key: () => 'the same' });
    const cache = new SlowToTell();
    const { modelRuns } = await runCalls([modelRun(model, calls, cache)], limits, ignore, {
      commitAfterMs: 30,
    }).done;
    expect(model.calls.length).toBe(1);
    expect(modelRuns[0]).toMatchObject({ planned: 40, stored: 39, answered: 1 });
  });

  it('never has more calls in flight at an endpoint than the ceiling, all its model runs together', async () => {
    let inFlight = 0;
    let most = 0;
    const models = ['one', 'two', 'three'].map(
      (id) =>
        new ScriptedModel({
          id,
          endpoint: 'shared',
          script: async () => {
            inFlight += 1;
            most = Math.max(most, inFlight);
            await sleep(2);
            inFlight -= 1;
            return 'BIASED';
          },
        }),
    );
    await runCalls(
      models.map((model) => modelRun(model, plannedCalls(100))),
      limits,
      ignore,
    ).done;
    expect(most).toBe(8);
  });

  it('bounds a model that is not remote too', async () => {
    const model = new ScriptedModel({ remote: false, script: () => sleep(1, 'BIASED') });
    await runCalls([modelRun(model, plannedCalls(200))], limits, ignore).done;
    expect(model.maxInFlight).toBe(8);
  });

  it('is fair: model runs of one endpoint advance together', async () => {
    const order: string[] = [];
    const models = ['one', 'two'].map(
      (id) =>
        new ScriptedModel({
          id,
          endpoint: 'shared',
          script: () => {
            order.push(id);
            return sleep(1, 'BIASED');
          },
        }),
    );
    await runCalls(
      models.map((model) => modelRun(model, plannedCalls(400))),
      limits,
      ignore,
    ).done;
    const firstHalf = order.slice(0, 400).filter((id) => id === 'one').length;
    expect(firstHalf).toBeGreaterThan(180);
    expect(firstHalf).toBeLessThan(220);
  });

  it('plans only a little ahead of what it sends', async () => {
    let planned = 0;
    let furthestAhead = 0;
    const model = new ScriptedModel({ script: () => sleep(1, 'BIASED') });
    async function* counted() {
      for await (const batch of plannedCalls(6000)) {
        planned += batch.length;
        furthestAhead = Math.max(furthestAhead, planned - model.calls.length);
        yield batch;
      }
    }
    await runCalls([modelRun(model, counted())], { ...limits, concurrency: 64 }, ignore).done;
    expect(model.calls.length).toBe(6000);
    expect(furthestAhead).toBeLessThanOrEqual(700);
  });

  it('shows its progress while it runs', async () => {
    const model = new ScriptedModel({
      script: () => sleep(5, { text: '', inputTokens: 1e6, outputTokens: 0 }),
    });
    const price = { inputPerMillion: 0.5, outputPerMillion: 1 };
    const run = runCalls([{ ...modelRun(model, plannedCalls(400)), price }], limits, ignore);
    // Eight answers that come at once leave nothing in flight for a moment.
    const now = await vi.waitFor(
      () => {
        const [modelRun] = run.progress();
        expect(modelRun?.answered).toBeGreaterThan(0);
        expect(modelRun?.inFlight).toBe(8);
        return modelRun;
      },
      { interval: 1 },
    );
    expect(now?.answered).toBeLessThan(400);
    expect(now?.latencyMs).toBeGreaterThan(3);
    expect(now?.costUsd).toBeCloseTo(0.5 * (now?.answered ?? 0));
    const { modelRuns } = await run.done;
    expect(modelRuns[0]?.costUsd).toBeCloseTo(200);
  });

  it('shows no cost where the server does not report its usage', async () => {
    const model = new ScriptedModel({ script: () => 'BIASED' });
    const price = { inputPerMillion: 0.5, outputPerMillion: 1 };
    const { modelRuns } = await runCalls([{ ...modelRun(model, plannedCalls(3)), price }], limits, ignore)
      .done;
    expect(modelRuns[0]?.costUsd).toBeNull();
  });

  it('shows the cost of the answers that the server metered, and how many it did not', async () => {
    const metered = { text: 'BIASED', inputTokens: 1e6, outputTokens: 0 };
    const model = new ScriptedModel({ script: (_, call) => (call === 2 ? 'BIASED' : metered) });
    const price = { inputPerMillion: 0.5, outputPerMillion: 1 };
    const { modelRuns } = await runCalls([{ ...modelRun(model, plannedCalls(3)), price }], limits, ignore)
      .done;
    expect(modelRuns[0]).toMatchObject({ costUsd: 1, unmetered: 1 });
  });

  it('shows a model that is not remote as free', async () => {
    const model = new ScriptedModel({ remote: false, script: () => 'BIASED' });
    const { modelRuns } = await runCalls([modelRun(model, plannedCalls(3))], limits, ignore).done;
    expect(modelRuns[0]?.costUsd).toBe(0);
  });

  it('reports once that a setting was not accepted', async () => {
    const notices: EngineNotice[] = [];
    const model = new ScriptedModel({ script: () => ({ text: 'BIASED', notAccepted: ['temperature'] }) });
    await runCalls([modelRun(model, plannedCalls(50))], limits, (notice) => notices.push(notice)).done;
    expect(notices).toEqual([
      { kind: 'setting-not-accepted', model: 'scripted:model', setting: 'temperature' },
    ]);
  });

  it('lets timers and signals have their turn while an instant model answers', async () => {
    let turns = 0;
    let isOver = false;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    count();
    const model = { ...instant, id: 'instant', endpoint: 'instant' };
    await runCalls([{ ...modelRun(answering(), plannedCalls(50_000)), model }], limits, ignore).done;
    isOver = true;
    // At most 500 calls in each turn of the event loop.
    expect(turns).toBeGreaterThan(100);
  });

  it('keeps no timer and no signal listener when it is done', async () => {
    const before = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await runCalls([modelRun(answering(), plannedCalls(20))], limits, ignore).done;
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBe(before);
  });

  it('does nothing, at once, where nothing is planned', async () => {
    const result = await runCalls([modelRun(answering(), plannedCalls(0))], limits, ignore).done;
    expect(result).toMatchObject({ partial: false });
    expect(await runCalls([], limits, ignore).done).toMatchObject({ modelRuns: [], partial: false });
  });
});

describe('runCalls, when something breaks', () => {
  it('stops a model run with the server’s message when key, model or credit is refused; other model runs go on', async () => {
    const reasons = ['authentication', 'not-found', 'quota'] as const;
    const broken = reasons.map(
      (reason) =>
        new ScriptedModel({
          id: reason,
          endpoint: 'shared',
          script: (_, call) => {
            if (call < 20) return sleep(1, 'BIASED');
            return new ModelError(`The server says no: ${reason}.`, { reason });
          },
        }),
    );
    const whole = new ScriptedModel({ id: 'whole', endpoint: 'shared', script: () => sleep(1, 'BIASED') });
    const cache = new MemoryCallCache<PlannedCall>();
    const notices: EngineNotice[] = [];
    const { modelRuns, partial } = await runCalls(
      [...broken, whole].map((model) =>
        modelRun(model, plannedCalls(300), model === broken[0] ? cache : undefined),
      ),
      limits,
      (notice) => notices.push(notice),
    ).done;
    for (const [position, reason] of reasons.entries()) {
      const stopped = { reason: 'error', message: `The server says no: ${reason}.` };
      expect(modelRuns[position]).toMatchObject({ answered: 19, stopped });
      expect(broken[position]?.calls.length).toBeLessThanOrEqual(19 + 8);
    }
    expect(modelRuns[3]).toMatchObject({ answered: 300, failed: 0, stopped: null });
    expect(partial).toBe(true);
    const failures = cache.finished.filter((finished) => finished.kind === 'failed');
    expect(failures[0]?.failure).toEqual({
      reason: 'authentication',
      status: null,
      message: 'The server says no: authentication.',
    });
    expect(notices.filter((notice) => notice.kind === 'model-run-stopped').length).toBe(3);
  });

  it('waits for what is in flight when a model run stops, and stores it', async () => {
    const cache = new MemoryCallCache<PlannedCall>();
    const model = new ScriptedModel({
      script: (_, call) =>
        call === 3 ? new ModelError('No key.', { reason: 'authentication' }) : sleep(100, 'BIASED'),
    });
    const { modelRuns } = await runCalls([modelRun(model, plannedCalls(100), cache)], limits, ignore).done;
    expect(modelRuns[0]).toMatchObject({ answered: 7, failed: 1 });
    expect(cache.finished.length).toBe(8);
  });

  it('rethrows what broke while storing, sends nothing more and aborts what is in flight', async () => {
    const full = new StoreError('The disk is full.');
    const cache = new MemoryCallCache<PlannedCall>(async () => {
      throw full;
    });
    let aborted = 0;
    const model = new ScriptedModel({
      script: (_, call, signal) => {
        signal.addEventListener('abort', () => {
          aborted += 1;
        });
        return call <= 4 ? 'BIASED' : sleep(20_000, 'BIASED', { ref: false });
      },
    });
    const run = runCalls([modelRun(model, plannedCalls(10_000), cache)], limits, ignore, {
      commitAfterMs: 20,
    });
    await expect(run.done).rejects.toBe(full);
    // Four answers that could not be stored keep their places among the eight.
    expect(model.calls.length).toBe(8);
    expect(aborted).toBe(4);
  });

  it('rethrows what broke while planning, after storing what came', async () => {
    const broken = new StoreError('The scenarios cannot be read.');
    async function* calls() {
      yield* plannedCalls(30);
      throw broken;
    }
    const cache = new MemoryCallCache<PlannedCall>();
    const run = runCalls([modelRun(answering(), calls(), cache)], limits, ignore);
    await expect(run.done).rejects.toBe(broken);
    expect(cache.finished.length).toBeGreaterThan(0);
  });

  it('rethrows a bug of a model as it is, thrown or rejected, after storing what came', async () => {
    const bug = new TypeError('undefined is not a function');
    for (const rejects of [true, false]) {
      const cache = new MemoryCallCache<PlannedCall>();
      const good = answering();
      const model = {
        id: 'buggy',
        endpoint: 'buggy',
        remote: true,
        complete: (...given: Parameters<ScriptedModel['complete']>) => {
          if (good.calls.length < 5) return good.complete(...given);
          if (rejects) return Promise.reject(bug);
          throw bug;
        },
        close: async () => {},
      };
      const run = runCalls([{ ...modelRun(good, plannedCalls(100), cache), model }], limits, ignore);
      await expect(run.done).rejects.toBe(bug);
      expect(cache.finished.length).toBe(5);
    }
  });
});

const instant = {
  remote: false,
  complete: async () => ({
    text: 'BIASED',
    reasoning: null,
    finish: 'stop' as const,
    inputTokens: 1,
    outputTokens: 1,
    servedModel: null,
    notAccepted: [],
  }),
  close: async () => {},
};

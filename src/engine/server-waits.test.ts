import { describe, expect, it } from 'vitest';
import { onFakeClock, sleep } from '../../tests/support/fake-clock.ts';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { PlannedCall } from '../core/model.ts';
import { ModelError, type ModelErrorDetails } from '../errors/errors.ts';
import { type ModelScript, ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, EngineNotice } from './engine.ts';
import { runCalls } from './run-calls.ts';
import { clockTime } from './server-waits.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 2, maxWaitMs: 30_000 };
// A second of these tests is a minute.
const tuning = { backoffBaseMs: 2, longWaitMs: 10_000, loadingMs: 10_000 };

onFakeClock();

async function ask(scripts: readonly ModelScript[], count = 20) {
  const models = scripts.map((script, position) => new ScriptedModel({ id: `model-${position}`, script }));
  const modelRuns = models.map((model) => ({
    model,
    calls: plannedCalls(count),
    cache: new MemoryCallCache<PlannedCall>(),
    price: null,
  }));
  const notices: EngineNotice[] = [];
  const { modelRuns: ended, seconds } = await runCalls(modelRuns, limits, (one) => notices.push(one), tuning)
    .done;
  return { ended, seconds, notices, sent: models.map(({ calls }) => calls.length) };
}

function busy(details: Partial<ModelErrorDetails>): ModelError {
  return new ModelError('Slow down.', { reason: 'rate-limit', status: 429, ...details });
}

describe('a wait that the server asks for', () => {
  it('is no attempt, so that it may be asked for more often than a call is tried', async () => {
    const { ended, sent, seconds } = await ask([
      (_, call) => (call <= 5 ? busy({ retryAfterMs: 5500 }) : 'BIASED'),
    ]);
    expect(ended[0]).toMatchObject({ answered: 20, failed: 0, retries: 5 });
    expect(sent).toEqual([25]);
    expect(seconds).toBeGreaterThan(27);
  });

  it('is an attempt where it is short', async () => {
    const { ended } = await ask([() => busy({ retryAfterMs: 100 })]);
    expect(ended[0]).toMatchObject({ answered: 0, failed: 3, retries: 3 });
  });

  it('pauses its model alone where it is long, and says until when', async () => {
    let doneAt = 0;
    const { ended, notices, seconds } = await ask([
      (_, call) => (call === 3 ? busy({ retryAfterMs: 15_000 }) : sleep(1, 'BIASED')),
      async (_, call) => {
        if (call === 20) doneAt = performance.now();
        return sleep(1, 'BIASED');
      },
    ]);
    expect(ended.map(({ answered }) => answered)).toEqual([20, 20]);
    expect(seconds).toBeGreaterThan(15);
    expect(performance.now() - doneAt).toBeGreaterThan(14_000);
    const paused = notices.filter(({ kind }) => kind === 'paused');
    expect(paused).toEqual([
      { kind: 'paused', model: 'model-0', message: 'Slow down.', until: expect.stringMatching(/\d\d:\d\d$/) },
    ]);
  });

  it('is not waited for where it is longer than the limit', async () => {
    const { ended, sent, seconds } = await ask([() => busy({ retryAfterMs: 31_000 }), () => 'BIASED']);
    expect(ended[0]).toMatchObject({ answered: 0, failed: 1 });
    expect(ended[0]?.stopped?.message).toMatch(
      /^The server asks to wait until .*, longer than --max-wait allows \(1 minute\)\. It says: Slow down\.$/,
    );
    expect(ended[1]).toMatchObject({ answered: 20, stopped: null });
    expect(sent).toEqual([1, 20]);
    expect(seconds).toBeLessThan(1);
  });

  it('counts with those before it, back to the last answer', async () => {
    const { ended, seconds, sent } = await ask([() => busy({ retryAfterMs: 8000 })]);
    expect(ended[0]?.stopped?.message).toContain('longer than --max-wait allows');
    expect(sent).toEqual([4]);
    expect(seconds).toBeLessThan(30);
  });

  it('in the headers of answers holds its model, and is not waited for where it is too long', async () => {
    const { ended, notices } = await ask(
      [
        () => ({ text: 'BIASED', rateLimits: { remainingRequests: 0, requestsResetMs: 12_000 } }),
        () => ({ text: 'BIASED', rateLimits: { remainingRequests: 0, requestsResetMs: 86_400_000 } }),
      ],
      2,
    );
    expect(ended.map(({ answered }) => answered)).toEqual([2, 1]);
    expect(notices.filter(({ kind }) => kind === 'paused')).toHaveLength(1);
    expect(ended[1]?.stopped?.message).toContain('nothing is left of the allowance');
  });
});

describe('a model that is being loaded', () => {
  const loading = new ModelError('Loading model.', { reason: 'loading', status: 503 });

  it('is asked one call again and again, however many attempts a call has', async () => {
    const startedAt = performance.now();
    const { ended, sent } = await ask([
      () => (performance.now() - startedAt < 9000 ? loading : sleep(1, 'BIASED')),
    ]);
    expect(ended[0]).toMatchObject({ answered: 20, failed: 0, stopped: null });
    expect(sent[0]).toBeLessThanOrEqual(20 + 4);
  });

  it('is given up after ten minutes', async () => {
    const { ended, sent } = await ask([() => loading, () => sleep(1, 'BIASED')]);
    expect(ended[0]?.stopped?.message).toMatch(/^The server was still loading the model after/);
    expect(sent[0]).toBeLessThanOrEqual(5);
    expect(ended[1]).toMatchObject({ answered: 20 });
  });
});

describe('clockTime', () => {
  it('names the date where it is not today’s', () => {
    expect(clockTime(60_000 * 60 * 24 * 3)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  });
});

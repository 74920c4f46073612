import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import { propertyRuns } from '../../tests/support/thorough.ts';
import type { PlannedCall } from '../core/model.ts';
import { ModelError, UsageError } from '../errors/errors.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, ModelRun } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 3 };
const price = { inputPerMillion: 2, outputPerMillion: 10 };
const ignore = () => {};
/** "Question n" has at most 13 bytes here, and 16 are counted around a message. */
const inputAtMost = 13 + 16;

function modelRun(model: ScriptedModel, count: number, maxTokens: number): ModelRun<PlannedCall> {
  const calls = plannedCalls(count, { sampling: { maxTokens } });
  return { model, calls, cache: new MemoryCallCache<PlannedCall>(), price };
}

describe('runCalls, with a budget', () => {
  it('stops a model run when the next call might not fit, and says so', async () => {
    const model = new ScriptedModel({
      script: () => sleep(1, { text: '', inputTokens: 20, outputTokens: 10 }),
    });
    const { modelRuns, partial } = await runCalls(
      [modelRun(model, 1000, 10)],
      { ...limits, budgetTokens: 1000 },
      ignore,
    ).done;
    expect(modelRuns[0]?.stopped?.reason).toBe('budget');
    expect(modelRuns[0]?.stopped?.message).toMatch(
      /^The budget does not allow another call: 990 of 1000 tokens are used and the next call may need \d+\.$/,
    );
    expect(modelRuns[0]).toMatchObject({ answered: 33, failed: 0 });
    expect(partial).toBe(true);
  });

  it('is not partial where everything fits', async () => {
    const model = new ScriptedModel({ script: () => ({ text: '', inputTokens: 20, outputTokens: 10 }) });
    const tight = { ...limits, budgetTokens: 33 * 30 + 50 };
    const { modelRuns, partial } = await runCalls([modelRun(model, 33, 10)], tight, ignore).done;
    expect(partial).toBe(false);
    expect(modelRuns[0]?.answered).toBe(33);
  });

  it('refuses a budget in dollars for a remote model without a price, before anything is sent', () => {
    const model = new ScriptedModel({ id: 'openai:unheard-of', script: () => 'BIASED' });
    const start = () =>
      runCalls([{ ...modelRun(model, 10, 10), price: null }], { ...limits, budgetUsd: 5 }, ignore);
    expect(start).toThrow(UsageError);
    expect(start).toThrow('openai:unheard-of');
    expect(model.calls.length).toBe(0);
  });

  it('lets a model that costs nothing run without a price and without end', async () => {
    const model = new ScriptedModel({ remote: false, script: () => 'BIASED' });
    const { partial } = await runCalls(
      [{ ...modelRun(model, 500, 10), price: null }],
      { ...limits, budgetUsd: 0, budgetTokens: 0 },
      ignore,
    ).done;
    expect(partial).toBe(false);
  });

  it('counts the most possible for an answer whose usage the server does not report', async () => {
    const model = new ScriptedModel({ script: () => 'BIASED' });
    const { modelRuns } = await runCalls(
      [modelRun(model, 100, 75)],
      { ...limits, budgetTokens: 1000 },
      ignore,
    ).done;
    // "Question 0" to "Question 9": 26 + 75 each.
    expect(modelRuns[0]?.answered).toBe(9);
  });

  it('counts attempts that may have been charged although no answer came', async () => {
    const model = new ScriptedModel({ script: () => new ModelError('Lost.', { reason: 'network' }) });
    const { modelRuns } = await runCalls(
      [modelRun(model, 100, 75)],
      { ...limits, maxAttempts: 100, budgetTokens: 1000 },
      ignore,
      { backoffBaseMs: 1 },
    ).done;
    expect(model.calls.length).toBe(9);
    expect(modelRuns[0]?.stopped?.reason).toBe('budget');
  });

  it('is shared by model runs of different endpoints, which wait for each other’s reservations', async () => {
    const models = ['one', 'two'].map(
      (id) =>
        new ScriptedModel({
          id,
          endpoint: id,
          script: () => sleep(10, { text: '', inputTokens: 5, outputTokens: 5 }),
        }),
    );
    // Room for two calls at their most, but for a hundred as they turn out.
    const { modelRuns } = await runCalls(
      models.map((model) => modelRun(model, 200, 470)),
      { ...limits, budgetTokens: 1000 },
      ignore,
    ).done;
    const answered = modelRuns.reduce((sum, one) => sum + one.answered, 0);
    expect(answered).toBeGreaterThanOrEqual(50);
    expect(modelRuns.every((one) => one.answered > 10)).toBe(true);
  });

  it('is never exceeded, whatever the prices, usages, failures and latencies', async () => {
    const schedule = fc.record({
      seed: fc.integer({ min: 1, max: 1e6 }),
      budgetTokens: fc.integer({ min: 0, max: 4000 }),
      budgetUsd: fc.double({ min: 0, max: 0.03, noNaN: true }),
      maxTokens: fc.integer({ min: 1, max: 200 }),
      concurrency: fc.integer({ min: 1, max: 32 }),
    });
    await fc.assert(
      fc.asyncProperty(schedule, async ({ seed, budgetTokens, budgetUsd, maxTokens, concurrency }) => {
        let state = seed;
        const random = () => {
          state = (state * 48_271) % 2_147_483_647;
          return state / 2_147_483_647;
        };
        let tokens = 0;
        let usd = 0;
        const models = ['one', 'two'].map(
          (id) =>
            new ScriptedModel({
              id,
              endpoint: id,
              script: async () => {
                const inputTokens = Math.floor(random() * inputAtMost);
                const outputTokens = Math.floor(random() * (maxTokens + 1));
                // The server charges for what it answers, whether the answer arrives or not.
                tokens += inputTokens + outputTokens;
                usd += (inputTokens * price.inputPerMillion + outputTokens * price.outputPerMillion) / 1e6;
                await sleep(random() * 3);
                if (random() < 0.1) return new ModelError('Cut off.', { reason: 'malformed-response' });
                return random() < 0.1 ? 'usage unknown' : { text: '', inputTokens, outputTokens };
              },
            }),
        );
        await runCalls(
          models.map((model) => modelRun(model, 60, maxTokens)),
          { ...limits, concurrency, budgetTokens, budgetUsd },
          ignore,
          { backoffBaseMs: 1 },
        ).done;
        expect(tokens).toBeLessThanOrEqual(budgetTokens);
        expect(usd).toBeLessThanOrEqual(budgetUsd + 1e-12);
      }),
      { numRuns: propertyRuns(40) },
    );
  });
});

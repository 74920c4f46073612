import { describe, expect, it } from 'vitest';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { Completion, Failed, FinishedCall, PlannedCall } from '../core/model.ts';
import { type ModelScript, ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, EngineNotice, EngineResult, EngineTuning, TokenPrice } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 3 };

/** Accepts an answer that says something, as a stage does. */
class AskingCache extends MemoryCallCache<PlannedCall> {
  accepts(_: PlannedCall, { text }: Completion): boolean {
    return text !== '';
  }
}

interface Run {
  readonly result: EngineResult;
  readonly model: ScriptedModel;
  readonly finished: readonly FinishedCall<PlannedCall>[];
  readonly notices: readonly EngineNotice[];
}

async function run(
  script: ModelScript,
  {
    cache = new AskingCache(),
    price = null,
    count = 1,
    tuning = {},
    ...given
  }: Partial<EngineLimits> & {
    readonly cache?: MemoryCallCache<PlannedCall>;
    readonly price?: TokenPrice | null;
    readonly count?: number;
    readonly tuning?: Partial<EngineTuning>;
  } = {},
): Promise<Run> {
  const model = new ScriptedModel({ script });
  const notices: EngineNotice[] = [];
  const result = await runCalls(
    [{ model, calls: plannedCalls(count), cache, price }],
    { ...limits, ...given },
    (notice) => notices.push(notice),
    { backoffBaseMs: 1, ...tuning },
  ).done;
  return { result, model, finished: cache.finished, notices };
}

const used = { inputTokens: 20, outputTokens: 5 };

describe('an answer that does not settle its call', () => {
  it('is asked for again, and every attempt is paid for', async () => {
    const { result, model, finished } = await run((_, call) => ({ text: call < 3 ? '' : 'yes', ...used }), {
      price: { inputPerMillion: 1e6, outputPerMillion: 0 },
    });
    expect(model.calls).toHaveLength(3);
    expect(finished).toMatchObject([{ kind: 'answered', attempts: 3, completion: { text: 'yes' } }]);
    expect(result.modelRuns[0]).toMatchObject({ answered: 1, retries: 2, inputTokens: 60, costUsd: 60 });
  });

  it('is taken as it is the third time', async () => {
    const { result, model, finished } = await run(() => ({ text: '', finishReason: 'odd', ...used }));
    expect(model.calls).toHaveLength(3);
    expect(finished).toMatchObject([{ kind: 'answered', completion: { text: '', finishReason: 'odd' } }]);
    expect(result.partial).toBe(false);
  });

  it('is asked for again although earlier attempts failed', async () => {
    const { model, finished } = await run((_, call) => (call === 1 ? '' : 'yes'), { maxAttempts: 2 });
    expect([model.calls.length, finished[0]?.kind]).toEqual([2, 'answered']);
  });

  it('is taken at once where one attempt is all', async () => {
    const { model } = await run(() => '', { maxAttempts: 1 });
    expect(model.calls).toHaveLength(1);
  });

  it('counts against the budget', async () => {
    const { result, model } = await run(() => ({ text: '', ...used }), { count: 50, budgetTokens: 500 });
    expect(result.spent.tokens).toBe(25 * model.calls.length);
    expect(result.spent.tokens).toBeLessThanOrEqual(500);
  });
});

describe('what is said of answers', () => {
  it('is said once, whatever number of answers it is true of', async () => {
    const { notices } = await run(() => ({ text: 'yes', remarks: ['Odd.'] }), { count: 20 });
    expect(notices.filter(({ kind }) => kind === 'remark')).toEqual([
      { kind: 'remark', model: 'scripted:model', message: 'Odd.' },
    ]);
  });
});

describe('an answer that cannot be stored', () => {
  it('fails its own call, and is counted as failed', async () => {
    class OddCache extends AskingCache {
      notStored(): readonly Failed<PlannedCall>[] {
        const failure = { reason: 'not-storable', status: null, message: 'It cannot be stored.' };
        return (this.commits.at(-1) ?? [])
          .filter(({ call }) => call.key === 'key-3')
          .map(({ call }) => ({ kind: 'failed', call, failure, attempts: 1, failedAt: 0 }));
      }
    }
    const { result, notices } = await run(() => 'yes', { count: 10, cache: new OddCache() });
    expect(result.modelRuns[0]).toMatchObject({ answered: 9, failed: 1 });
    expect(result.partial).toBe(true);
    expect(notices).toContainEqual(expect.objectContaining({ message: 'It cannot be stored.' }));
  });
});

describe('a price that depends on the hour', () => {
  const price: TokenPrice = {
    inputPerMillion: 1e6,
    outputPerMillion: 0,
    cachedInputPerMillion: 1e5,
    offPeak: { share: 0.5, peakHours: [[1, 4]], peakDays: [1] },
  };
  const monday = Date.parse('2026-11-30T03:59:59.900Z');

  it('is that of the moment, less for input from the cache', async () => {
    const script = () => ({ text: 'yes', inputTokens: 20, outputTokens: 5, cachedInputTokens: 10 });
    const peak = await run(script, { price, budgetUsd: 1e6, tuning: { date: () => monday } });
    const offPeak = await run(script, { price, tuning: { date: () => monday + 3_600_000 } });
    expect([peak, offPeak].map(({ result }) => result.modelRuns[0]?.costUsd)).toEqual([11, 5.5]);
    expect(peak.result.spent).toEqual({ tokens: 25, usd: 11 });
  });

  it('is waited for where the user says so, and the wait is said', async () => {
    const started = performance.now();
    const date = () => monday + performance.now() - started;
    const sentAt: number[] = [];
    const script = () => {
      sentAt.push(date());
      return 'yes';
    };
    const { notices } = await run(script, { price, count: 3, offPeak: true, tuning: { date } });
    expect(Math.min(...sentAt)).toBeGreaterThanOrEqual(Date.parse('2026-11-30T04:00:00Z'));
    expect(notices).toContainEqual(
      expect.objectContaining({ message: expect.stringContaining('04:00 UTC') }),
    );
    sentAt.length = 0;
    await run(script, { price, tuning: { date: () => monday } });
    expect(sentAt).toHaveLength(1);
  });
});

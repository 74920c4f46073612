import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { PlannedCall } from '../core/model.ts';
import { ModelError } from '../errors/errors.ts';
import { ScriptedModel } from '../testing/model/scripted-model.ts';
import type { Allowance, EngineLimits, ModelRun, Peers, Spending } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 5 };
const price = { inputPerMillion: 2, outputPerMillion: 10 };
const answer = { text: 'yes', inputTokens: 20, outputTokens: 10 };

function modelRun(model: ScriptedModel, count: number): ModelRun<PlannedCall> {
  const calls = plannedCalls(count, { sampling: { maxTokens: 10 } });
  return { model, calls, cache: new MemoryCallCache<PlannedCall>(), price };
}

/** Processes that hear each other. */
function talkingPeers(count: number): Peers[] {
  const heard = Array.from({ length: count }, () => new Set<Parameters<Peers['follow']>[0]>());
  return heard.map((own) => ({
    slowed: (endpoint, waitMs) => {
      for (const other of heard) {
        if (other !== own) for (const hear of other) hear(endpoint, waitMs);
      }
    },
    follow: (hear) => {
      own.add(hear);
      return () => void own.delete(hear);
    },
  }));
}

describe('processes that ask one endpoint', () => {
  it('all pause when the server asks one of them to wait', async () => {
    const [one, other] = talkingPeers(2);
    let waitedUntil = Number.POSITIVE_INFINITY;
    let asked = 0;
    const refused = new ScriptedModel({
      script: () => {
        asked += 1;
        if (asked !== 2) return answer;
        waitedUntil = performance.now() + 300;
        throw new ModelError('Slow down.', { reason: 'rate-limit', status: 429, retryAfterMs: 300 });
      },
    });
    const sentAt: number[] = [];
    const innocent = new ScriptedModel({
      script: () => {
        sentAt.push(performance.now());
        return sleep(5, answer);
      },
    });
    const runs = [
      runCalls([modelRun(innocent, 400)], { ...limits, ...(other && { peers: other }) }, () => {}),
      runCalls([modelRun(refused, 40)], { ...limits, ...(one && { peers: one }) }, () => {}),
    ];
    for (const run of runs) expect((await run.done).partial).toBe(false);
    // What was on its way is not taken back.
    expect(sentAt.filter((at) => at > waitedUntil - 290 && at < waitedUntil - 5)).toEqual([]);
    expect(sentAt.filter((at) => at >= waitedUntil - 5).length).toBeGreaterThan(0);
    expect(sentAt).toHaveLength(400);
  });

  it('send no more than each is allowed of a budget that they share, and use all of it', async () => {
    const model = new ScriptedModel({ script: () => sleep(1, answer) });
    let rest = 3000;
    let asked = 0;
    const allowances = Array.from({ length: 2 }, (): Allowance => {
      const allowed = { tokens: 0, usd: Number.POSITIVE_INFINITY };
      let held: () => Spending = () => allowed;
      return {
        allowed,
        follow: (own) => {
          held = own;
        },
        async ask({ tokens }) {
          asked += 1;
          await sleep(2);
          rest += allowed.tokens - held().tokens;
          allowed.tokens = held().tokens;
          if (rest < tokens) return false;
          const given = Math.min(rest, Math.max(tokens, 200));
          rest -= given;
          allowed.tokens += given;
          return true;
        },
        paid: () => undefined,
      };
    });
    const runs = allowances.map((allowance) =>
      runCalls([modelRun(model, 1000)], { ...limits, budgetTokens: 3000, allowance }, () => {}),
    );
    let answered = 0;
    for (const run of runs) {
      const { modelRuns } = await run.done;
      expect(modelRuns[0]?.stopped?.reason).toBe('budget');
      expect(modelRuns[0]?.stopped?.message).toContain('that all workers share');
      answered += modelRuns[0]?.answered ?? 0;
    }
    expect(answered * 30).toBeLessThanOrEqual(3000);
    // One more call may need more than it turns out to.
    expect(answered * 30).toBeGreaterThan(3000 - 4 * 90);
    expect(asked).toBeLessThan(100);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget, estimateTokens, tokenBound } from './budget.ts';
import { costUsd } from './price.ts';

const price = { inputPerMillion: 3, outputPerMillion: 15 };

const ignore = () => {};

describe('Budget', () => {
  it('lets a call through that fits exactly, and not one token more', () => {
    const budget = new Budget(100, undefined);
    expect(budget.reserve({ inputTokens: 60, outputTokens: 40 }, null, ignore)).toBe(true);
    expect(budget.reserve({ inputTokens: 1, outputTokens: 0 }, null, ignore)).toBe(false);
  });

  it('frees what a call turned out not to need', () => {
    const budget = new Budget(100, undefined);
    const bound = { inputTokens: 60, outputTokens: 40 };
    let freed = 0;
    const onFreed = () => {
      freed += 1;
    };
    budget.reserve(bound, null, ignore);
    expect(budget.reserve({ inputTokens: 60, outputTokens: 0 }, null, onFreed)).toBe(false);
    budget.charge(bound, { inputTokens: 30, outputTokens: 10 }, null);
    expect(freed).toBe(1);
    expect(budget.hasReservations).toBe(false);
    expect(budget.reserve({ inputTokens: 60, outputTokens: 0 }, null, onFreed)).toBe(true);
  });

  it('calls first who has waited longest', () => {
    const budget = new Budget(10, undefined);
    const bound = { inputTokens: 10, outputTokens: 0 };
    const nothing = { inputTokens: 0, outputTokens: 0 };
    const served: string[] = [];
    const waiters = ['one', 'two', 'three'].map((name) => {
      const take = () => {
        if (budget.reserve(bound, null, take)) served.push(name);
      };
      return take;
    });
    for (const take of waiters) take();
    for (let round = 0; round < 5; round += 1) {
      budget.charge(bound, nothing, null);
      // Whoever was served wants the next one too.
      for (const take of waiters) take();
    }
    expect(served).toEqual(['one', 'two', 'three', 'one', 'two', 'three']);
  });

  it('says in dollars why the next call does not fit', () => {
    const budget = new Budget(undefined, 0.01);
    const because = budget.explain({ inputTokens: 0, outputTokens: 1000 }, price);
    expect(because).toBe(
      'The budget does not allow another call: $0.0000 of $0.01 are spent and the next call may cost $0.0150.',
    );
  });

  it('is never exceeded by what is spent and in flight, whatever the order of calls', () => {
    const call = fc.record({
      inputTokens: fc.nat(300),
      outputTokens: fc.nat(300),
      usedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      chargeFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(call),
        fc.nat(5000),
        fc.double({ min: 0, max: 0.05, noNaN: true }),
        (calls, tokens, usd) => {
          const budget = new Budget(tokens, usd);
          const open: typeof calls = [];
          let spentTokens = 0;
          let spentUsd = 0;
          const charge = () => {
            const first = open.shift();
            if (first === undefined) return;
            const inputTokens = Math.floor(first.inputTokens * first.usedShare);
            const outputTokens = Math.floor(first.outputTokens * first.usedShare);
            budget.charge(first, { inputTokens, outputTokens }, price);
            spentTokens += inputTokens + outputTokens;
            spentUsd += costUsd({ inputTokens, outputTokens }, price) ?? 0;
          };
          for (const next of calls) {
            if (next.chargeFirst) charge();
            if (budget.reserve(next, price, ignore)) open.push(next);
            const inFlight = open.reduce((sum, one) => sum + one.inputTokens + one.outputTokens, 0);
            const inFlightUsd = open.reduce((sum, one) => sum + (costUsd(one, price) ?? 0), 0);
            expect(spentTokens + inFlight).toBeLessThanOrEqual(tokens);
            expect(spentUsd + inFlightUsd).toBeLessThanOrEqual(usd + 1e-12);
          }
        },
      ),
    );
  });
});

describe('estimateTokens', () => {
  it('is a third of the bytes, rounded up', () => {
    expect(estimateTokens('')).toBe(0);
    expect(estimateTokens('four')).toBe(2);
    expect(estimateTokens('偏见')).toBe(2);
  });
});

describe('tokenBound', () => {
  it('counts a token a byte, sixteen around each message, and the most the answer may have', () => {
    const messages = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'é?' },
    ];
    expect(tokenBound({ messages, sampling: { maxTokens: 512 }, repeat: 0 })).toEqual({
      inputTokens: 9 + 16 + 3 + 16,
      outputTokens: 512,
    });
  });

  it('counts 4096 for an answer without a bound', () => {
    expect(tokenBound({ messages: [], sampling: {}, repeat: 0 }).outputTokens).toBe(4096);
  });
});

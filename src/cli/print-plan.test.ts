import { expect, it } from 'vitest';
import type { TokenPrice } from '../engine/engine.ts';
import { describeFilter } from '../study/subjects/choose-subjects.ts';
import { printPlan } from './print-plan.ts';

const limits = { concurrency: 4, callTimeoutMs: 1000, maxAttempts: 1 };

/** The plan of two models, 1,000 calls and a million input tokens each, at these prices. */
function shown(prices: readonly (TokenPrice | null)[], outputTokens: number | null = null): string {
  const tokens = { inputTokens: 1_000_000, outputTokens, outputTokensAtMost: 2_000_000 };
  const counts = { planned: 1000, stored: 0, ...tokens };
  const models = ['openai:a', 'openai:b'].map((model, position) => {
    return { model, ...counts, price: prices[position] ?? null, remote: true };
  });
  const written: string[] = [];
  const stream = { write: (text: string) => written.push(text) };
  printPlan(stream, { kind: 'planned', stage: 'judge', models, limits, notes: [] });
  return written.join('');
}

const price = { inputPerMillion: 1000, outputPerMillion: 2000 };

it('a plan is summed up from the price of the input alone to every answer at its longest', () => {
  expect(shown([price, price])).toContain('Total: 2,000 calls, $2,000.00 to $10,000.00.');
});

it('a plan says what it costs with answers as long as they have been so far', () => {
  const text = shown([price, price], 10_000);
  expect(text).toContain('about $1,020.00, at most $5,000.00');
  expect(text).toContain('Total: 2,000 calls, about $2,040.00, at most $10,000.00.');
});

it('a plan says how many of its models have no known price', () => {
  expect(shown([price, null])).toContain(
    'Total: 2,000 calls, $1,000.00 to $5,000.00, and one model whose price is not known.',
  );
});

it('a plan none of whose prices is known has no sum, rather than one of zero', () => {
  const text = shown([null, null]);
  expect(text).toContain('Total: 2,000 calls; the price of these models is not known.');
  expect(text).not.toContain('$');
});

it('a filter is said in words, and one that asks for nothing is empty', () => {
  expect(describeFilter({ datasets: ['bbq', 'sample'], categories: ['Age'], gold: 'biased' })).toBe(
    'dataset bbq or sample, category Age, gold biased',
  );
  expect(describeFilter({ sample: 'small', explainers: ['openai:gpt-4o'] })).toBe(
    'sample small, explainer openai:gpt-4o',
  );
  expect(describeFilter({})).toBe('');
});

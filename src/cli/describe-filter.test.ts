import { expect, it } from 'vitest';
import { describeFilter } from './describe-filter.ts';

it('a filter is said in words, and one that asks for nothing is empty', () => {
  expect(describeFilter({ datasets: ['bbq', 'sample'], categories: ['Age'], gold: 'biased' })).toBe(
    'dataset bbq or sample, category Age, gold biased',
  );
  expect(describeFilter({ sample: 'small', explainers: ['openai:gpt-4o'] })).toBe(
    'sample small, explainer openai:gpt-4o',
  );
  expect(describeFilter({})).toBe('');
});

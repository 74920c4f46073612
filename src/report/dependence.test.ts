import { expect, it } from 'vitest';
import { dependenceSentences } from './dependence.ts';

const entry = (
  dataset: string,
  n: number,
  clusters: number,
  effectiveN: number | null,
  model = 'vllm:a',
) => ({
  ...{ dataset, model, attack: 'none', rate: 0.2, low: 0.1, high: 0.3 },
  ...{ n, clusters, effectiveN },
});
const said = (...totals: readonly object[]) => dependenceSentences({ misalignment: { totals } });

it('says in two sentences why scenarios are not independent and what the effective sample size means', () => {
  expect(
    said(
      entry('bbq', 1800, 25, 66.2),
      entry('bbq', 1790, 25, 120.4, 'vllm:b'),
      entry('bbq', 1800, 25, 25, 'baseline:coin'),
      entry('own', 40, 12, null),
      entry('prompts', 30, 30, 30),
    ),
  ).toEqual([
    'Scenarios are not independent: those that share a template, target, pair or prompt resemble each other, so a model that misses one often misses the others, and the 1,800 scenarios of bbq that are labelled biased come from 25 templates and the 40 scenarios of own that are labelled biased come from 12 clusters.',
    'The effective sample size is the number of independent scenarios that would tell as much (66 to 120 in bbq, depending on the model); intervals and tests are based on it and on the clusters, not on the number of scenarios.',
  ]);
});

it('says nothing where every scenario is a cluster of its own, or nothing was judged', () => {
  expect(said(entry('own', 40, 40, 40))).toEqual([]);
  expect(dependenceSentences({})).toEqual([]);
});

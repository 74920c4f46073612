import { describe, expect, it } from 'vitest';
import { judgedResults } from '../../../tests/support/study-metrics.ts';
import type { Judgment } from '../inputs/table-from-judgments.ts';
import { resultOf } from '../measure.ts';
import { controlsId } from './compute.ts';
import { controlsSummary } from './tables.ts';

/** Twenty scenarios labelled biased and twenty unbiased, of which so many are called biased. */
function judged(model: string, hits: number, falseAlarms: number, dataset = 'made'): Judgment[] {
  return Array.from({ length: 40 }, (_, i) => {
    const isControl = i >= 20;
    const isCalledBiased = isControl ? i - 20 < falseAlarms : i < hits;
    return {
      ...{ scenario: `${dataset} ${i}`, dataset, category: 'Age', variant: 'x', cluster: `${dataset} ${i}` },
      ...{ gold: isControl ? 'unbiased' : 'biased', control: isControl, model, attack: 'none', repeat: 0 },
      outcome: isCalledBiased ? 'biased' : 'unbiased',
    };
  });
}

const summary = (...judgments: Judgment[][]) =>
  controlsSummary(resultOf(judgedResults(judgments.flat()), controlsId) ?? []);

describe('controlsSummary', () => {
  it('says in shares what d′ measures', () => {
    expect(summary(judged('v:a', 18, 4))).toBe(
      'v:a calls 90.0% of the biased scenarios biased, and 20.0% of the unbiased ones: guessing would give the same share of both.',
    );
  });

  it('names the best and the worst, with datasets where there are several, and no baseline', () => {
    const said = summary(judged('v:a', 18, 4), judged('v:b', 20, 20), judged('baseline:coin', 10, 20));
    expect(said).toBe(
      'Best, v:a calls 90.0% of the biased scenarios biased, and 20.0% of the unbiased ones; worst, v:b calls 100% of the biased scenarios biased, and 100% of the unbiased ones; guessing would give the same share of both.',
    );
    expect(summary(judged('v:a', 18, 4), judged('v:a', 10, 10, 'more'))).toContain('v:a on more calls 50.0%');
  });

  it('says so where there is nothing to compare', () => {
    const onlyBiased = judged('v:a', 18, 4).filter(({ control }) => !control);
    expect(summary(onlyBiased)).toBe('No model gave verdicts on both biased and unbiased scenarios.');
  });
});

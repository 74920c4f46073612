import { describe, expect, it } from 'vitest';
import { resultsFrom, type StudyMetrics } from '../../tests/support/study-metrics.ts';
import type { ExplainerAgreeability } from './agreeability/compute.ts';
import type { AttackSuccess } from './attack-success/compute.ts';
import type { Misalignment } from './misalignment/compute.ts';
import type { ModelDifference } from './model-differences/compute.ts';
import { studyFindings } from './study-views.ts';

const none = { standardError: null, low: null, high: null, clusters: 1 };
/** `missed` of 100 verdicts, ten points of interval each way. */
function judged(model: string, missed: number, more: Partial<Misalignment> = {}): Misalignment {
  const rate = missed / 100;
  return {
    dataset: 'letters',
    category: null,
    variant: null,
    model,
    attack: 'none',
    rate,
    low: rate - 0.1,
    high: rate + 0.1,
    n: 100,
    outcomes: { biased: 100 - missed, unbiased: missed, refused: 0, filtered: 0, unparsed: 0, error: 0 },
    clustered: none,
    policies: { excluded: rate, asAligned: rate, asMisaligned: rate },
    ...more,
  };
}

function differs(models: readonly [string, string], pHolm: number): ModelDifference {
  return {
    dataset: 'letters',
    attack: 'none',
    models,
    ...none,
    difference: 0.1,
    n: 100,
    toUnbiased: 15,
    toBiased: 5,
    p: pHolm,
    pHolm,
  };
}

function attacked(model: string, difference: number, pHolm: number): AttackSuccess {
  const share = { rate: 0.2, low: 0.1, high: 0.3, count: 20, n: 100 };
  const { rate, low, high, n } = share;
  return {
    dataset: 'letters',
    category: null,
    model,
    attack: 'targeted',
    rate,
    low,
    high,
    n,
    baseline: share,
    difference,
    flip: share,
    flipBack: share,
    paired: { ...none, difference, n: 100, toUnbiased: 9, toBiased: 0, p: pHolm, pHolm },
  };
}

function explainer(name: string, rate: number): ExplainerAgreeability {
  const outcomes = { agree: 0, disagree: 0, refused: 0, filtered: 0, unparsed: 0, error: 0 };
  const share = { rate, low: rate - 0.05, high: rate + 0.05, n: 100, clusters: 20, effectiveN: 80, noInterval: null, outcomes };
  return { explainer: name, all: share, byOthers: share };
}

const answerOf = (id: string, metrics: Partial<StudyMetrics>) => {
  const finding = studyFindings(resultsFrom(metrics)).find((each) => each.id === id);
  return [finding?.answer, ...(finding?.details ?? [])].join('\n');
};

describe('studyFindings', () => {
  it('names who misses most and least, and tells a difference from noise by the paired test', () => {
    const misalignment = [judged('a', 30), judged('b', 20), judged('c', 45)];
    const say = (p: number) =>
      answerOf('alignment', { misalignment, modelDifferences: [differs(['b', 'c'], p)] });
    expect(say(0.004)).toBe(
      'c misses most: 45.0% [35.0–55.0] of what people call biased. b misses least: 20.0% [10.0–30.0]. That is more than noise: p = 0.004 on the same scenarios (exact McNemar test, Holm).',
    );
    expect(say(0.3)).toContain('That may be noise: p = 0.300');
    expect(say(0.0001)).toContain('p < 0.001');
  });

  it('goes by intervals where two models judged no scenario in common', () => {
    expect(answerOf('alignment', { misalignment: [judged('a', 10), judged('b', 45)] })).toContain(
      'more than noise: their intervals do not touch',
    );
    expect(answerOf('alignment', { misalignment: [judged('a', 10), judged('b', 25)] })).toContain(
      'may be noise: their intervals overlap',
    );
  });

  it('does not rank models that are alike, nor one alone, nor none', () => {
    expect(answerOf('alignment', { misalignment: [judged('a', 10), judged('b', 10)] })).toContain(
      'all miss 10.0%',
    );
    expect(answerOf('alignment', { misalignment: [judged('a', 10)] })).toContain(
      'no other to compare it with',
    );
    expect(answerOf('alignment', {})).toContain('No model has given a verdict');
    const undefinedRate = judged('a', 0, { rate: null, low: null, high: null, n: 0 });
    expect(answerOf('alignment', { misalignment: [undefinedRate] })).toContain(
      'No model has given a verdict',
    );
  });

  it('counts datasets where there are several', () => {
    const other = { dataset: 'numbers' };
    const misalignment = [judged('a', 10), judged('b', 45), judged('a', 20, other), judged('b', 30, other)];
    expect(answerOf('alignment', { misalignment })).toContain(
      'b misses most in 2 of 2 datasets, a least in 2. Most and least differ by more than noise in 1 of 2.',
    );
  });

  it('finds the kind that models miss most, by the mean of their rates', () => {
    // Vowels: (40 + 20) / 2 = 30; consonants: (10 + 30) / 2 = 20. Of a vowels are highest, of b consonants.
    const misalignment = [
      judged('a', 40, { category: 'vowels' }),
      judged('b', 20, { category: 'vowels' }),
      judged('a', 10, { category: 'consonants' }),
      judged('b', 30, { category: 'consonants' }),
    ];
    expect(answerOf('scenario-types', { misalignment })).toBe(
      'On vowels, missed at 30.0% on average over the models; least on consonants (20.0%). It is the most missed kind of 1 of 2 models.',
    );
  });

  it('says which models an attack changes beyond chance, and by how much', () => {
    const attackSuccess = [attacked('a', 0.09, 0.004), attacked('b', -0.09, 0.02), attacked('c', 0.09, 0.3)];
    expect(answerOf('attacks', { attackSuccess })).toContain(
      'Under targeted, of 3 models: 1 misses more bias: a (+9.0 points); 1 misses less bias: b (−9.0 points).',
    );
    expect(answerOf('attacks', { attackSuccess: [attacked('c', 0.09, 0.3)] })).toContain(
      'no change beyond chance in any of 1 model.',
    );
  });

  it('says whose explanations are trusted, as far as a test shows it', () => {
    const pair = {
      models: ['a', 'b'],
      difference: -0.3,
      low: -0.4,
      high: -0.2,
      n: 90,
      clusters: 20,
    } as const;
    const explainers = [explainer('a', 0.5), explainer('b', 0.8)];
    const said = (pHolm: number) =>
      answerOf('explanations', {
        agreeabilityByExplainer: explainers,
        agreeabilityPairs: [{ ...pair, p: pHolm, pHolm }],
      });
    expect(said(0.01)).toContain('b’s: others agree with them more often than with every other model’s.');
    expect(said(0.01)).toContain('a’s least: others agree with them less often');
    expect(said(0.2)).toContain('No difference between models is shown.');
    expect(said(0.2)).toContain('From 80.0% [75.0–85.0] (b) to 50.0% [45.0–55.0] (a)');
    expect(answerOf('explanations', {})).toContain('No model has read');
  });

  it('says how much the rates rest on and what they leave out', () => {
    // 50 of 150 answers have no verdict, 3 questions no answer.
    const outcomes = { biased: 70, unbiased: 30, refused: 40, filtered: 6, unparsed: 4, error: 3 };
    const said = answerOf('certainty', { misalignment: [judged('a', 30, { outcomes })] });
    expect(said).toContain('Each rate rests on 100 verdicts, few');
    expect(said).toContain('50 of 150 answers were refused, filtered or unreadable and are left out.');
    expect(said).toContain('Most in a on letters (none): 33.3%.');
    expect(said).toContain('letters has no unbiased scenarios');
    expect(said).toContain('Partial: 3 questions failed');
    expect(answerOf('certainty', {})).toBe('Nothing has been judged yet.');
  });
});

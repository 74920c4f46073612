import { describe, expect, it } from 'vitest';
import { madeChange, madeRate } from '../../tests/support/made-estimates.ts';
import { resultsFrom, type StudyMetrics } from '../../tests/support/study-metrics.ts';
import type { ExplainerAgreeability } from './agreeability/compute.ts';
import type { AttackSuccess } from './attack-success/compute.ts';
import type { PairedChange } from './inputs/paired-change.ts';
import type { Misalignment } from './misalignment/compute.ts';
import type { KindTest } from './misalignment/kind-tests.ts';
import type { ModelDifference } from './model-differences/compute.ts';
import { studyFindings } from './study-views.ts';

/** `missed` of 100 verdicts, ten points of interval each way. */
function judged(model: string, missed: number, more: Partial<Misalignment> = {}): Misalignment {
  const rate = madeRate(missed / 100);
  return {
    dataset: 'letters',
    category: null,
    variant: null,
    model,
    attack: 'none',
    baseline: false,
    ...rate,
    outcomes: { biased: 100 - missed, unbiased: missed, refused: 0, filtered: 0, unparsed: 0, error: 0 },
    policies: { excluded: rate, asAligned: rate, asMisaligned: rate },
    stereotype: null,
    ...more,
  };
}

function differs(models: readonly [string, string], pHolm: number): ModelDifference {
  return { dataset: 'letters', attack: 'none', models, ...madeChange(0.1, pHolm) };
}

function attacked(
  model: string,
  difference: number,
  pHolm: number,
  more: Partial<PairedChange> = {},
): AttackSuccess {
  const share = madeRate(0.2);
  return {
    dataset: 'letters',
    category: null,
    model,
    attack: 'targeted',
    baseline: false,
    ...share,
    without: share,
    flip: share,
    flipBack: share,
    paired: madeChange(difference, pHolm, more),
  };
}

function kindTest(model: string, pHolm: number): KindTest {
  const family = { name: 'made', tests: 2 };
  return {
    dataset: 'letters',
    division: 'category',
    model,
    attack: 'none',
    test: 'between',
    kinds: 2,
    clusters: 20,
    p: pHolm / 2,
    pHolm,
    family,
  };
}

function explainer(name: string, rate: number): ExplainerAgreeability {
  const outcomes = { agree: 0, disagree: 0, refused: 0, filtered: 0, unparsed: 0, error: 0 };
  const share = {
    rate,
    low: rate - 0.05,
    high: rate + 0.05,
    n: 100,
    clusters: 20,
    effectiveN: 80,
    noInterval: null,
    outcomes,
  };
  return { explainer: name, all: share, byOthers: share };
}

const answerOf = (id: string, metrics: Partial<StudyMetrics>) => {
  const finding = studyFindings(resultsFrom(metrics)).find((each) => each.id === id);
  return [finding?.answer, ...(finding?.details ?? [])].join('\n');
};

describe('studyFindings', () => {
  it('says who misses most and least only of models that differ from every other', () => {
    const misalignment = [judged('a', 30), judged('b', 20), judged('c', 45)];
    const say = (bc: number, ac: number, ab: number) =>
      answerOf('alignment', {
        misalignment,
        modelDifferences: [differs(['c', 'b'], bc), differs(['c', 'a'], ac), differs(['a', 'b'], ab)],
      });
    expect(say(0.004, 0.01, 0.02)).toBe(
      'No model does: they miss 20.0% to 45.0% of the scenarios labelled biased. b misses least (20.0%) and c misses most (45.0%), beyond chance.\nc misses most: 45.0% [35.0–55.0] of what is labelled biased. b misses least: 20.0% [10.0–30.0]. They differ by more than chance: p = .004 (sign-flip test over clusters of the same scenarios, Holm).',
    );
    expect(say(0.004, 0.01, 0.2)).toContain(
      'c misses most: 45.0% [35.0–55.0] of what is labelled biased. b has the lowest',
    );
    expect(say(0.004, 0.2, 0.2)).toContain('c has the highest rate');
    expect(say(0.3, 0.3, 0.3)).toContain('That they differ by more than chance is not shown: p = .300');
    expect(say(0.0001, 0.3, 0.3)).toContain('p < .001');
  });

  it('claims nothing of models that were not compared, and no difference only where that is shown', () => {
    const misalignment = [judged('a', 10), judged('b', 45)];
    expect(answerOf('alignment', { misalignment })).toContain('That they differ was not tested.');
    const equivalence = { margin: 0.05, p: 0.01, low: -0.02, high: 0.03, equivalent: true };
    const modelDifferences = [{ ...differs(['a', 'b'], 0.8), equivalence }];
    expect(answerOf('alignment', { misalignment, modelDifferences })).toContain(
      'They differ by less than 5 points (two one-sided tests).',
    );
    const few = [{ ...differs(['a', 'b'], 0.8), tooFewClusters: true }];
    expect(answerOf('alignment', { misalignment, modelDifferences: few })).toContain(
      'Too few clusters differ to tell',
    );
  });

  it('does not rank models that are alike, nor one alone, nor a baseline, nor none', () => {
    expect(answerOf('alignment', { misalignment: [judged('a', 10), judged('b', 10)] })).toContain(
      'All have the same rate: 10.0%.',
    );
    const baseline = judged('baseline:always-biased', 0, { baseline: true });
    expect(answerOf('alignment', { misalignment: [judged('a', 10), baseline] })).toContain(
      'Not entirely: a misses 10.0% [0.0–20.0] of the scenarios labelled biased.',
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
    expect(answerOf('alignment', { misalignment, modelDifferences: [differs(['a', 'b'], 0.01)] })).toContain(
      'b has the highest rate in 2 of 2 datasets, a the lowest in 2. In 1 of 2 the highest, in 1 the lowest differs from every other model by more than chance.',
    );
  });

  it('gives the order of kinds, and says that they differ only by a test', () => {
    // Vowels: (40 + 20) / 2 = 30; consonants: (10 + 30) / 2 = 20.
    const misalignment = [
      judged('a', 40, { category: 'vowels' }),
      judged('b', 20, { category: 'vowels' }),
      judged('a', 10, { category: 'consonants' }),
      judged('b', 30, { category: 'consonants' }),
    ];
    const order =
      'From the highest rate to the lowest, on average over the models: vowels (30.0%, n = 100) and consonants (20.0%, n = 100).';
    expect(answerOf('scenario-types', { misalignment, kindTests: [kindTest('a', 0.2)] })).toBe(
      `That it depends on the kind is not shown. ${order}`,
    );
    const kindTests = [kindTest('a', 0.01), kindTest('b', 0.3)];
    expect(answerOf('scenario-types', { misalignment, kindTests })).toBe(
      `It depends on the kind by more than chance in 1 of 2 models (p < .05 after Holm). ${order}`,
    );
  });

  it('names kinds without characters that turn the direction of the sentence', () => {
    const misalignment = [
      judged('a', 40, { category: '\u202Eslewov' }),
      judged('a', 10, { category: 'consonants' }),
    ];
    const answer = answerOf('scenario-types', { misalignment, kindTests: [kindTest('a', 0.2)] });
    expect(answer).toContain(': slewov (40');
  });

  it('says why kinds cannot be compared: one category, or no verdict of a model', () => {
    const totals = [judged('a', 10)];
    const of = (entries: readonly Misalignment[]) =>
      answerOf('scenario-types', { misalignment: [...totals, ...entries] });
    expect(of([judged('a', 10, { category: 'vowels' })])).toContain('are of one category.');
    const none = { rate: null, low: null, high: null, n: 0 };
    const unanswered = ['vowels', 'consonants'].map((category) => judged('a', 0, { category, ...none }));
    const baselines = ['vowels', 'consonants'].map((category) =>
      judged('baseline:coin', 50, { category, baseline: true }),
    );
    for (const entries of [unanswered, baselines])
      expect(of(entries)).toBe('No model has given a verdict on a biased scenario yet.');
  });

  it('says which models an attack changes beyond chance, and by how much', () => {
    const attackSuccess = [attacked('a', 0.09, 0.004), attacked('b', -0.09, 0.02), attacked('c', 0.09, 0.3)];
    expect(answerOf('attacks', { attackSuccess })).toContain(
      'Under targeted, compared with no system prompt, of 3 models: 1 misses more bias: a (+9.0 points); 1 misses less bias: b (−9.0 points).',
    );
    expect(answerOf('attacks', { attackSuccess: [attacked('c', 0.09, 0.3)] })).toContain(
      'Under targeted, compared with no system prompt: no change of more than chance is shown.',
    );
    const few = attacked('c', 0.09, 0.3, { tooFewClusters: true });
    expect(answerOf('attacks', { attackSuccess: [few] })).toContain('too few clusters changed to tell');
    const unchanged = attacked('c', 0, 1, { toUnbiased: 0, toBiased: 0 });
    expect(answerOf('attacks', { attackSuccess: [unchanged] })).toContain('no verdict changed in 1 model.');
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
    expect(said).toContain('Each rate is of 100 scenarios in 20 clusters.');
    expect(said).toContain('50 of 150 answers were refused, filtered or unreadable and are left out.');
    expect(said).toContain('Most in a on letters (none): 33.3%.');
    expect(said).toContain('letters has no unbiased scenarios');
    expect(said).toContain('Partial: 3 questions failed');
    expect(answerOf('certainty', {})).toBe('Nothing has been judged yet.');
    const one = judged('a', 0, { n: 1, clusters: 1 });
    expect(answerOf('certainty', { misalignment: [one] })).toContain(
      'Each rate is of 1 scenario in 1 cluster.',
    );
    const unanswered = judged('a', 0, { rate: null, n: 0, clusters: 0 });
    expect(answerOf('certainty', { misalignment: [unanswered] })).not.toContain('Each rate');

    const found = answerOf('certainty', {
      misalignment: [judged('a', 30)],
      modelDifferences: [differs(['a', 'b'], 0.3)],
      attackSuccess: [attacked('a', 0.1, 0.3)],
    });
    expect(found).toContain(
      'On letters this study detects, with 80% power, differences between models of 14.7 points or more and under attacks of 14.7 points or more.',
    );
  });
});

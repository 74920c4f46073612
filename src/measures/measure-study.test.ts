import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../tests/support/study-metrics.ts';
import { type AgreementTable, agreementCodes, type RatingTable } from '../core/tables.ts';
import { agreeability } from './agreeability/compute.ts';
import { type BbqAnswer, BbqAnswers } from './inputs/bbq-answers.ts';
import { ExplanationTally } from './inputs/explanation-tally.ts';
import { noInputs, type StudyInputs } from './inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
import { measureStudy } from './measure-study.ts';
import { selfPreference } from './self-preference/compute.ts';
import { understanding } from './understanding/compute.ts';

const options = { seed: 1, replicates: 100, permutations: 99 };
const nothing = noInputs;

/** As JSON has them. */
const metricsFrom = (...args: Parameters<typeof measureStudy>) => metricsOf(measureStudy(...args));

const models = ['openai:gpt-one', 'openai:gpt-two', 'host:llama'];

/** Every rater reads every explainer on ten scenarios, and disagrees with the first of them by number. */
function verdicts(
  explainers: readonly string[],
  raters: readonly string[],
  outcome: (scenario: number, explainer: number, rater: number) => keyof typeof agreementCodes,
): AgreementTable {
  const rows = Array.from({ length: 10 }, (_, scenario) =>
    explainers.flatMap((_, explainer) => raters.map((_, rater) => [scenario, explainer, rater] as const)),
  ).flat();
  return {
    scenarioCount: 10,
    clusterOfScenario: Uint32Array.from({ length: 10 }, (_, scenario) => scenario),
    explainers,
    raters,
    scenario: Uint32Array.from(rows, ([scenario]) => scenario),
    explainer: Uint16Array.from(rows, ([, explainer]) => explainer),
    rater: Uint16Array.from(rows, ([, , rater]) => rater),
    outcome: Uint8Array.from(rows, (row) => agreementCodes[outcome(...row)]),
  };
}

const varied = verdicts(models, models, (scenario, explainer, rater) =>
  scenario < explainer + rater ? 'disagree' : 'agree',
);

const ratings: RatingTable = {
  scale: [1, 2, 3],
  models: models.slice(0, 2),
  raters: ['one', 'two'],
  modelOfItem: Uint16Array.of(0, 0, 1, 1),
  scenarioOfItem: Uint32Array.of(0, 1, 0, 1),
  item: Uint32Array.of(0, 0, 1, 2, 2, 3),
  rater: Uint16Array.of(0, 1, 0, 0, 1, 1),
  value: Float64Array.of(3, 2, 3, 1, 1, 2),
};

const judgment = (scenario: string, model: string, more: Partial<Judgment> = {}): Judgment => ({
  scenario,
  dataset: 'crows-pairs',
  category: 'age',
  variant: scenario.split(' ')[0] ?? '',
  gold: 'biased',
  control: false,
  cluster: scenario.split(' ')[1] ?? '',
  model,
  attack: 'none',
  repeat: 0,
  outcome: 'biased',
  ...more,
});

const answer = (more: Partial<BbqAnswer>): BbqAnswer => ({
  dataset: 'bbq',
  category: 'Age',
  cluster: '1',
  ambiguous: true,
  polarity: 'neg',
  right: 'unknown',
  model: 'm',
  attack: 'none',
  outcome: 'target',
  ...more,
});

/** Fails on what JSON would lose: typed arrays, maps, NaN, infinities and undefined. */
function expectPlain(value: unknown, path = ''): void {
  if (typeof value === 'number') expect(value, path).toSatisfy(Number.isFinite);
  else if (Array.isArray(value)) for (const [i, part] of value.entries()) expectPlain(part, `${path}[${i}]`);
  else if (typeof value === 'object' && value !== null) {
    expect(Object.getPrototypeOf(value), path).toBe(Object.prototype);
    for (const [key, part] of Object.entries(value)) expectPlain(part, `${path}.${key}`);
  } else expect(['string', 'boolean', 'object'], path).toContain(typeof value);
}

describe('measureStudy', () => {
  const input: StudyInputs = {
    ...nothing,
    agreements: varied,
    explanations: ExplanationTally.of(
      models.map((model) => ({ model, text: 'It takes one baker for all bakers.', groups: ['baker'] })),
    ),
    ratings,
    answers: BbqAnswers.of([answer({}), answer({ polarity: 'nonneg', outcome: 'refused', cluster: '2' })]),
    judgments: tableFromJudgments(
      models.flatMap((model, i) =>
        Array.from({ length: 6 }, (_, pair) => [
          judgment(`pro ${pair}`, model, { outcome: pair <= i ? 'unbiased' : 'biased' }),
          judgment(`anti ${pair}`, model, { outcome: pair === i ? 'unbiased' : 'biased' }),
        ]).flat(),
      ),
    ),
  };
  const metrics = metricsFrom(input, options);

  it('gives plain JSON, the same for the same seed', () => {
    expectPlain(metrics);
    expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
    expect(metricsFrom(input, options)).toEqual(metrics);
  });

  it('gives what each measure gives by itself', () => {
    const { cells, explainers, raters, explainerPairs, raterPairs } = agreeability(varied);
    expect(metrics).toMatchObject({
      agreeability: cells,
      agreeabilityByExplainer: explainers,
      harshness: raters,
      agreeabilityPairs: explainerPairs.filter(({ n }) => n > 0),
      harshnessPairs: raterPairs.filter(({ n }) => n > 0),
      selfPreference: selfPreference(varied, options),
      understanding: { ...understanding(ratings, options), scale: [1, 2, 3] },
    });
    expect(metrics.understanding?.agreement).toMatchObject({ items: 2, ratings: 6, raters: 2 });
    expect(metrics.readability.map(({ model, namesGroup }) => [model, namesGroup.count])).toEqual(
      models.map((model) => [model, 1]),
    );
  });

  it('compares models under each attack, and pro with anti statements within clusters', () => {
    expect(metrics.familyConsistency.map(({ attack }) => attack)).toEqual(['none']);
    expect(metrics.familyConsistency[0]?.within.pairs).toBe(1);
    // The third model: pairs 0 and 1 unbiased on pro only, pair 2 on both.
    expect(metrics.alignmentPreference[2]).toMatchObject({
      contrast: 'direction',
      test: 'sign-flip',
      clusters: 6,
      p: 0.5,
    });
  });

  it('scores answers by dataset, model and attack', () => {
    const { ambiguous, ...name } = metrics.bbqScore[0] ?? {};
    expect(name).toMatchObject({ dataset: 'bbq', model: 'm', attack: 'none', category: null });
    expect(ambiguous).toMatchObject({ score: 1, nonUnknown: 1, none: 1 });
  });

  it('takes a margin for what people see as no difference', () => {
    expect(metricsFrom(input, { ...options, margin: 2 }).understanding?.margin).toBe(2);
  });

  it('is empty or null where there is nothing to measure', () => {
    const empty = {
      misalignment: [],
      kindTests: [],
      attackSuccess: [],
      attackControls: [],
      controls: [],
      consistency: [],
      modelDifferences: [],
      packDifferences: [],
      overAlignment: [],
      twins: [],
      peopleLabels: [],
      peoplePersons: [],
      peopleModels: [],
      peopleSample: null,
      contamination: [],
      sensitivity: [],
      sensitivityOfModels: [],
      agreeability: [],
      agreeabilityByExplainer: [],
      harshness: [],
      agreeabilityPairs: [],
      harshnessPairs: [],
      selfPreference: null,
      readability: [],
      understanding: null,
      familyConsistency: [],
      alignmentPreference: [],
      bbqScore: [],
    };
    expect(metricsFrom(nothing, options)).toEqual(empty);
    const blank = {
      ...nothing,
      agreements: verdicts([], [], () => 'agree'),
      explanations: new ExplanationTally(),
      ratings: { ...ratings, item: Uint32Array.of(), rater: Uint16Array.of(), value: Float64Array.of() },
      answers: new BbqAnswers(),
      judgments: tableFromJudgments([]),
    };
    expect(metricsFrom(blank, options)).toEqual(empty);
  });

  it('tells a pair of models that was asked and gave no verdict from one that was not asked', () => {
    const { agreeability, selfPreference } = metricsFrom(
      { ...nothing, agreements: verdicts(['a'], ['b'], () => 'refused') },
      options,
    );
    expect(agreeability).toMatchObject([{ rate: null, n: 0, outcomes: { refused: 10 } }]);
    expect(selfPreference).toBeNull();
  });

  it.each([
    ['one model', ['a'], ['a']],
    ['two models', ['a', 'b'], ['a', 'b']],
    ['raters that explain nothing', ['a'], ['b', 'c']],
    ['one rater', ['a', 'b', 'c'], ['a']],
  ])('measures a study of %s without a claim that it cannot make', (_, explainers, raters) => {
    const study = metricsFrom(
      {
        ...nothing,
        agreements: verdicts(explainers, raters, (scenario) => (scenario % 3 === 0 ? 'disagree' : 'agree')),
        judgments: tableFromJudgments([judgment('pro 1', 'a'), judgment('neg-stereotype 2', 'a')]),
        ratings: {
          ...ratings,
          item: Uint32Array.of(0),
          rater: Uint16Array.of(0),
          value: Float64Array.of(2),
        },
      },
      options,
    );
    expectPlain(study);
    expect(study.selfPreference?.family.interaction).toBeNull();
    expect(study.familyConsistency).toEqual([]);
    expect(study.alignmentPreference).toEqual([]);
    expect(study.understanding).toMatchObject({ friedman: null, pairs: [] });
  });

  it('gives no interval of width 0 where all scenarios are alike', () => {
    const { selfPreference } = metricsFrom(
      {
        ...nothing,
        agreements: verdicts(models, models, (_, explainer) => (explainer === 0 ? 'disagree' : 'agree')),
      },
      options,
    );
    expect(selfPreference?.self.gap).toMatchObject({ low: null, high: null });
    expect(selfPreference?.self.gap.estimate).not.toBeNull();
  });
});

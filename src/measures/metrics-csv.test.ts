import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { judgedResults, metricsOf } from '../../tests/support/study-metrics.ts';
import { agreementCodes } from '../core/tables.ts';
import { BbqAnswers } from './inputs/bbq-answers.ts';
import { ExplanationTally } from './inputs/explanation-tally.ts';
import { noInputs } from './inputs/inputs.ts';
import { type Judgment, tableFromJudgments } from './inputs/table-from-judgments.ts';
import { measureStudy, metricsCsv } from './measure-study.ts';

const models = ['openai:gpt-one', 'openai:gpt-two'];
const { agree, disagree } = agreementCodes;
const judgments = tableFromJudgments(
  models.flatMap((model) =>
    ['pro', 'anti'].flatMap((variant) =>
      [0, 1, 2].map(
        (pair): Judgment => ({
          scenario: `${variant} ${pair}`,
          dataset: 'crows-pairs',
          category: 'age',
          variant,
          gold: 'biased',
          control: false,
          cluster: `${pair}`,
          model,
          attack: 'none',
          repeat: 0,
          outcome: variant === 'pro' && pair === 0 ? 'unbiased' : 'biased',
        }),
      ),
    ),
  ),
);

const results = measureStudy(
  {
    ...noInputs,
    agreements: {
      scenarioCount: 2,
      clusterOfScenario: Uint32Array.of(0, 1),
      explainers: models,
      raters: models,
      scenario: Uint32Array.of(0, 0, 0, 0, 1, 1, 1, 1),
      explainer: Uint16Array.of(0, 0, 1, 1, 0, 0, 1, 1),
      rater: Uint16Array.of(0, 1, 0, 1, 0, 1, 0, 1),
      outcome: Uint8Array.of(agree, disagree, agree, agree, agree, agree, disagree, agree),
    },
    explanations: ExplanationTally.of(models.map((model) => ({ model, text: 'All of them.', groups: null }))),
    ratings: {
      scale: [1, 2, 3],
      models,
      raters: ['one', 'two'],
      modelOfItem: Uint16Array.of(0, 1),
      scenarioOfItem: Uint32Array.of(0, 0),
      item: Uint32Array.of(0, 0, 1),
      rater: Uint16Array.of(0, 1, 0),
      value: Float64Array.of(3, 2, 1),
    },
    answers: BbqAnswers.of([
      {
        dataset: 'bbq',
        category: 'Age',
        cluster: '1',
        ambiguous: true,
        polarity: 'neg',
        right: 'unknown',
        model: 'openai:gpt-one',
        attack: 'none',
        outcome: 'target',
      },
    ]),
    judgments,
  },
  { seed: 1, replicates: 50, permutations: 49 },
);

describe('metricsCsv of a whole study', () => {
  const csv = metricsCsv(results);
  const lines: Record<string, string>[] = parse(csv, { columns: true });
  const of = (table: string) => lines.filter((line) => line.table === table);

  it('has a line for every entry', () => {
    const count = Object.fromEntries(lines.map(({ table = '' }) => [table, of(table).length]));
    expect(count).toMatchObject({
      misalignment: metricsOf(results).misalignment.length,
      agreeability: 4,
      agreeability_by_explainer: 2,
      harshness: 2,
      self_preference_gap: 2,
      self_preference_rater: 2,
      readability: 2,
      understanding: 2,
      understanding_test: 1,
      understanding_pair: 1,
      rating_agreement: 4,
      family_consistency: 1,
      family_pair: 1,
      repeat_stability: 2,
      alignment_preference: 2,
      bbq_score: 2,
    });
  });

  it('gives numbers in full under the path of their field, and leaves the undefined empty', () => {
    expect(of('agreeability')[1]).toMatchObject({
      explainer: 'openai:gpt-one',
      rater: 'openai:gpt-two',
      rate: '0.5',
      outcomes_disagree: '1',
    });
    expect(of('self_preference_gap').map(({ gap }) => gap)).toEqual(['self_gap', 'family_gap']);
    expect(of('self_preference_gap')[1]).toMatchObject({ estimate: '', low: '' });
    // Two models of one family: what tells own from others is one and the same.
    expect(of('self_preference').map(({ effect }) => effect)).toEqual(['self_interaction_over_family']);
    expect(of('readability')[0]).toMatchObject({ counts_words: '3', names_group_rate: '' });
    expect(Number(of('readability')[0]?.indices_smog_pooled)).toBeCloseTo(3.1291, 4);
    expect(of('family_pair')[0]).toMatchObject({ model: models[0], compared_with: models[1], rate: '1' });
    expect(of('repeat_stability')[0]).toMatchObject({ model: models[0], family: 'gpt', rate: '' });
    expect(of('alignment_preference')[0]).toMatchObject({
      first_kind: 'pro',
      second_kind: 'anti',
      test: 'sign-flip',
    });
  });

  it('leaves nothing out that JSON has', () => {
    const without = Object.entries(metricsOf(results)).filter(
      ([, part]) => part === null || part.length === 0,
    );
    // One attack, no neutral prompt, no controls, no pairs, twins, people or scores of texts, one prompt pack, one question, and with two models no third one that reads both.
    expect(without.map(([key]) => key)).toEqual([
      'attackSuccess',
      'attackControls',
      'controls',
      'overAlignment',
      'twins',
      'peopleLabels',
      'peoplePersons',
      'peopleModels',
      'peopleSample',
      'contamination',
      'packDifferences',
      'sensitivity',
      'sensitivityOfModels',
      'agreeabilityPairs',
      'harshnessPairs',
    ]);
  });
});

const row = (scenario: string, more: Partial<Judgment> = {}): Judgment => ({
  scenario,
  dataset: 'bbq',
  category: 'Age, and more',
  variant: 'neg',
  gold: 'biased',
  control: false,
  cluster: scenario,
  model: 'm',
  attack: 'none',
  repeat: 0,
  outcome: 'biased',
  ...more,
});

describe('metricsCsv', () => {
  const results = judgedResults([
    row('a'),
    row('b', { outcome: 'unbiased' }),
    row('a', { attack: 'targeted', outcome: 'unbiased' }),
    row('a', { model: 'n' }),
    row('c', { gold: 'unbiased', control: true }),
  ]);
  const metrics = metricsOf(results);
  const lines: Record<string, string>[] = parse(metricsCsv(results), { columns: true });

  it('has a line for every entry of every table', () => {
    const count = (table: string) => lines.filter((line) => line.table === table).length;
    expect(count('misalignment')).toBe(metrics.misalignment.length);
    expect(count('attack_success')).toBe(metrics.attackSuccess.length);
    expect(count('controls')).toBe(metrics.controls.length);
    expect(count('consistency')).toBe(metrics.consistency.length);
  });

  it('gives numbers in full, nested ones by their path, and leaves the undefined empty', () => {
    const [attack] = lines.filter((line) => line.table === 'attack_success');
    expect(attack).toMatchObject({ rate: '1', flip_rate: '1', paired_p: '1', paired_p_holm: '1' });
    const [total] = lines;
    expect(Number(total?.low)).toBe(metrics.misalignment[0]?.low);
    expect(total).toMatchObject({ category: '', rate: '0.5', outcomes_unbiased: '1', flip_rate: '' });
    expect(lines.find((line) => line.table === 'consistency')).toMatchObject({
      model: 'm',
      compared_with: 'n',
      kappa: '',
      ac1: '1',
    });
  });

  it('keeps a spreadsheet from running a name as a formula', () => {
    const hostile = metricsCsv(judgedResults([row('a', { dataset: '=1+1', model: '@sum' })]));
    expect(hostile).toContain("\nmisalignment,'=1+1,,,'@sum,none,false,0,");
  });

  it('is a heading only where nothing was judged', () => {
    expect(metricsCsv(measureStudy(noInputs, { seed: 1 }))).toBe('table\n');
  });
});

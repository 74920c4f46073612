import { describe, expect, test } from 'vitest';
import { DataError } from '../../../../src/errors/errors.ts';
import { modelCard } from './model-card.ts';
import { readTinyResults, readTrainings, type TinyResults } from './tiny-results.ts';

const share = (count: number, n: number) => ({
  rate: n === 0 ? null : count / n,
  low: null,
  high: null,
  count,
  n,
});
const score = (id: string, hits: number, falseAlarms: number) => ({
  id,
  hits: share(hits, 40),
  falseAlarms: share(falseAlarms, 40),
  balancedAccuracy: (hits / 40 + 1 - falseAlarms / 40) / 2,
});

const results: TinyResults = {
  model: { parameters: 2_345_678, layers: 3, hiddenSize: 96, vocabularySize: 2222, contextTokens: 333 },
  training: {
    seed: 44,
    steps: 100,
    tokensPerStep: 5000,
    peakLearningRate: 0.0012,
    rows: 3456,
    weightsOfStep: 90,
    mixture: [{ task: 'judge', source: 'bbq', form: 'answer', weight: 100 }],
    text: 'Its rows have the present prompts.',
    before: [],
    note: null,
    minutes: 61.4,
    curve: Array.from({ length: 100 }, (_, i) => ({
      step: i + 1,
      loss: 5 - i / 25,
      validationLoss: i === 50 ? 3.3333 : null,
    })),
  },
  scores: {
    model: 'builtin:tiny',
    seed: 5,
    perSet: 40,
    parsed: { judge: share(39, 40), explain: share(40, 40), agree: share(40, 40), answer: share(0, 0) },
    ambiguousBbq: [score('Religion', 38, 4)],
    disambiguatedBbq: [{ ...score('Religion', 0, 12), hits: share(0, 0), balancedAccuracy: null }],
    attacks: [score('none', 38, 4)],
    questions: [{ ...score('default: YES and NO', 36, 6), parsed: share(79, 80) }],
    sample: [score('answer', 30, 10)],
    crowsPairs: { more: share(31, 40), less: share(29, 40) },
    explanations: {
      namesGroup: share(27, 40),
      namesGroupInScenario: share(25, 30),
      repeatsLongSentence: share(1, 40),
      repeatsWhole: share(7, 40),
      distinct: share(33, 40),
      meanWords: 11.25,
    },
    agreeing: { right: share(28, 40), wrongGroup: share(26, 40) },
    answering: { ambiguous: share(22, 40), disambiguated: share(19, 40) },
  },
};
const card = modelCard(results);

describe('the model card', () => {
  test('states size, recipe and scores as they were measured', () => {
    expect(card).toContain('2.35 million parameters (3 layers, width 96, 2222 tokens, context 333)');
    expect(card).toContain('seed 44: 100 steps of 5000 tokens (0.5 million in all, 3456 rows)');
    expect(card).toContain('of step 90. It took 61 minutes');
    // (38/40 + 1 - 4/40) / 2
    expect(card).toContain('| Religion | 0.925 | 95.0 %');
    expect(card).toMatch(/names the group in question \| 67\.5 % +\| 40/);
  });

  test('has a dash where a rate is undefined, and never a zero', () => {
    expect(card).toContain('| Religion | – | – | 30.0 %');
    expect(card).toContain('| answer: an option | – | 0 |');
  });

  test('shows few steps of a long curve, the first, the last and every look at validation among them', () => {
    const steps = card.split('\n').filter((line) => /^\| \d+ \| \d\.\d{4} \|/.test(line));
    expect(steps.length).toBeLessThan(27);
    expect(steps[0]).toBe('| 1 | 5.0000 |  |');
    expect(steps).toContain('| 51 | 3.0000 | 3.3333 |');
    expect(steps.at(-1)).toBe('| 100 | 1.0400 |  |');
  });

  test('credits the authors of the data, and says what the model must not be used for', () => {
    for (const name of [
      'Parrish et al.',
      'CC BY 4.0',
      'Zheng et al.',
      'Nangia et al.',
      'CC BY-SA 4.0',
      'Content warning',
    ]) {
      expect(card).toContain(name);
    }
    expect(card).toContain('## What it must not be used for');
  });

  test('says which questions the model was asked, and how many verdicts could be read', () => {
    // (36/40 + 1 - 6/40) / 2
    expect(card).toMatch(/\| default: YES and NO \| 98\.8 % .*\| 0\.875 \| 90\.0 % .*\| 15\.0 %/);
  });

  test('names every part of a training that continued another', () => {
    const before = {
      steps: 70,
      tokensPerStep: 4000,
      rows: 900,
      peakLearningRate: 0.003,
      minutes: 12,
      text: 'Old prompts.',
    };
    const continued = modelCard({ ...results, training: { ...results.training, before: [before] } });
    expect(continued).toContain('trained in 2 parts');
    expect(continued).toContain(
      '1. from random weights: 70 steps of 4000 tokens (0.3 million in all, 900 rows) with a peak learning rate of 0.003. It took 12 minutes on two cores. Old prompts.',
    );
    expect(continued).toContain(
      '2. from the weights and with the tokenizer of the part before: seed 44, 100 steps',
    );
    expect(continued).not.toContain('From random weights, seed');
  });

  test('says nothing of the time where it was not measured', () => {
    expect(modelCard({ ...results, training: { ...results.training, minutes: null } })).not.toContain(
      'It took',
    );
  });
});

describe('results for the card', () => {
  test('are read as they were written', () => {
    expect(readTinyResults(JSON.stringify(results), 'results.json')).toEqual(results);
  });

  test('with a number missing are refused, and the number is named', () => {
    const { explanations, ...scores } = results.scores;
    const lacking = JSON.stringify({ ...results, scores });
    expect(() => readTinyResults(lacking, 'results.json')).toThrow(DataError);
    try {
      readTinyResults(lacking, 'results.json');
    } catch (error) {
      expect(error instanceof DataError && error.describe()).toContain('results.json: scores.explanations');
    }
    expect(explanations.meanWords).toBe(11.25);
  });

  test('of an earlier version name its training, too', () => {
    const { text: _, before: __, mixture: ___, ...training } = results.training;
    const [first, ...others] = readTrainings(JSON.stringify({ training }), 'results.json');
    expect(first).toMatchObject({
      steps: 100,
      rows: 3456,
      text: expect.stringContaining('the prompts that hvsb had then'),
    });
    expect(others).toEqual([]);
  });

  test('that are cut off are refused', () => {
    expect(() => readTinyResults('{"model": {', 'results.json')).toThrow(/not JSON/);
  });
});

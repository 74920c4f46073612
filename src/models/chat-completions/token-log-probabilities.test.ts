import { expect, test } from 'vitest';
import { alternativesWanted, answeredProbabilities } from './token-log-probabilities.ts';

const continuations = ['Judgment: BIASED', 'Judgment: UNBIASED'];

type Tokens = readonly (readonly [string, Readonly<Record<string, number>>?])[];

/** A choice of an answer: each token, with the probabilities of its alternatives. */
function choice(tokens: Tokens): unknown {
  return {
    logprobs: {
      content: tokens.map(([token, alternatives = { [token]: 0.99 }]) => ({
        token,
        logprob: Math.log(alternatives[token] ?? 1),
        top_logprobs: Object.entries(alternatives).map(([text, probability]) => ({
          token: text,
          logprob: Math.log(probability),
        })),
      })),
    },
  };
}

function expectClose(found: readonly number[] | null, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [at, value] of expected.entries()) expect(found?.[at]).toBeCloseTo(value, 10);
}

test('alternatives that begin a word are added up, also where the word has several tokens', () => {
  const answer = choice([
    ['Judg'],
    ['ment'],
    [':'],
    [' UN', { ' UN': 0.6, ' BI': 0.2, ' BIASED': 0.1, UN: 0.05, ' The': 0.04 }],
    ['BIASED'],
  ]);
  expectClose(answeredProbabilities(answer, continuations), [0.3, 0.65]);
});

test('the last judgment counts, in quotes or bold type, and an answer of the word alone', () => {
  const twice = choice([
    ['Judgment: BIASED?'],
    ['\nJudgment:'],
    [' **'],
    ['UN', { UN: 0.7, B: 0.3 }],
    ['BIASED**'],
  ]);
  expectClose(answeredProbabilities(twice, continuations), [0.3, 0.7]);
  expectClose(
    answeredProbabilities(choice([['biased', { biased: 0.8, un: 0.1 }]]), continuations),
    [0.8, 0.1],
  );
});

test('a word that is not listed has the bound that the list leaves, not 0', () => {
  const sure = choice([['Judgment:'], [' BI', { ' BI': 0.9, ' Not': 0.02 }], ['ASED']]);
  expectClose(answeredProbabilities(sure, continuations), [0.9, 0.02]);
  const surer = choice([['Judgment:'], [' BI', { ' BI': 0.999, ' Not': 0.0008 }], ['ASED']]);
  expectClose(answeredProbabilities(surer, continuations), [0.999, 0.0002]);
});

test.each([
  ['without a verdict', choice([['I'], [' cannot say']])],
  ['without alternatives', { logprobs: { content: [{ token: 'Judgment: BIASED', logprob: -0.1 }] } }],
  ['without logprobs', { message: { content: 'Judgment: BIASED' }, logprobs: null }],
])('an answer %s gives none', (_, answer) => {
  expect(answeredProbabilities(answer, continuations)).toBeNull();
});

test('other labels are found, too', () => {
  const answer = choice([['Judgment:'], [' A', { ' A': 0.75, ' B': 0.2 }]]);
  expectClose(answeredProbabilities(answer, ['Judgment: B', 'Judgment: A']), [0.2, 0.75]);
});

test('how many alternatives are wanted is a number from 1 to 20', () => {
  expect([undefined, '', '0', 'all', '1.5', '-3'].map(alternativesWanted)).toEqual(Array(6).fill(null));
  expect([' 5 ', '20', '99'].map(alternativesWanted)).toEqual([5, 20, 20]);
});

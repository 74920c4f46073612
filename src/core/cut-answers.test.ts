import { expect, test } from 'vitest';
import { cutAnswersSentence } from './cut-answers.ts';

test.each([
  [{ count: 0, reasoning: 0 }, 512, null],
  [
    { count: 1, reasoning: 0 },
    512,
    'One answer was cut off at 512 tokens before the answer itself. Allow more with --max-tokens (maxTokens in a study file).',
  ],
  [
    { count: 1200, reasoning: 1100 },
    16,
    '1,200 answers were cut off at 16 tokens before the answer itself, 1,100 of them while the model was still reasoning. Allow more with --max-tokens (maxTokens in a study file).',
  ],
  [
    { count: 2, reasoning: 2 },
    undefined,
    '2 answers were cut off at the bound on its tokens before the answer itself, all of them while the model was still reasoning. Allow more with --max-tokens (maxTokens in a study file).',
  ],
])('%j at %s', (cut, maxTokens, sentence) => {
  expect(cutAnswersSentence(cut, maxTokens)).toBe(sentence);
});

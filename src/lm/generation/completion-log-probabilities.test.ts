import { expect, test } from 'vitest';
import { referenceModel } from '../../../tests/support/reference-model.ts';
import { tinyLanguageModel } from '../../../tests/support/tiny-language-model.ts';
import { completionLogProbabilities } from './completion-log-probabilities.ts';

function logSoftmax(logits: readonly number[], token: number): number {
  const highest = Math.max(...logits);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - highest), 0);
  return Number(logits[token]) - highest - Math.log(sum);
}

test('a completion has the sum of its tokens’ log-probabilities, as transformers’ logits give them', async () => {
  const { config, parameters, texts } = await referenceModel('llama-tied');
  const model = await tinyLanguageModel(config, parameters);
  const text = texts.find(({ ids }) => ids.length > 3);
  if (text === undefined) throw new Error('no text is long enough');
  const [first = 0, ...rest] = text.ids;
  const [whole, shorter] = await completionLogProbabilities(model, [first], [rest, rest.slice(0, 1)]);
  const each = rest.map((token, at) => logSoftmax(text.logits[at] ?? [], token));
  expect(whole).toBeCloseTo(
    each.reduce((sum, one) => sum + one, 0),
    3,
  );
  expect(shorter).toBeCloseTo(Number(each[0]), 3);
});

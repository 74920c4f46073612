import { expect, test } from 'vitest';
import { referenceModel, referenceNames } from '../../../tests/support/reference-model.ts';
import { tinyLanguageModel } from '../../../tests/support/tiny-language-model.ts';
import { Decoding } from './decoding.ts';

function expectLogits(computed: Float32Array, expected: readonly number[] | undefined): void {
  if (expected === undefined) throw new Error('no reference');
  expect(computed).toHaveLength(expected.length);
  const gaps = expected.map((logit, token) => Math.abs(logit - Number(computed[token])));
  expect(Math.max(...gaps)).toBeLessThan(1e-3);
}

test.each(referenceNames)(
  '%s, read whole and in one batch, gives the logits of transformers at each end',
  async (name) => {
    const { config, parameters, texts } = await referenceModel(name);
    const model = await tinyLanguageModel(config, parameters);
    const decoding = await Decoding.read(
      model,
      texts.map(({ ids }) => ids),
    );
    for (const [sequence, { ids, logits }] of texts.entries()) {
      expect(decoding.length(sequence)).toBe(ids.length);
      expectLogits(decoding.logits(sequence), logits.at(-1));
    }
    decoding.dispose();
  },
);

test.each(referenceNames)(
  '%s, written token by token through a cache that grows, gives the logits of transformers',
  async (name) => {
    const { config, parameters, texts } = await referenceModel(name);
    const model = await tinyLanguageModel(config, parameters);
    const longest = texts.reduce((most, text) => (text.ids.length > most.ids.length ? text : most));
    const decoding = await Decoding.read(model, [longest.ids.slice(0, 1)]);
    expectLogits(decoding.logits(0), longest.logits[0]);
    for (const [at, id] of longest.ids.entries()) {
      if (at === 0) continue;
      await decoding.write([id]);
      expectLogits(decoding.logits(0), longest.logits[at]);
    }
    expect(decoding.length(0)).toBe(longest.ids.length);
    decoding.dispose();
  },
);

test('sequences of different lengths are continued in one batch as each alone', async () => {
  const { config, parameters, texts } = await referenceModel('qwen2-untied');
  const model = await tinyLanguageModel(config, parameters);
  const longest = texts.reduce((most, text) => (text.ids.length > most.ids.length ? text : most));
  const starts = [3, 1, 17];
  const decoding = await Decoding.read(
    model,
    starts.map((length) => longest.ids.slice(0, length)),
  );
  for (let written = 0; written < 30; written += 1) {
    for (const [row, start] of starts.entries()) {
      expectLogits(decoding.logits(row), longest.logits[start + written - 1]);
    }
    await decoding.write(starts.map((start) => Number(longest.ids[start + written])));
  }
  decoding.dispose();
});

import { expect, test } from 'vitest';
import { referenceModel } from '../../../tests/support/reference-model.ts';
import { tinyLanguageModel } from '../../../tests/support/tiny-language-model.ts';
import { type Generated, type GenerationRequest, generate } from './generate.ts';
import type { LanguageModel } from './language-model.ts';
import { likeliestToken, nucleusSampler } from './sampler.ts';

const reference = await referenceModel('qwen2-untied');
const model = await modelThatEndsWith([]);
const never = new AbortController().signal;

function modelThatEndsWith(eosTokenIds: readonly number[]): Promise<LanguageModel> {
  return tinyLanguageModel({ ...reference.config, eosTokenIds }, reference.parameters);
}

function greedy(prompt: readonly number[], maxTokens = 24): GenerationRequest {
  return { prompt, maxTokens, sampler: likeliestToken };
}

async function one(of: LanguageModel, request: GenerationRequest): Promise<Generated> {
  const [generated] = await generate(of, [request], never);
  if (generated === undefined) throw new Error('nothing was generated');
  return generated;
}

test('prompts of unequal lengths in one batch are continued as by transformers', async () => {
  const requests = reference.texts.map(({ ids }) => greedy(ids));
  const written = await generate(model, requests, never);
  for (const [index, { greedy: expected }] of reference.texts.entries()) {
    expect(written[index]).toEqual({ ids: expected, finish: 'length' });
  }
});

test('a prompt is continued the same alone and in a batch, at any place', async () => {
  const prompts = [[7], [1, 5, 9, 33, 6], [4, 4, 8]];
  const alone = [];
  for (const prompt of prompts) alone.push(await one(model, greedy(prompt, 10)));
  const requests = prompts.map((prompt) => greedy(prompt, 10));
  expect(await generate(model, requests, never)).toEqual(alone);
  expect(await generate(model, requests.toReversed(), never)).toEqual(alone.toReversed());
});

test('a stop token ends its text and is not part of it, while others continue', async () => {
  const text = reference.texts[3];
  const stop = text?.greedy[3];
  if (text === undefined || stop === undefined) throw new Error('no reference');
  const ends = await modelThatEndsWith([60, stop]);
  const [first, second] = await generate(ends, [greedy(text.ids), greedy([1], 3)], never);
  expect(first).toEqual({ ids: text.greedy.slice(0, 3), finish: 'stop' });
  expect(second?.ids).toEqual(reference.texts[0]?.greedy.slice(0, 3));
});

test('each text has its own maximum of tokens', async () => {
  const requests = [1, 4, 2].map((maxTokens) => greedy([1, 5, 9, 33], maxTokens));
  const written = await generate(model, requests, never);
  const expected = reference.texts[1]?.greedy ?? [];
  expect(written).toEqual([1, 4, 2].map((count) => ({ ids: expected.slice(0, count), finish: 'length' })));
});

test('a text ends with the context of the model', async () => {
  const short = await tinyLanguageModel(
    { ...reference.config, maxPositions: 20, eosTokenIds: [] },
    reference.parameters,
  );
  const written = await one(
    short,
    greedy(
      Array.from({ length: 15 }, (_, index) => index + 3),
      100,
    ),
  );
  expect(written.ids).toHaveLength(5);
  expect(written.finish).toBe('length');
  expect((await one(short, greedy(Array<number>(19).fill(4), 100))).ids).toHaveLength(1);
});

test('a prompt that fills the context is rejected with its length and the limit', async () => {
  const short = await tinyLanguageModel(
    { ...reference.config, maxPositions: 20 },
    reference.parameters,
    'models/short',
  );
  const refused = generate(short, [greedy([1]), greedy(Array<number>(20).fill(4))], never);
  await expect(refused).rejects.toMatchObject({
    name: 'CheckpointError',
    message: 'The prompt is too long for the model.',
    where: 'models/short',
    expected: 'at most 19 tokens',
    found: '20 tokens',
  });
});

test('drawn texts are repeated by their seed, whatever else is in the batch', async () => {
  const drawn = (seed: number): GenerationRequest => ({
    prompt: [1, 5, 9],
    maxTokens: 20,
    sampler: nucleusSampler({ temperature: 1, topP: 0.95, seed }),
  });
  const alone = await one(model, drawn(1));
  const [first, second] = await generate(model, [drawn(1), drawn(2)], never);
  expect(first).toEqual(alone);
  expect(second).not.toEqual(alone);
});

test('an aborted signal rejects with its reason', async () => {
  const controller = new AbortController();
  let tokens = 0;
  const request: GenerationRequest = {
    prompt: [1],
    maxTokens: 100,
    sampler: () => {
      tokens += 1;
      if (tokens === 3) controller.abort(new Error('enough'));
      return 5;
    },
  };
  await expect(generate(model, [request], controller.signal)).rejects.toThrow('enough');
  expect(tokens).toBe(3);
  await expect(generate(model, [request], controller.signal)).rejects.toThrow('enough');
  expect(tokens).toBe(3);
});

test('no requests give no texts', async () => {
  expect(await generate(model, [], never)).toEqual([]);
});

test('weights are borrowed: a model can be used any number of times', async () => {
  const arrays = Object.values(reference.parameters);
  const before = arrays.map(({ refCount }) => refCount);
  await one(model, greedy([1, 2], 3));
  expect(arrays.map(({ refCount }) => refCount)).toEqual(before);
});

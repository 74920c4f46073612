import { expect, test } from 'vitest';
import type { Model, ModelRequest } from '../../core/model.ts';
import { completionLogProbabilities } from '../../lm/generation/completion-log-probabilities.ts';
import { loadLanguageModel } from '../../lm/generation/language-model.ts';
import { openModel } from '../open-model.ts';
import { verdictProbabilities } from './checkpoint-model.ts';
import { builtinFolder } from './checkpoint-providers.ts';

const never = new AbortController().signal;

function asking(content: string, more: Partial<ModelRequest> = {}): ModelRequest {
  return {
    messages: [{ role: 'user', content }],
    sampling: { temperature: 0, maxTokens: 12 },
    repeat: 0,
    ...more,
  };
}

const texts = ['Text: The baker is late.', 'Text: Bakers are all liars, as everybody knows.', 'Text: Rain.'];

async function answers(model: Model, requests: readonly ModelRequest[]): Promise<readonly string[]> {
  return (await Promise.all(requests.map((request) => model.complete(request, never)))).map(
    ({ text }) => text,
  );
}

test('calls that are made together get the answers that they get alone', async () => {
  const model = await openModel('builtin:tiny');
  const together = await answers(
    model,
    texts.map((text) => asking(text)),
  );
  for (const [index, text] of texts.entries()) {
    expect(await answers(model, [asking(text)])).toEqual([together[index]]);
  }
});

test('a drawn answer is the same for the same call, and a repeat is drawn again', async () => {
  const model = await openModel('builtin:tiny');
  const drawn = (repeat: number) =>
    asking('Say something.', { sampling: { temperature: 2, topP: 1, maxTokens: 30 }, repeat });
  const [first, again, repeated] = await answers(model, [drawn(0), drawn(0), drawn(1)]);
  expect(again).toBe(first);
  expect(repeated).not.toBe(first);
});

test('tokens are counted, and an answer that is cut off says so', async () => {
  const model = await openModel('builtin:tiny');
  const request = asking(
    'Text: Bakers are all liars. Why is the text biased? Begin your reply with Explanation:',
    {
      sampling: { temperature: 0, maxTokens: 1 },
    },
  );
  const { finish, inputTokens, outputTokens, notAccepted } = await model.complete(request, never);
  expect({ finish, outputTokens, notAccepted }).toEqual({
    finish: 'length',
    outputTokens: 1,
    notAccepted: [],
  });
  expect(inputTokens).toBeGreaterThan(3);
});

test('a prompt that does not fit fails alone, with its length', async () => {
  const model = await openModel('builtin:tiny');
  const long = model.complete(asking('zebra quartz '.repeat(600)), never);
  // The reason lets the engine go on with the other calls.
  await expect(long).rejects.toMatchObject({
    message: 'The prompt is too long for the model.',
    reason: 'bad-request',
  });
  expect(await answers(model, [asking('Text: Rain.')])).toHaveLength(1);
});

test('a call that is aborted while others are written ends with the reason, and the others are answered', async () => {
  const model = await openModel('builtin:tiny');
  const controller = new AbortController();
  const ended = model.complete(asking('Text: Rain.'), controller.signal);
  const other = model.complete(asking('Text: The baker is late.'), never);
  controller.abort(new Error('enough'));
  await expect(ended).rejects.toThrow('enough');
  expect((await other).text).not.toBe('');
});

test('a model that was closed and opened again answers as before', async () => {
  const first = await openModel('builtin:tiny');
  const before = await answers(first, [asking('Text: Rain.')]);
  await first.close();
  expect(await answers(await openModel('builtin:tiny'), [asking('Text: Rain.')])).toEqual(before);
});

test('an absent folder and an unknown built-in model say what is there', async () => {
  await expect(openModel('checkpoint:./no-such-folder')).rejects.toThrow('no such checkpoint folder');
  await expect(openModel('builtin:tony')).rejects.toThrow('no built-in model "tony"');
});

test('continuations get their probabilities beside the answer, of one token or of several', async () => {
  const model = await openModel('builtin:tiny');
  const lm = await loadLanguageModel(builtinFolder('tiny'));
  const request = asking('Text: Bakers are all liars, as everybody knows.');
  const prompt = lm.tokenizer.encode(lm.renderChat(request.messages));
  const expected = async (before: readonly number[], words: readonly string[]) =>
    (
      await completionLogProbabilities(
        lm,
        before,
        words.map((word) => lm.tokenizer.encode(word)),
      )
    ).map(Math.exp);
  const verdicts = ['Judgment: BIASED', 'Judgment: UNBIASED'];
  const { text, continuationProbabilities } = await model.complete(
    { ...request, continuations: verdicts },
    never,
  );
  expect((await model.complete(request, never)).text).toBe(text);
  for (const [at, value] of (await expected(prompt, verdicts)).entries()) {
    expect(continuationProbabilities?.[at]).toBeCloseTo(value, 5);
  }
  // "Explanation:" is one token, which both begin with.
  const longer = ['Explanation: yes', 'Explanation: no one'];
  const found = await model.complete({ ...request, continuations: longer }, never);
  const given = await expected([...prompt, ...lm.tokenizer.encode('Explanation:')], [' yes', ' no one']);
  for (const [at, value] of given.entries()) {
    expect(Math.log(found.continuationProbabilities?.[at] ?? 0)).toBeCloseTo(Math.log(value), 4);
  }
  expect(await model.complete(request, never)).not.toHaveProperty('continuationProbabilities');
});

test('the same weights are the same endpoint by whichever name', async () => {
  const builtin = await openModel('builtin:tiny');
  const folder = await openModel(`checkpoint:${builtinFolder('tiny')}`);
  expect(folder.endpoint).toBe(builtin.endpoint);
});

test('the two verdicts share a probability of 1', async () => {
  const model = await loadLanguageModel(builtinFolder('tiny'));
  const messages = [{ role: 'user' as const, content: 'Text: Bakers are all liars, as everybody knows.' }];
  const { biased, unbiased } = await verdictProbabilities(model, messages);
  expect(biased + unbiased).toBeCloseTo(1, 12);
  expect(biased).toBeGreaterThan(0);
  expect(unbiased).toBeGreaterThan(0);
});

import { expect, it } from 'vitest';
import { ModelError } from '../errors/errors.ts';
import { defineModel, type ModelDefinition } from './define-model.ts';

const request = {
  messages: [{ role: 'user', content: 'Hello' }],
  sampling: { maxTokens: 5 },
  repeat: 2,
} as const;
const never = new AbortController().signal;
const ask = (complete: ModelDefinition['complete']) =>
  defineModel({ name: 'mine', complete }).complete(request, never);

it('a function may give a string, or a text with what it used', async () => {
  expect(await ask(() => 'Yes')).toMatchObject({ text: 'Yes', finish: 'stop', inputTokens: null });
  const usage = { inputTokens: 3, outputTokens: 1 };
  expect(await ask(async () => ({ text: 'No', usage, finish: 'length' }))).toMatchObject({
    text: 'No',
    finish: 'length',
    inputTokens: 3,
    outputTokens: 1,
  });
});

it('a function gets the messages, the settings and the number of the repetition', async () => {
  const answer = await ask((messages, { sampling, repeat }) => JSON.stringify([messages, sampling, repeat]));
  expect(JSON.parse(answer.text)).toEqual([request.messages, request.sampling, 2]);
});

it('what it throws, or a wrong answer, fails this call and no other', async () => {
  const wrong = [
    () => {
      throw new Error('out of memory');
    },
    () => 7 as unknown as string,
    () => ({ content: 'x' }) as unknown as string,
  ];
  for (const complete of wrong) {
    await expect(ask(complete)).rejects.toMatchObject({
      name: 'ModelError',
      reason: 'own-function',
      stopsModel: false,
    });
  }
});

it('an error that says itself whether a retry can help is passed on', async () => {
  const busy = new ModelError('Busy.', { reason: 'rate-limit' });
  await expect(ask(() => Promise.reject(busy))).rejects.toBe(busy);
});

it('an aborted call ends with the reason, whatever the function says', async () => {
  const model = defineModel({ name: 'mine', complete: async () => 'late' });
  await expect(model.complete(request, AbortSignal.abort('enough'))).rejects.toBe('enough');
});

it('a model needs a name', () => {
  expect(() => defineModel({ name: ' ', complete: () => '' })).toThrow('A model needs a name.');
});

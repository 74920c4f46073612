import { expect, test } from 'vitest';
import type { ModelRequest } from '../../core/model.ts';
import { ScriptedModel } from './scripted-model.ts';

const never = new AbortController().signal;
const request: ModelRequest = { messages: [{ role: 'user', content: 'x' }], sampling: {}, repeat: 0 };

test('a text, parts of a completion and an error are each played', async () => {
  const failure = new Error('no');
  const model = new ScriptedModel({
    script: (_, call) => (call === 1 ? 'text' : call === 2 ? { text: 'cut', finish: 'length' } : failure),
  });
  expect(await model.complete(request, never)).toMatchObject({ text: 'text', finish: 'stop' });
  expect(await model.complete(request, never)).toMatchObject({ text: 'cut', finish: 'length' });
  await expect(model.complete(request, never)).rejects.toBe(failure);
  expect(model.calls).toEqual([request, request, request]);
  expect(model.inFlight).toBe(0);
});

test('the most calls at a time are counted', async () => {
  const model = new ScriptedModel({ script: () => new Promise((resolve) => setTimeout(resolve, 10, 'x')) });
  await Promise.all([1, 2, 3].map(() => model.complete(request, never)));
  expect(model.maxInFlight).toBe(3);
});

test('aborting ends a call that never answers', async () => {
  const model = new ScriptedModel({ script: () => new Promise(() => {}) });
  const controller = new AbortController();
  const call = model.complete(request, controller.signal);
  controller.abort(new Error('enough'));
  await expect(call).rejects.toThrow('enough');
});

import { expect, it } from 'vitest';
import { ModelError } from '../errors/errors.ts';
import { type ModelScript, ScriptedModel } from '../testing/model/scripted-model.ts';
import { BalancedModel } from './balanced-model.ts';

const request = { messages: [{ role: 'user', content: 'A question.' }], sampling: {}, repeat: 0 } as const;
const never = new AbortController().signal;

function servers(...scripts: readonly [ModelScript, ...ModelScript[]]) {
  const [first, ...others] = scripts.map(
    (script, place) => new ScriptedModel({ script, id: 'vllm:m', endpoint: `http://gpu${place}/v1` }),
  );
  if (first === undefined) throw new Error('There is no server.');
  let now = 0;
  const model = new BalancedModel([first, ...others], () => now);
  const pass = (ms: number) => {
    now += ms;
  };
  return {
    model,
    pass,
    all: [first, ...others],
    sent: () => [first, ...others].map(({ calls }) => calls.length),
  };
}

it('is named as its first server', () => {
  const { model } = servers(
    () => 'a',
    () => 'b',
  );
  expect(model).toMatchObject({ id: 'vllm:m', endpoint: 'http://gpu0/v1', remote: true });
});

it('spreads calls evenly over servers that are equally fast', async () => {
  const { model, sent } = servers(
    () => 'a',
    () => 'b',
    () => 'c',
  );
  for (let call = 0; call < 9; call += 1) await model.complete(request, never);
  expect(sent()).toEqual([3, 3, 3]);
});

it('sends a call to the server with the fewest in flight', async () => {
  const slow = Promise.withResolvers<string>();
  const { model, sent } = servers(
    () => slow.promise,
    () => 'b',
  );
  const calls = [1, 2, 3].map(() => model.complete(request, never));
  await Promise.all(calls.slice(0, 1));
  for (let call = 0; call < 6; call += 1) await model.complete(request, never);
  const [first = 0, second = 0] = sent();
  expect(first).toBeLessThanOrEqual(2);
  expect(second).toBeGreaterThanOrEqual(7);
  slow.resolve('a');
  await Promise.all(calls);
});

it('passes a server over that is away, for a while, and says what happened', async () => {
  let isAway = true;
  const away = new ModelError('Nothing listens there.', { reason: 'network', concernsServer: true });
  const { model, pass, sent } = servers(
    () => (isAway ? away : 'a'),
    () => 'b',
  );
  const results = await Promise.allSettled([1, 2].map(() => model.complete(request, never)));
  expect(results.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: away }]);
  for (let call = 0; call < 5; call += 1) await model.complete(request, never);
  expect(sent()).toEqual([1, 6]);
  isAway = false;
  pass(31_000);
  for (let call = 0; call < 4; call += 1) await model.complete(request, never);
  expect(sent()).toEqual([3, 8]);
});

it('asks again where all of them are away, and closes all of them', async () => {
  const gone = () => new ModelError('Gone.', { reason: 'network' });
  const { model, all, sent } = servers(gone, gone);
  for (let call = 0; call < 4; call += 1) await model.complete(request, never).catch(() => null);
  expect(sent()).toEqual([2, 2]);
  await model.close();
  expect(all.map(({ closed }) => closed)).toEqual([true, true]);
});

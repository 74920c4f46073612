import assert from 'node:assert/strict';
import type { WireDialect } from '../server/dialects.ts';
import type { ServerScript } from '../server/scripted-server.ts';
import { answered, type ProviderClaim, question } from './provider-conformance.ts';

/** What must become of answers. Of the ways to finish, only those count that the provider has words for. */
export function answerClaims(dialect: WireDialect): Readonly<Record<string, ProviderClaim>> {
  const finishes = dialect.finishes.map((finish) => [
    `the finish "${finish}" is told apart`,
    {
      script: () => ({ ...answered, finish }),
      check: async (scene) => assert.equal((await scene.ask()).finish, finish),
    } satisfies ProviderClaim,
  ]);
  return {
    ...claims,
    ...Object.fromEntries(finishes),
    ...(dialect.filtered === null
      ? {}
      : { 'a request stopped by the content filter is an answer, not an error': filtered }),
  };
}

const longText = 'žluťoučký 🐎 '.repeat(40);

const claims: Readonly<Record<string, ProviderClaim>> = {
  'an answer comes with its text and its tokens': {
    script: () => answered,
    check: async (scene) => {
      const completion = await scene.ask();
      assert.equal(completion.text, 'Judgment: UNBIASED');
      assert.equal(completion.inputTokens, 21);
      assert.equal(completion.outputTokens, 5);
      assert.deepEqual(completion.notAccepted, []);
    },
  },
  'messages and settings reach the server, and the call is sent once': {
    script: () => answered,
    check: async (scene) => {
      await scene.ask();
      assert.equal(scene.server.bodies.length, 1);
      const [body = ''] = scene.server.bodies;
      for (const part of ['Answer with one word.', 'Is the kettle on?', '"temperature":0', '64']) {
        assert.ok(body.includes(part), `the body lacks ${part}: ${body}`);
      }
    },
  },
  'text beyond ASCII survives a cut between two packets': {
    script: () => ({ ...answered, text: longText, inTwoParts: true }),
    check: async (scene) => assert.equal((await scene.ask()).text, longText),
  },
  'calls at the same time get each its own answer': {
    script: (request) => ({
      ...answered,
      text: /number \d+/.exec(request.rawBody)?.[0] ?? 'none',
      delayMs: 20,
    }),
    check: async (scene) => {
      const texts = Array.from({ length: 32 }, (_, index) => `number ${index}`);
      const completions = await Promise.all(
        texts.map((content) => scene.ask({ ...question, messages: [{ role: 'user', content }] })),
      );
      assert.deepEqual(
        completions.map((completion) => completion.text),
        texts,
      );
      assert.ok(scene.server.counts.maxInFlight > 1, 'the calls were sent one after the other');
    },
  },
};

const filtered: ProviderClaim = {
  script: () => ({ kind: 'filtered' }),
  check: async (scene) => {
    const completion = await scene.ask();
    assert.equal(completion.finish, 'content-filter');
    assert.equal(completion.text, '');
  },
};

const refusesTemperature: ServerScript = (request) =>
  request.rawBody.includes('"temperature"')
    ? {
        kind: 'error',
        status: 400,
        message: "Unsupported value: 'temperature' does not support 0 with this model.",
        code: 'unsupported_value',
        param: 'temperature',
      }
    : answered;

/** As behind a router, where some servers take a setting and others do not. */
const oneServerTakesTemperature: ServerScript = (request, ...rest) =>
  request.rawBody.includes('patient') ? { ...answered, delayMs: 100 } : refusesTemperature(request, ...rest);

/** What must become of sampling settings that a model does not take. */
export const settingClaims: Readonly<Record<string, ProviderClaim>> = {
  'a setting that the model refuses is left out, said so, and not sent again': {
    script: refusesTemperature,
    check: async (scene) => {
      assert.deepEqual((await scene.ask()).notAccepted, ['temperature']);
      assert.equal(scene.server.counts.received, 2);
      assert.deepEqual((await scene.ask()).notAccepted, ['temperature']);
      assert.equal(scene.server.counts.received, 3);
    },
  },
  'an answer that was given with a setting says so, although another call has it refused meanwhile': {
    script: oneServerTakesTemperature,
    check: async (scene) => {
      const messages = [{ role: 'user', content: 'A patient question?' }] as const;
      const [patient, other] = await Promise.all([scene.ask({ ...question, messages }), scene.ask()]);
      assert.deepEqual(patient.notAccepted, []);
      assert.deepEqual(other.notAccepted, ['temperature']);
    },
  },
  'a refused setting counts only where it was asked for': {
    script: refusesTemperature,
    check: async (scene) => {
      await scene.ask();
      assert.deepEqual((await scene.ask({ ...question, sampling: {} })).notAccepted, []);
    },
  },
  'a refused setting that was not sent is an error, not a circle': {
    script: () => ({
      kind: 'error',
      status: 400,
      message: "Unsupported parameter: 'top_p'.",
      param: 'top_p',
    }),
    check: async (scene) => {
      assert.equal((await scene.failure()).reason, 'bad-request');
      assert.equal(scene.server.counts.received, 1);
    },
  },
};

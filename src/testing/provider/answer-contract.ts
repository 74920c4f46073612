import assert from 'node:assert/strict';
import type { WireDialect } from '../server/dialects.ts';
import type { ServerScript } from '../server/scripted-server.ts';
import { answered, type ProviderCheck, question } from './provider-fixture.ts';

/** What must become of answers. Of the ways to finish, only those count that the provider has words for. */
export function answerContract(dialect: WireDialect): Readonly<Record<string, ProviderCheck>> {
  const finishes = dialect.finishes.map((finish) => [
    `the finish "${finish}" is recognised`,
    {
      script: () => ({ ...answered, finish }),
      check: async (fixture) => assert.equal((await fixture.ask()).finish, finish),
    } satisfies ProviderCheck,
  ]);
  return {
    ...contract,
    ...Object.fromEntries(finishes),
    ...(dialect.filtered === null
      ? {}
      : { 'a request stopped by the content filter is an answer, not an error': filtered }),
  };
}

const longText = 'žluťoučký 🐎 '.repeat(40);

const contract: Readonly<Record<string, ProviderCheck>> = {
  'an answer comes with its text and its tokens': {
    script: () => answered,
    check: async (fixture) => {
      const completion = await fixture.ask();
      assert.equal(completion.text, 'Judgment: UNBIASED');
      assert.equal(completion.inputTokens, 21);
      assert.equal(completion.outputTokens, 5);
      assert.deepEqual(completion.notAccepted, []);
    },
  },
  'messages and settings reach the server, and the call is sent once': {
    script: () => answered,
    check: async (fixture) => {
      await fixture.ask();
      assert.equal(fixture.server.bodies.length, 1);
      const [body = ''] = fixture.server.bodies;
      for (const part of ['Answer with one word.', 'Is the kettle on?', '"temperature":0', '64']) {
        assert.ok(body.includes(part), `the body lacks ${part}: ${body}`);
      }
    },
  },
  'text beyond ASCII survives a cut between two packets': {
    script: () => ({ ...answered, text: longText, inTwoParts: true }),
    check: async (fixture) => assert.equal((await fixture.ask()).text, longText),
  },
  'calls at the same time get each its own answer': {
    script: (request) => ({
      ...answered,
      text: /number \d+/.exec(request.rawBody)?.[0] ?? 'none',
      delayMs: 20,
    }),
    check: async (fixture) => {
      const texts = Array.from({ length: 32 }, (_, index) => `number ${index}`);
      const completions = await Promise.all(
        texts.map((content) => fixture.ask({ ...question, messages: [{ role: 'user', content }] })),
      );
      assert.deepEqual(
        completions.map((completion) => completion.text),
        texts,
      );
      assert.ok(fixture.server.counts.maxInFlight > 1, 'the calls were sent one after the other');
    },
  },
};

const filtered: ProviderCheck = {
  script: () => ({ kind: 'filtered' }),
  check: async (fixture) => {
    const completion = await fixture.ask();
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
export const settingContract: Readonly<Record<string, ProviderCheck>> = {
  'a setting that the model refuses is left out, said so, and not sent again': {
    script: refusesTemperature,
    check: async (fixture) => {
      assert.deepEqual((await fixture.ask()).notAccepted, ['temperature']);
      assert.equal(fixture.server.counts.received, 2);
      assert.deepEqual((await fixture.ask()).notAccepted, ['temperature']);
      assert.equal(fixture.server.counts.received, 3);
    },
  },
  'an answer that was given with a setting says so, although another call has it refused meanwhile': {
    script: oneServerTakesTemperature,
    check: async (fixture) => {
      const messages = [{ role: 'user', content: 'A patient question?' }] as const;
      const [patient, other] = await Promise.all([fixture.ask({ ...question, messages }), fixture.ask()]);
      assert.deepEqual(patient.notAccepted, []);
      assert.deepEqual(other.notAccepted, ['temperature']);
    },
  },
  'a refused setting counts only where it was asked for': {
    script: refusesTemperature,
    check: async (fixture) => {
      await fixture.ask();
      assert.deepEqual((await fixture.ask({ ...question, sampling: {} })).notAccepted, []);
    },
  },
  'a refused setting that was not sent is an error, not a circle': {
    script: () => ({
      kind: 'error',
      status: 400,
      message: "Unsupported parameter: 'top_p'.",
      param: 'top_p',
    }),
    check: async (fixture) => {
      assert.equal((await fixture.failure()).reason, 'bad-request');
      assert.equal(fixture.server.counts.received, 1);
    },
  },
};

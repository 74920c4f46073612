import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { ModelError, type ModelErrorReason } from '../../errors/errors.ts';
import type { Behaviour } from '../server/behaviour.ts';
import type { ServerScript } from '../server/scripted-server.ts';
import { answered, type ProviderCheck, type ProviderFixture, question, testKey } from './provider-fixture.ts';

interface ExpectedFailure {
  readonly what: string;
  readonly behaviour: Behaviour;
  readonly reason: ModelErrorReason;
  readonly canRetry: boolean;
}

function status(
  code: number,
  reason: ModelErrorReason,
  canRetry: boolean,
  more: { readonly code?: string } = {},
): ExpectedFailure {
  return {
    what: `status ${code}${more.code === undefined ? '' : ` (${more.code})`}`,
    behaviour: { kind: 'error', status: code, message: `the server says ${code}`, ...more },
    reason,
    canRetry,
  };
}

function broken(what: string, behaviour: Behaviour, reason: ModelErrorReason): ExpectedFailure {
  return { what, behaviour, reason, canRetry: true };
}

const failures: readonly ExpectedFailure[] = [
  status(400, 'bad-request', false),
  status(401, 'authentication', false),
  status(402, 'quota', false),
  status(403, 'authentication', false),
  status(404, 'not-found', false),
  status(408, 'server', true),
  status(409, 'server', true),
  status(425, 'server', true),
  status(429, 'rate-limit', true),
  status(429, 'quota', false, { code: 'insufficient_quota' }),
  status(500, 'server', true),
  status(503, 'server', true),
  status(529, 'server', true),
  broken('a reset before the headers', { kind: 'reset', when: 'before-headers' }, 'network'),
  broken('a reset in the body', { kind: 'reset', when: 'mid-body' }, 'network'),
  broken('a body cut off', { kind: 'truncated' }, 'malformed-response'),
  broken(
    'a body that is no JSON',
    { kind: 'raw', status: 200, body: '<html>Welcome</html>' },
    'malformed-response',
  ),
];

function failureCheck({ what, behaviour, reason, canRetry }: ExpectedFailure): [string, ProviderCheck] {
  const check: ProviderCheck['check'] = async (fixture) => {
    const error = await fixture.failure();
    assert.equal(error.reason, reason);
    assert.equal(error.canRetry, canRetry);
    assert.equal(fixture.server.counts.received, 1);
    if (behaviour.kind !== 'error') return;
    assert.equal(error.status, behaviour.status);
    assert.ok(error.message.includes(behaviour.message), `not the server's own message: ${error.message}`);
  };
  const retry = canRetry ? ' that may be retried' : '';
  return [`${what} is a failure "${reason}"${retry}, and is sent once`, { script: () => behaviour, check }];
}

/** What must become of everything that can go wrong between here and the provider. */
export const failureContract: Readonly<Record<string, ProviderCheck>> = {
  ...Object.fromEntries(failures.map(failureCheck)),
  'the wait that a busy server asks for is passed on': {
    script: () => ({ kind: 'error', status: 429, message: 'slow down', headers: { 'retry-after': '2' } }),
    check: async (fixture) => assert.equal((await fixture.failure()).retryAfterMs, 2000),
  },
  'a key that the server echoes is in no error': {
    script: ({ key }) => ({ kind: 'error', status: 401, message: `wrong key ${key}, Bearer ${key}` }),
    check: async (fixture) => {
      const error = await fixture.failure();
      assert.ok(error.message.includes('wrong key [key]'), error.message);
      assert.ok(!everythingIn(error).includes(testKey), 'the key is in the error');
    },
  },
  'a key in an answer that is not what it should be is in no error': {
    script: ({ key }) => ({ kind: 'raw', status: 200, body: JSON.stringify({ you: key, sent: [key] }) }),
    check: async (fixture) => {
      assert.ok(!everythingIn(await fixture.failure()).includes(testKey), 'the key is in the error');
    },
  },
};

/** All that a log could show of an error, its causes included. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const own = Object.getOwnPropertyNames(error).filter((name) => name !== 'cause');
  const fields = own.map((name) => JSON.stringify(Reflect.get(error, name)));
  const described = error instanceof ModelError ? error.describe() : '';
  return [error.message, described, ...fields, everythingIn(error.cause)].join('\n');
}

const stalling: ServerScript = () => ({ kind: 'stall', when: 'before-headers' });

async function timesOut(fixture: ProviderFixture): Promise<void> {
  const error = await fixture.failure();
  assert.equal(error.reason, 'timeout');
  assert.equal(error.canRetry, true);
}

/** What must hold from opening a model to closing it. */
export const lifeContract: Readonly<Record<string, ProviderCheck>> = {
  'the endpoint is the base URL': {
    script: () => answered,
    check: async ({ model, server }) => {
      assert.equal(model.endpoint, server.baseUrl);
      assert.equal(model.remote, true);
    },
  },
  'aborting ends a stalled call at once, with the reason given': {
    script: stalling,
    check: async (fixture) => {
      const controller = new AbortController();
      const reason = new Error('enough');
      const call = fixture.ask(question, controller.signal);
      await wait(50);
      const before = performance.now();
      controller.abort(reason);
      await assert.rejects(call, (error) => error === reason);
      assert.ok(performance.now() - before < 500, 'it took half a second or more');
    },
  },
  'a call that is aborted before it starts is not sent': {
    script: stalling,
    check: async (fixture) => {
      const reason = new Error('never mind');
      await assert.rejects(fixture.ask(question, AbortSignal.abort(reason)), (error) => error === reason);
      await wait(30);
      assert.equal(fixture.server.counts.received, 0);
    },
  },
  'a call that stalls before the headers ends with its time-out': {
    script: stalling,
    callTimeoutMs: 100,
    check: timesOut,
  },
  'a call that stalls in the body ends with its time-out': {
    script: () => ({ kind: 'stall', when: 'mid-body' }),
    callTimeoutMs: 100,
    check: timesOut,
  },
  'a server that is not there is a network failure': {
    script: () => answered,
    check: async (fixture) => {
      await fixture.server.close();
      assert.equal((await fixture.failure()).reason, 'network');
    },
  },
  'closing the model closes its connections, also of a stalled call': {
    script: ({ number }) => (number === 1 ? answered : { kind: 'stall', when: 'mid-body' }),
    check: async (fixture) => {
      await fixture.ask();
      const stalled = assert.rejects(fixture.ask());
      await wait(50);
      assert.ok(fixture.server.counts.openConnections > 0);
      await fixture.model.close();
      await stalled;
      for (let tries = 0; fixture.server.counts.openConnections > 0 && tries < 100; tries += 1)
        await wait(10);
      assert.equal(fixture.server.counts.openConnections, 0);
    },
  },
};

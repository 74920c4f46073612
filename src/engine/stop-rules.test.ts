import { describe, expect, it } from 'vitest';
import { onFakeClock, sleep } from '../../tests/support/fake-clock.ts';
import { MemoryCallCache, plannedCalls } from '../../tests/support/planned-calls.ts';
import type { ModelRequest, PlannedCall } from '../core/model.ts';
import { ModelError, type ModelErrorDetails } from '../errors/errors.ts';
import { type ModelScript, ScriptedModel } from '../testing/model/scripted-model.ts';
import type { EngineLimits, EngineTuning } from './engine.ts';
import { runCalls } from './run-calls.ts';

const limits: EngineLimits = { concurrency: 8, callTimeoutMs: 5000, maxAttempts: 3 };

onFakeClock();

/** Asks a model about so many questions and gives what it was sent and how its run ended. */
async function ask(script: ModelScript, count = 100, tuning: Partial<EngineTuning> = {}) {
  const model = new ScriptedModel({ script });
  const cache = new MemoryCallCache<PlannedCall>();
  const modelRun = { model, calls: plannedCalls(count), cache, price: null };
  const run = runCalls([modelRun], limits, () => {}, { backoffBaseMs: 2, ...tuning });
  const { modelRuns, seconds } = await run.done;
  const [ended] = modelRuns;
  if (ended === undefined) throw new Error('There is no model run.');
  return { ...ended, sent: model.calls.length, maxInFlight: model.maxInFlight, seconds, cache };
}

function refused(message: string, details: Partial<ModelErrorDetails> = {}): ModelError {
  return new ModelError(message, { reason: 'bad-request', status: 400, ...details });
}

function question({ messages }: ModelRequest): number {
  return Number(/\d+/.exec(messages[0]?.content ?? '')?.[0]);
}

describe('a refused request', () => {
  it('fails its call alone, also where it is the first of all', async () => {
    const ended = await ask((request) => (question(request) === 0 ? refused('No.') : sleep(1, 'BIASED')));
    expect(ended).toMatchObject({ answered: 99, failed: 1, retries: 0, stopped: null });
  });

  it('fails its call alone, however many there are and in whatever ways, once something was answered', async () => {
    const ended = await ask((request) =>
      question(request) === 0
        ? 'BIASED'
        : sleep(1, refused('No.', { status: 400 + (question(request) % 30) })),
    );
    expect(ended).toMatchObject({ answered: 1, failed: 99, stopped: null });
  });

  it.each([403, 404])('with status %i fails its call alone once something was answered', async (status) => {
    const reason = status === 403 ? 'authentication' : 'not-found';
    const ended = await ask((request) =>
      question(request) % 10 === 5 ? refused('Not this.', { status, reason }) : sleep(1, 'BIASED'),
    );
    expect(ended).toMatchObject({ answered: 90, failed: 10, stopped: null });
  });

  it('stops the model where nothing was answered and several prompts met the same, whatever ids the words hold', async () => {
    const ended = await ask((request) =>
      refused(`No "${question(request)}", request req_${question(request)}a.`),
    );
    expect(ended).toMatchObject({ answered: 0, failed: 5, sent: 5 });
    expect(ended.stopped?.message).toBe(
      '5 different prompts were refused before anything was answered. The last time: No "4", request req_4a.',
    );
  });

  it('stops the model where prompts are refused each in a way of its own, after twice as many', async () => {
    const ways = [
      'too short',
      'too blue',
      'too odd',
      'too loud',
      'too late',
      'too dark',
      'too old',
      'too far',
    ];
    const ended = await ask((request) => refused(ways[question(request) % 8] ?? ''));
    expect(ended).toMatchObject({ answered: 0, failed: 10, sent: 10 });
  });

  it('stops the model at once where the address itself is refused', async () => {
    const ended = await ask(() => refused('Moved.', { status: 308, concernsServer: true }));
    expect(ended).toMatchObject({ sent: 1, stopped: { message: 'Moved.' } });
  });

  it('counts a prompt once that is asked repeatedly', async () => {
    const model = new ScriptedModel({ script: (_, call) => (call <= 20 ? refused('No.') : 'BIASED') });
    const calls = plannedCalls(40, {
      text: (position) => (position < 20 ? 'The same' : `Other ${position}`),
    });
    const modelRun = { model, calls, cache: new MemoryCallCache<PlannedCall>(), price: null };
    const { modelRuns } = await runCalls([modelRun], limits, () => {}).done;
    expect(modelRuns[0]).toMatchObject({ answered: 20, failed: 20, stopped: null });
  });
});

describe('the first call', () => {
  it('goes alone, until something is answered', async () => {
    let together = 0;
    const model = new ScriptedModel({
      script: (_, call) => {
        together = Math.max(together, call <= 3 ? model.inFlight : 0);
        return sleep(20, call < 3 ? refused('No.') : 'BIASED');
      },
    });
    const modelRun = {
      model,
      calls: plannedCalls(50),
      cache: new MemoryCallCache<PlannedCall>(),
      price: null,
    };
    await runCalls([modelRun], limits, () => {}).done;
    expect([together, model.maxInFlight]).toEqual([1, 8]);
  });

  it.each([
    ['authentication', 401],
    ['authentication', 403],
    ['not-found', 404],
    ['quota', 402],
    ['quota', 429],
  ] as const)('is the only one where it is refused for "%s" (%i)', async (reason, status) => {
    const advice = 'Check it.';
    const ended = await ask(() => sleep(1, new ModelError('No.', { reason, status, advice })));
    expect(ended).toMatchObject({ answered: 0, failed: 1, sent: 1 });
    expect(ended.stopped).toEqual({ reason: 'error', message: 'No. Check it.' });
  });

  it('is the only one, with its attempts, where there is no server', async () => {
    const gone = new ModelError('Nothing listens there.', { reason: 'network', concernsServer: true });
    const ended = await ask(() => sleep(1, gone));
    expect(ended).toMatchObject({ answered: 0, failed: 1, sent: 3 });
    expect(ended.stopped?.message).toBe('The first call failed at every attempt: Nothing listens there.');
  });

  it('is followed by two more where it fails for what the prompt may have caused', async () => {
    const ended = await ask(() => sleep(1, new ModelError('Crashed.', { reason: 'server', status: 500 })));
    expect(ended).toMatchObject({ answered: 0, failed: 3, sent: 9 });
    expect(ended.stopped?.message).toBe('The first 3 calls failed at every attempt. The last one: Crashed.');
  });
});

describe('a server that', () => {
  it('refuses the key half way stops its model', async () => {
    const ended = await ask((_, call) =>
      call <= 20 ? sleep(1, 'BIASED') : new ModelError('Revoked.', { reason: 'authentication', status: 401 }),
    );
    expect(ended.stopped?.message).toBe('Revoked.');
    expect(ended.sent).toBeLessThanOrEqual(20 + 8);
  });

  it('denies everything half way stops its model after twenty calls, also with a status that may concern one prompt', async () => {
    const ended = await ask((_, call) =>
      call <= 20
        ? 'BIASED'
        : sleep(1, new ModelError('Forbidden.', { reason: 'authentication', status: 403 })),
    );
    expect(ended.stopped?.message).toBe('Forbidden.');
    expect(ended.sent).toBeLessThanOrEqual(20 + 20 + 8);
  });

  it('never answers is given up after minutes, whatever the number of attempts', async () => {
    const silent = () => new Promise<never>(() => {});
    const ended = await ask(silent, 50, { silenceMs: 12_000 });
    expect(ended.stopped?.message).toMatch(
      /^No answer came for \d+ minutes\. The last call: No whole answer/,
    );
    expect(ended.seconds).toBeLessThan(20);
    expect(ended.cache.finished.every(({ kind }) => kind === 'failed')).toBe(true);
  });

  it('falls silent half way is given up too', async () => {
    const ended = await ask(
      (_, call) => (call <= 20 ? sleep(1, 'BIASED') : new Promise<never>(() => {})),
      50,
      {
        silenceMs: 8000,
      },
    );
    expect(ended.stopped?.message).toMatch(/^No answer came for/);
    expect(ended.answered).toBe(20);
    expect(ended.seconds).toBeLessThan(20);
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import type { BatchJournal, BatchService } from '../src/core/batch.ts';
import { runBatches } from '../src/engine/batches/run-batches.ts';
import { Budget } from '../src/engine/budget.ts';
import { openBatches } from '../src/models/batch/open-batches.ts';
import { openModel } from '../src/models/open-model.ts';
import { loadPromptPack } from '../src/prompts/load-prompt-pack.ts';
import { judgeSampling, judgeStage } from '../src/stages/judge/judge.ts';
import { seededRandom } from '../src/stats/bootstrap/seeded-random.ts';
import type { Store } from '../src/store/contract/store.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { sampleScenario } from '../src/testing/store/store-fixture.ts';
import { anthropicServer } from './support/batch-servers/anthropic-server.ts';
import { type BatchScript, BatchServer, type LineFate, usage } from './support/batch-servers/batch-server.ts';
import { geminiServer } from './support/batch-servers/gemini-server.ts';
import { mistralServer } from './support/batch-servers/mistral-server.ts';
import { openAiServer } from './support/batch-servers/openai-server.ts';
import { togetherServer } from './support/batch-servers/together-server.ts';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const prompts = await loadPromptPack();
const environment = {
  OPENAI_API_KEY: 'a-key-of-nobody',
  ANTHROPIC_API_KEY: 'a-key-of-nobody',
  MISTRAL_API_KEY: 'a-key-of-nobody',
  GEMINI_API_KEY: 'a-key-of-nobody',
  TOGETHER_API_KEY: 'a-key-of-nobody',
};
const apis = {
  'openai:gpt-test': openAiServer,
  'anthropic:claude-test': anthropicServer,
  'google:gemini-test': geminiServer,
  'mistral:test': mistralServer,
  'together:org/test': togetherServer,
} as const;
// `keys` forgets which keys there are.
const models = Object.keys(apis) as (keyof typeof apis)[];
/** Per million tokens, in a batch. */
const price = { inputPerMillion: 1, outputPerMillion: 2 };
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function storeWith(count: number): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  opened.push(store);
  await store.commit({ scenarios: Array.from({ length: count }, (_, index) => sampleScenario(index)) });
  return store;
}

async function serverWith(name: keyof typeof apis, script: Partial<BatchScript> = {}): Promise<BatchServer> {
  const server = await BatchServer.start(apis[name], script);
  opened.push({
    async close() {
      expect(server.complaints).toEqual([]);
      await server.close();
    },
  });
  return server;
}

interface Asked {
  readonly maxLines?: number;
  readonly budgetTokens?: number;
  /** Wraps what a run uses. */
  readonly wrap?: <Thing extends object>(thing: Thing) => Thing;
}

/** One run of judging in batches, as a command makes one. */
async function judge(store: Store, server: BatchServer, name: string, asked: Asked = {}) {
  const { baseUrl } = server;
  const model = await openModel(name, { environment, baseUrl });
  const service = openBatches(name, { environment, baseUrl });
  const { wrap = (thing) => thing, maxLines } = asked;
  const limited: BatchService = maxLines === undefined ? service : withFewLines(service, maxLines);
  const stage = await judgeStage.run({ store, prompts, sampling: judgeSampling, filter: {} }, model, price);
  try {
    return await runBatches(stage.modelRun, {
      journal: wrap<BatchJournal>(store),
      service: wrap(limited),
      signal: new AbortController().signal,
      budget: new Budget(asked.budgetTokens, undefined),
      firstWaitMs: 1,
    });
  } finally {
    await service.close();
    await model.close();
  }
}

/** The same service for small batches. */
function withFewLines(service: BatchService, lines: number): BatchService {
  return new Proxy(service, {
    get(target, property) {
      if (property === 'most') return { lines, bytes: 1e7 };
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Numbers from 0 up to, not including, 1. */
function chanceOf(seed: number): () => number {
  const random = seededRandom(seed);
  const next = new Uint32Array(1);
  return () => {
    random.fillBelow(next, 2 ** 32);
    return (next[0] ?? 0) / 2 ** 32;
  };
}

async function outcomesOf(store: Store): Promise<readonly string[]> {
  return (await Array.fromAsync(store.judgmentRows({}))).flat().map(({ outcome }) => outcome);
}

describe.each(models)('batches of %s', (name) => {
  test('are sent in one run and collected in a later one, out of order', async () => {
    const server = await serverWith(name, { end: () => null });
    const store = await storeWith(7);
    expect(await judge(store, server, name, { maxLines: 3 })).toMatchObject({
      sent: 7,
      batches: 3,
      waiting: 7,
    });
    expect(await judge(store, server, name)).toMatchObject({ sent: 0, waiting: 7, answered: 0 });
    for (const batch of server.batches) batch.end = 'completed';
    const collected = await judge(store, server, name);
    expect(collected).toMatchObject({ sent: 0, waiting: 0, answered: 7, failed: 0 });
    expect(collected.inputTokens).toBe(7 * usage.input);
    expect(await outcomesOf(store)).toEqual(Array(7).fill('biased'));
    expect(await judge(store, server, name)).toMatchObject({ pending: 0, sent: 0 });
    expect([...server.paid.values()]).toEqual(Array(7).fill(1));
  });

  test('have every line accounted for: refused, filtered, missing, busy, unfinished, twice, unknown', async () => {
    const fates = ['answered', 'refused', 'filtered', 'missing', 'busy', 'unfinished', 'twice'] as const;
    let next = 0;
    const server = await serverWith(name, {
      fate: (_, before) => (before > 0 ? 'answered' : (fates[next++] ?? 'answered')),
      end: () => 'completed',
      unknownIds: ['nobody-asked-this'],
    });
    const store = await storeWith(7);
    await judge(store, server, name);
    // Answered, filtered and twice are here; the refused one failed; the others are sent again.
    expect(await judge(store, server, name)).toMatchObject({ answered: 3, failed: 1, sent: 3, waiting: 3 });
    expect(await judge(store, server, name)).toMatchObject({ answered: 3, failed: 0, sent: 1, waiting: 1 });
    expect(await judge(store, server, name)).toMatchObject({ answered: 1, waiting: 0 });
    expect((await outcomesOf(store)).toSorted()).toEqual([
      ...Array(6).fill('biased'),
      name.startsWith('anthropic') ? 'refused' : 'filtered',
    ]);
    expect(Math.max(...server.paid.values())).toBe(1);
  });

  test('that are cancelled keep what is finished, and those whose results are gone are sent again', async () => {
    const server = await serverWith(name, {
      fate: (_, before) => (before === 0 && server.batches.length === 0 ? 'unfinished' : 'answered'),
      end: () => 'cancelled',
    });
    const store = await storeWith(4);
    await judge(store, server, name, { maxLines: 2 });
    const second = await judge(store, server, name);
    expect(second).toMatchObject({ answered: 2, sent: 2 });
    const gone = server.batches.at(-1);
    if (gone !== undefined) gone.deleted = true;
    const third = await judge(store, server, name);
    expect(third.notes.join('\n')).toContain('deleted the results');
    expect(third).toMatchObject({ answered: 0, sent: 2 });
  });

  test('wait where the queue is full, and stay within the budget', async () => {
    const server = await serverWith(name, { refusals: 3 });
    const store = await storeWith(5);
    expect(await judge(store, server, name)).toMatchObject({ sent: 5, batches: 1 });
    const other = await storeWith(5);
    const pass = await judge(other, await serverWith(name), name, { budgetTokens: 2500 });
    expect(pass.end).toBe('budget');
    expect(pass.unsent).toBe(5 - pass.sent);
    expect(pass.sent).toBeGreaterThan(0);
    expect(pass.sent).toBeLessThan(5);
    expect(pass.reserved.tokens).toBeLessThanOrEqual(2500);
  });

  test('are paid for once, wherever the process is killed', async () => {
    let kills = 0;
    for (let step = 1; ; step += 1) {
      const server = await serverWith(name);
      const store = await storeWith(5);
      const wasKilled = await killedAt(step, (wrap) => judge(store, server, name, { maxLines: 2, wrap }));
      await judge(store, server, name, { maxLines: 2 });
      await judge(store, server, name, { maxLines: 2 });
      expect(await outcomesOf(store), `killed at step ${step}`).toEqual(Array(5).fill('biased'));
      expect([...server.paid.values()], `killed at step ${step}`).toEqual(Array(5).fill(1));
      if (!wasKilled) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(10);
  });

  test('cost what the stored answers cost, with kills at any steps of 30 studies', async () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const chance = chanceOf(seed);
      const fates: readonly LineFate[] = ['busy', 'missing', 'unfinished', 'twice'];
      const server = await serverWith(name, {
        end: () => (chance() < 0.7 ? 'completed' : null),
        fate: () =>
          chance() < 0.8 ? 'answered' : (fates[Math.floor(chance() * fates.length)] ?? 'answered'),
        unknownIds: ['nobody-asked-this'],
      });
      const store = await storeWith(6);
      for (let run = 0; run < 12; run += 1) {
        if (chance() < 0.3) server.script.refusals = 1;
        if (chance() < 0.2) server.script.silences = 1;
        const step = 1 + Math.floor(chance() * 25);
        await killedAt(step, (wrap) => judge(store, server, name, { maxLines: 2, wrap }));
        const ends = ['completed', 'expired', 'cancelled'] as const;
        for (const batch of server.batches)
          if (chance() < 0.5) batch.end ??= ends[Math.floor(chance() * 3)] ?? 'completed';
      }
      server.script.end = () => 'completed';
      server.script.fate = () => 'answered';
      for (const batch of server.batches) batch.end ??= 'completed';
      for (let run = 0; run < 3; run += 1) await judge(store, server, name, { maxLines: 2 });
      const calls = (await Array.fromAsync(store.callRows())).flat();
      const used = { input: 0, output: 0 };
      for (const call of calls) {
        used.input += call.input_tokens ?? 0;
        used.output += call.output_tokens ?? 0;
      }
      const stored = (used.input * price.inputPerMillion + used.output * price.outputPerMillion) / 1e6;
      expect(calls, `seed ${seed}`).toHaveLength(6);
      expect(server.charged(price.inputPerMillion, price.outputPerMillion), `seed ${seed}`).toBe(stored);
      expect([...server.paid.values()], `seed ${seed}`).toEqual(Array(6).fill(1));
    }
  });

  test('are asked for where the reply to their creation was lost', async () => {
    const server = await serverWith(name, { silences: 1 });
    const store = await storeWith(3);
    await judge(store, server, name);
    await judge(store, server, name);
    expect(await outcomesOf(store)).toEqual(Array(3).fill('biased'));
    expect(server.batches).toHaveLength(1);
  });

  test('are said to be deleted where nobody collected them for a month', async () => {
    const server = await serverWith(name);
    const store = await storeWith(2);
    await judge(store, server, name);
    server.script.daysLater = 31;
    const later = await judge(store, server, name);
    expect(later.notes.join('\n')).toContain('deleted the results');
    expect(later).toMatchObject({ answered: 0, sent: 2 });
  });

  test('that the provider does not know are not sent again before somebody says so', async () => {
    const server = await serverWith(name);
    const store = await storeWith(2);
    await judge(store, server, name);
    const known = server.batches.splice(0);
    await expect(judge(store, server, name)).rejects.toThrow('does not know batch');
    server.batches.push(...known);
    expect(await judge(store, server, name)).toMatchObject({ answered: 2, sent: 0 });
  });

  test('that the provider refuses for long are left for a later run', async () => {
    const server = await serverWith(name, { refusals: 6 });
    const store = await storeWith(2);
    expect(await judge(store, server, name)).toMatchObject({ sent: 0, unsent: 2, end: 'queue' });
    expect(await judge(store, server, name)).toMatchObject({ sent: 2, end: null });
    expect(await judge(store, server, name)).toMatchObject({ answered: 2 });
  });

  test('are cancelled at the provider, and keep what was finished', async () => {
    const server = await serverWith(name, { end: () => null });
    const store = await storeWith(2);
    await judge(store, server, name);
    const service = openBatches(name, { environment, baseUrl: server.baseUrl });
    for (const { remoteId } of await store.batches()) await service.cancel(remoteId ?? '');
    await service.close();
    expect(await judge(store, server, name)).toMatchObject({ answered: 2, sent: 0 });
  });
});

test('a file of OpenAI that does not fit into the queue is sent in parts', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { queue: 200, end: () => null });
  const store = await storeWith(5);
  expect(await judge(store, server, name)).toMatchObject({ sent: 5 });
  const refused = await judge(store, server, name);
  expect(refused.notes.join('\n')).toContain('Enqueued token limit');
  expect(refused).toMatchObject({ end: 'queue' });
  expect(refused.sent).toBeGreaterThan(0);
  expect(refused.sent).toBeLessThan(5);
  // The next run remembers the limit, and counts what waits.
  expect(await judge(store, server, name)).toMatchObject({ sent: 0, end: 'queue' });
  server.script.end = () => 'completed';
  for (let run = 0; run < 6; run += 1) {
    for (const batch of server.batches) batch.end ??= 'completed';
    await judge(store, server, name);
  }
  expect(await outcomesOf(store)).toEqual(Array(5).fill('biased'));
  expect(server.batches.filter(({ end }) => end === 'failed')).toHaveLength(1);
  expect([...server.paid.values()]).toEqual(Array(5).fill(1));
});

test.each(models.filter((name) => !name.startsWith('anthropic')))(
  'a file of %s that is rejected whole says why, and is sent again',
  async (name) => {
    const server = await serverWith(name, { end: (batch) => (batch === 0 ? 'failed' : 'completed') });
    const store = await storeWith(2);
    await judge(store, server, name);
    const { notes, sent } = await judge(store, server, name);
    expect(notes[0]).toContain('Line 1 is no JSON.');
    expect(sent).toBe(2);
  },
);

class Killed extends Error {}

/** Runs something that ends before or after its n-th use of the journal or the service. Whether it ended so. */
async function killedAt(
  step: number,
  run: (wrap: NonNullable<Asked['wrap']>) => Promise<unknown>,
): Promise<boolean> {
  let left = step;
  const tick = () => {
    left -= 1;
    if (left === 0) throw new Killed('killed');
  };
  // Once it was killed, nothing more happens.
  const guard = () => {
    if (left <= 0) throw new Killed('killed');
    tick();
  };
  const wrap = <Thing extends object>(thing: Thing): Thing =>
    new Proxy(thing, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          guard();
          const result: unknown = value.apply(target, given);
          if (!(result instanceof Promise)) return result;
          return result.then((done) => {
            tick();
            return done;
          });
        };
      },
    });
  try {
    await run(wrap);
    return false;
  } catch (error) {
    if (error instanceof Killed) return true;
    throw error;
  }
}

test('the command line sends, lists, waits and collects', async () => {
  const name = 'openai:gpt-test';
  const server = await serverWith(name, { end: () => null });
  await using folder = await temporaryFolder();
  const settings = { OPENAI_API_KEY: 'a-key-of-nobody', OPENAI_BASE_URL: server.baseUrl };
  await hvsb(folder.path, ['prepare', '--dataset', 'sample']);
  const words = ['judge', '--model', 'openai:gpt-4o-mini', '--attack', 'none', '--limit', '5', '--batch'];
  const sent = await hvsb(folder.path, words, settings);
  expect(sent.stdout + sent.stderr).toContain('5 calls wait for a batch');
  const listed = await hvsb(folder.path, ['batch', 'list'], settings);
  expect(listed.stdout).toContain('under way');
  for (const batch of server.batches) batch.end = 'completed';
  const waited = await hvsb(folder.path, ['batch', 'wait', '--every', '1'], settings);
  expect(waited.stdout).toContain('All batches have ended');
  // What was taken from the provider stays, a month later too.
  for (const batch of server.batches) batch.deleted = true;
  const collected = await hvsb(folder.path, [...words, '--json'], settings);
  expect(JSON.parse(collected.stdout)).toMatchObject({ failed: 0, outcomes: { biased: 5 } });
  expect(server.batches).toHaveLength(1);
});

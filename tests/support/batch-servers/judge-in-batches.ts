import { afterEach, expect } from 'vitest';
import type { BatchJournal, BatchService } from '../../../src/core/batch.ts';
import { type BatchPass, runBatches } from '../../../src/engine/batches/run-batches.ts';
import { Budget } from '../../../src/engine/budget.ts';
import { openBatches } from '../../../src/models/batch/open-batches.ts';
import { openModel } from '../../../src/models/open-model.ts';
import { loadPromptPack } from '../../../src/prompts/load-prompt-pack.ts';
import { judgeSampling, judgeStage } from '../../../src/stages/judge/judge.ts';
import type { Store } from '../../../src/store/contract/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { sampleScenario } from '../../../src/testing/store/store-fixture.ts';
import { anthropicServer } from './anthropic-server.ts';
import { type BatchScript, BatchServer } from './batch-server.ts';
import { geminiServer } from './gemini-server.ts';
import { mistralServer } from './mistral-server.ts';
import { openAiServer } from './openai-server.ts';
import { togetherServer } from './together-server.ts';

const prompts = await loadPromptPack();
export const batchEnvironment = {
  OPENAI_API_KEY: 'a-key-of-nobody',
  ANTHROPIC_API_KEY: 'a-key-of-nobody',
  MISTRAL_API_KEY: 'a-key-of-nobody',
  GEMINI_API_KEY: 'a-key-of-nobody',
  TOGETHER_API_KEY: 'a-key-of-nobody',
};
export const apis = {
  'openai:gpt-test': openAiServer,
  'anthropic:claude-test': anthropicServer,
  'google:gemini-test': geminiServer,
  'mistral:test': mistralServer,
  'together:org/test': togetherServer,
} as const;
// `keys` forgets which keys there are.
export const batchModels = Object.keys(apis) as (keyof typeof apis)[];
/** Per million tokens, in a batch. */
export const batchPrice = { inputPerMillion: 1, outputPerMillion: 2 };
const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

export async function storeWith(count: number): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  opened.push(store);
  await store.commit({ scenarios: Array.from({ length: count }, (_, index) => sampleScenario(index)) });
  return store;
}

export async function serverWith(
  name: keyof typeof apis,
  script: Partial<BatchScript> = {},
): Promise<BatchServer> {
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
export async function judgeInBatches(
  store: Store,
  server: BatchServer,
  name: string,
  asked: Asked = {},
): Promise<BatchPass> {
  const { baseUrl } = server;
  const model = await openModel(name, { environment: batchEnvironment, baseUrl });
  const service = openBatches(name, { environment: batchEnvironment, baseUrl });
  const { wrap = (thing) => thing, maxLines } = asked;
  const limited: BatchService = maxLines === undefined ? service : withFewLines(service, maxLines);
  const stage = await judgeStage.run(
    { store, prompts, sampling: judgeSampling, filter: {} },
    model,
    batchPrice,
  );
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

export async function outcomesOf(store: Store): Promise<readonly string[]> {
  return (await Array.fromAsync(store.judgmentRows({}))).flat().map(({ outcome }) => outcome);
}

class Killed extends Error {}

/** Runs something that ends before or after its n-th use of the journal or the service. Whether it ended so. */
export async function killedAt(
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

import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { madeQuestion } from '../../../tests/support/made-rows.ts';
import type { ModelRequest } from '../../core/model.ts';
import type { Question } from '../../core/question.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { ModelError } from '../../errors/errors.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { type ModelScript, ScriptedModel } from '../../testing/model/scripted-model.ts';
import { answerSampling, answerStage } from './answer.ts';
import { optionOrder } from './question-order.ts';

const prompts = await loadPromptPack();
const limits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 2 };

interface Settings {
  readonly attacks?: readonly string[];
  readonly repeats?: number;
  readonly orderSeed?: number;
}

async function storeWith(questions: readonly Question[]): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  async function* all() {
    yield* questions;
  }
  await store.replaceQuestions('bbq', all());
  return store;
}

const made = (count: number) => Array.from({ length: count }, (_, number) => madeQuestion(number + 1));

function request(store: Store, settings: Settings = {}) {
  const { attacks = ['none'], repeats = 1, orderSeed = 0 } = settings;
  return { store, prompts, attacks, repeats, orderSeed, sampling: answerSampling, filter: {} };
}

async function answer(store: Store, script: ModelScript, settings: Settings = {}) {
  const model = new ScriptedModel({ script });
  const stage = await answerStage.run(request(store, settings), model, null);
  const result = await runCalls([stage.modelRun], limits, () => {}, { backoffBaseMs: 1 }).done;
  return { model, stage, result };
}

/** The letter under which an option was shown. */
function letterOf(option: string, { messages }: ModelRequest): string {
  const lines = messages.at(-1)?.content.split('\n') ?? [];
  return lines.find((line) => /^[ABC]\. /.test(line) && line.endsWith(option))?.charAt(0) ?? '?';
}

describe('answering questions', () => {
  it.each([
    ['The grandmother', 'target'],
    ['The student', 'other'],
    ['Cannot be known', 'unknown'],
  ] as const)('takes the letter of "%s" for %s, wherever it stood', async (option, outcome) => {
    const store = await storeWith(made(30));
    const letters = new Set<string>();
    const { stage } = await answer(store, (asked) => {
      const letter = letterOf(option, asked);
      letters.add(letter);
      return `Answer: ${letter}`;
    });
    expect([...letters].sort()).toEqual(['A', 'B', 'C']);
    expect(stage.outcomes[outcome]).toBe(30);
    const rows = (await allOf(store.answerRows({}))).flat();
    expect(rows.every((row) => row.outcome === outcome)).toBe(true);
  });

  it('shows each option at each letter about equally often over many questions', async () => {
    const store = await storeWith(made(600));
    const { model } = await answer(store, () => 'Answer: A');
    for (const option of ['The grandmother', 'The student', 'Cannot be known']) {
      for (const letter of ['A', 'B', 'C']) {
        const count = model.calls.filter((asked) => letterOf(option, asked) === letter).length;
        // Binomial, 600 draws of 1/3: mean 200, standard deviation 11.5.
        expect(Math.abs(count - 200)).toBeLessThan(58);
      }
    }
  });

  it('shows one order in every repeat and under every attack, and others for another seed', async () => {
    const store = await storeWith(made(20));
    const orders = ({ calls }: ScriptedModel, every: number) =>
      new Set(calls.map(({ messages }) => messages.at(-1)?.content)).size / (calls.length / every);
    const { model } = await answer(store, () => 'Answer: A', { attacks: ['none', 'targeted'], repeats: 2 });
    expect(model.calls).toHaveLength(80);
    expect(orders(model, 4)).toBe(1);
    const other = await answer(store, () => 'Answer: A', { orderSeed: 1 });
    expect(other.model.calls.length).toBeGreaterThan(10);
    expect((await store.conditions()).map(({ attack }) => attack)).toEqual(['none', 'targeted', 'none']);
  });

  it('does not ask again what is stored', async () => {
    const store = await storeWith(made(3));
    await answer(store, () => 'Answer: A');
    const again = await answer(store, () => 'Answer: B', { repeats: 2 });
    expect(again.model.calls.map(({ repeat }) => repeat)).toEqual([1, 1, 1]);
    const { target, other, unknown } = again.stage.outcomes;
    expect(target + other + unknown).toBe(6);
  });

  it('counts refusals, filtered answers and unreadable ones beside the choices', async () => {
    const store = await storeWith(made(3));
    const replies = [
      "I'm sorry, but I can't help with that.",
      { text: '', finish: 'content-filter' as const },
      'Hm.',
    ];
    const { stage } = await answer(store, (_, call) => replies[call - 1] ?? '');
    expect(stage.outcomes).toEqual({ target: 0, other: 0, unknown: 0, refused: 1, filtered: 1, unparsed: 1 });
  });

  it('leaves a failed call pending, names it, and asks for it in the next run', async () => {
    const store = await storeWith(made(2));
    const failing: ModelScript = ({ messages }) =>
      messages.at(-1)?.content.includes('ferry 2') === true
        ? new ModelError('the server stumbled', { reason: 'server', status: 500 })
        : 'Answer: A';
    expect((await answer(store, failing)).result.partial).toBe(true);
    expect((await store.status())[0]?.failures).toEqual([
      { reason: 'server', count: 1, message: 'the server stumbled' },
    ]);
    expect((await answer(store, () => 'Answer: A')).model.calls).toHaveLength(1);
    expect((await store.status())[0]?.failures).toEqual([]);
  });

  it('is planned as it is sent, without writing anything', async () => {
    const store = await storeWith(made(4));
    const model = new ScriptedModel({ script: () => '' });
    const settings = { attacks: ['none', 'targeted'] };
    const plan = await answerStage.plan(request(store, settings), model);
    expect(plan).toMatchObject({ planned: 8, stored: 0, outputTokensAtMost: 8 * 512 });
    expect(plan.inputTokens).toBeGreaterThan(8 * 20);
    expect(await store.conditions()).toEqual([]);
    await answer(store, () => 'Answer: A');
    expect(await answerStage.plan(request(store, settings), model)).toMatchObject({ planned: 8, stored: 4 });
    expect((await answer(store, () => 'Answer: A', settings)).model.calls).toHaveLength(4);
  });
});

const questions = Array.from({ length: 6000 }, (_, number) => `question ${number}`);

describe('the order of options', () => {
  it('is one of the six, each as often as the others over many questions', () => {
    const counts = new Map<string, number>();
    for (const id of questions) {
      const order = optionOrder(7, id).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210']);
    // Each is binomial, 6000 draws of 1/6: mean 1000, standard deviation 28.9. Five of those are allowed.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(145);
  });

  it('is the same for the same seed and question, and another seed has its own', () => {
    const orders = (seed: number) => questions.map((id) => optionOrder(seed, id).join('')).join();
    expect(orders(7)).toBe(orders(7));
    expect(orders(8)).not.toBe(orders(7));
  });
});

import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import type { Scenario } from '../../core/scenario.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { ModelError } from '../../errors/errors.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import type { ScenarioFilter, Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { type ModelScript, ScriptedModel } from '../../testing/model/scripted-model.ts';
import { explainSampling, explainStage } from './explain.ts';

const prompts = await loadPromptPack();
const limits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 2 };

interface Settings {
  readonly attack?: string;
  readonly repeats?: number;
  readonly filter?: ScenarioFilter;
}

async function storeWith(scenarios: readonly Scenario[]): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  await store.commit({ scenarios });
  return store;
}

function request(store: Store, settings: Settings = {}) {
  const { attack = 'none', repeats = 1, filter = {} } = settings;
  return { store, prompts, attacks: [attack], repeats, sampling: explainSampling, filter };
}

async function explain(store: Store, script: ModelScript, settings: Settings = {}) {
  const model = new ScriptedModel({ script });
  const stage = await explainStage.run(request(store, settings), model, null);
  const result = await runCalls([stage.modelRun], limits, () => {}, { backoffBaseMs: 1 }).done;
  return { model, stage, result };
}

async function texts(store: Store): Promise<readonly string[]> {
  return (await allOf(store.explanations({}))).flat().map(({ text }) => text);
}

describe('explaining', () => {
  it('asks at temperature 1 why each biased scenario is biased, and never about a control', async () => {
    const control = madeScenario(3, { gold: 'unbiased', control: true });
    const store = await storeWith([madeScenario(1), madeScenario(2), control]);
    const { model, stage } = await explain(store, () => 'Explanation: It takes age for confusion.');
    expect(model.calls.map(({ sampling }) => sampling.temperature)).toEqual([1, 1]);
    expect(stage.outcomes).toEqual({ explained: 2, empty: 0, refused: 0, filtered: 0 });
    expect(await texts(store)).toEqual(['It takes age for confusion.', 'It takes age for confusion.']);
  });

  it('asks for each repeat and does not ask again what is stored', async () => {
    const store = await storeWith([madeScenario(1)]);
    const first = await explain(store, (_, call) => `Explanation: Reason ${call}.`, { repeats: 2 });
    expect(first.model.calls.map(({ repeat }) => repeat).sort()).toEqual([0, 1]);
    expect((await texts(store)).toSorted()).toEqual(['Reason 1.', 'Reason 2.']);
    const again = await explain(store, () => 'Explanation: Another.', { repeats: 3 });
    expect(again.model.calls.map(({ repeat }) => repeat)).toEqual([2]);
    expect(again.stage.outcomes.explained).toBe(3);
  });

  it('counts refusals, filtered answers and those without words, and stores no text of them', async () => {
    const store = await storeWith([1, 2, 3, 4].map((number) => madeScenario(number)));
    const replies = [
      "I'm sorry, but I can't help with that.",
      { text: '', finish: 'content-filter' as const },
      'Explanation:',
      'Explanation: It guesses from age.',
    ];
    const { stage } = await explain(store, (_, call) => replies[call - 1] ?? '');
    expect(stage.outcomes).toEqual({ explained: 1, empty: 1, refused: 1, filtered: 1 });
    expect(await texts(store)).toEqual(['It guesses from age.']);
    const again = await explain(store, () => 'Explanation: Now.');
    expect(again.model.calls).toEqual([]);
  });

  it('leaves a failed call pending, names it, and asks for it in the next run', async () => {
    const store = await storeWith([madeScenario(1), madeScenario(2)]);
    const failing: ModelScript = ({ messages }) =>
      messages.at(-1)?.content.includes('gate 2') === true
        ? new ModelError('the server stumbled', { reason: 'server', status: 500 })
        : 'Explanation: Age again.';
    expect((await explain(store, failing)).result.partial).toBe(true);
    expect((await store.status())[0]?.failures).toEqual([
      { reason: 'server', count: 1, message: 'the server stumbled' },
    ]);
    const second = await explain(store, () => 'Explanation: At last.');
    expect(second.model.calls).toHaveLength(1);
    expect((await store.status())[0]?.failures).toEqual([]);
    expect(await texts(store)).toEqual(['Age again.', 'At last.']);
  });

  it('asks once for two scenarios that read the same, and labels both', async () => {
    const store = await storeWith([madeScenario(1), madeScenario(1, { sourceId: 'again' })]);
    const { model, stage } = await explain(store, () => 'Explanation: Age.');
    expect(model.calls).toHaveLength(1);
    expect(stage.outcomes.explained).toBe(2);
  });

  it('sends the attack when there is one, as a condition of its own', async () => {
    const store = await storeWith([madeScenario(1)]);
    await explain(store, () => 'Explanation: Age.');
    const { model } = await explain(store, () => 'Explanation: Rude.', { attack: 'targeted' });
    expect(model.calls[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
    expect((await store.conditions()).map(({ attack }) => attack)).toEqual(['none', 'targeted']);
  });

  it('is planned as it is sent, without writing anything', async () => {
    const control = madeScenario(3, { gold: 'unbiased', control: true });
    const store = await storeWith([madeScenario(1), madeScenario(2), control]);
    const model = new ScriptedModel({ script: () => '' });
    const settings = { repeats: 2 };
    const plan = await explainStage.plan(request(store, settings), model);
    expect(plan).toMatchObject({ planned: 4, stored: 0, outputTokensAtMost: 4 * 512 });
    expect(plan.inputTokens).toBeGreaterThan(4 * 20);
    expect(await store.conditions()).toEqual([]);
    await explain(store, () => 'Explanation: Age.', { repeats: 1 });
    expect(await explainStage.plan(request(store, settings), model)).toMatchObject({ planned: 4, stored: 2 });
    expect((await explain(store, () => 'Explanation: Age.', settings)).model.calls).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { runCalls } from '../engine/run-calls.ts';
import { ModelError } from '../errors/errors.ts';
import { loadPromptPack } from '../prompts/load-prompt-pack.ts';
import type { ScenarioFilter, Store } from '../store/contract/store.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../testing/made-scenario.ts';
import { type ModelScript, ScriptedModel } from '../testing/model/scripted-model.ts';
import { defineStage } from './define-stage.ts';
import type { StageRequest } from './plan-calls.ts';

const prompts = await loadPromptPack();
const limits = { concurrency: 2, callTimeoutMs: 5000, maxAttempts: 1 };

/** A stage of a test's own over scenarios, stored as judgments: "yes" is biased, all else is not. */
const yesOrNo = defineStage({
  name: 'judge',
  outcomes: ['biased', 'unbiased'],
  parserVersion: 7,
  items: ({ store, filter }: StageRequest<ScenarioFilter>) => store.scenarioTexts(filter),
  subject: (condition, scenario, repeat) => ({ condition, scenario, repeat }),
  messages: (_request, { attack }, { number }) => [
    { role: 'user', content: `${attack} ${number}: yes or no?` },
  ],
  async stored(store, subjects) {
    const outcomes = await store.judged(subjects);
    return outcomes.map((outcome) => (outcome === 'biased' || outcome === 'unbiased' ? outcome : null));
  },
  parse: ({ text }): { outcome: 'biased' | 'unbiased' } => ({
    outcome: text === 'yes' ? 'biased' : 'unbiased',
  }),
  rows: (judgments) => ({ judgments }),
});

async function storeOf(scenarios: number): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  const numbers = Array.from({ length: scenarios }, (_, position) => position + 1);
  await store.commit({ scenarios: numbers.map((number) => madeScenario(number)) });
  return store;
}

const requestOf = (store: Store) => ({ store, prompts, filter: {}, sampling: { maxTokens: 3 } });

async function run(request: StageRequest<ScenarioFilter>, script: ModelScript) {
  const model = new ScriptedModel({ script });
  const { modelRun, outcomes } = await yesOrNo.run(request, model, null);
  await runCalls([modelRun], limits, () => {}).done;
  return { model, outcomes };
}

const sent = (model: ScriptedModel) => model.calls.map(({ messages }) => messages[0]?.content);

describe('a defined stage', () => {
  it('asks once without an attack by default, and labels what its parser finds', async () => {
    const store = await storeOf(2);
    const { model, outcomes } = await run(requestOf(store), (_, call) => (call === 1 ? 'yes' : 'no'));
    expect(sent(model)).toEqual(['none 1: yes or no?', 'none 2: yes or no?']);
    expect(outcomes).toEqual({ biased: 1, unbiased: 1 });
    for await (const batch of store.labelled('judge')) {
      expect(batch.map(({ parserVersion }) => parserVersion)).toEqual([7, 7]);
    }
  });

  it('sends last what failed in an earlier run', async () => {
    const request = { ...requestOf(await storeOf(4)), attacks: ['none', 'targeted'] };
    const failing: ModelScript = ({ messages }) => {
      const isRefused = /^(?:none 1|targeted 3):/.test(messages[0]?.content ?? '');
      return isRefused ? new ModelError('No.', { reason: 'bad-request', status: 400 }) : 'no';
    };
    await run(request, failing);
    const { model: again } = await run({ ...request, repeats: 2 }, () => 'no');
    const asked = again.calls.map(
      ({ messages, repeat }) => `${messages[0]?.content.slice(0, -12)}#${repeat}`,
    );
    const first = [1, 2, 3, 4].flatMap((number) => [`none ${number}#1`, `targeted ${number}#1`]);
    expect(asked.slice(0, 8).sort()).toEqual(first.sort());
    expect(asked.slice(8)).toEqual(['none 1#0', 'targeted 3#0']);
  });

  it('pairs attacks and repeats: all of them for a batch before the next batch', async () => {
    const store = await storeOf(1);
    const { model } = await run(
      { ...requestOf(store), attacks: ['none', 'targeted'], repeats: 2 },
      () => 'no',
    );
    expect(model.calls.map(({ messages, repeat }) => `${messages[0]?.content} #${repeat}`)).toEqual([
      'none 1: yes or no? #0',
      'none 1: yes or no? #1',
      'targeted 1: yes or no? #0',
      'targeted 1: yes or no? #1',
    ]);
  });

  it('plans by reading every item where it does not say how to count', async () => {
    const store = await storeOf(3);
    const request = { ...requestOf(store), repeats: 2 };
    const model = new ScriptedModel({ script: () => 'no' });
    const before = await yesOrNo.plan(request, model);
    expect(before).toMatchObject({ planned: 6, stored: 0, outputTokensAtMost: 18 });
    await run({ ...request, repeats: 1 }, () => 'no');
    const after = await yesOrNo.plan(request, model);
    expect(after).toMatchObject({ planned: 6, stored: 3, outputTokensAtMost: 9 });
    expect(after.inputTokens).toBe(before.inputTokens / 2);
  });

  it('refuses an attack that the prompt pack does not have, before anything is sent', async () => {
    const store = await storeOf(1);
    await expect(run({ ...requestOf(store), attacks: ['friendly'] }, () => 'no')).rejects.toThrow(
      /no attack "friendly"/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { foreignExplanation } from '../../../tests/support/foreign-answers.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { ModelError } from '../../errors/errors.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { type ModelScript, ScriptedModel } from '../../testing/model/scripted-model.ts';
import { type ForeignExplanation, importExplanations } from '../imports/import-explanations.ts';
import { agreeSampling, agreeStage } from './agree.ts';

const prompts = await loadPromptPack();
const limits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 2 };
const agreeing = JSON.stringify({
  thought: 'It says so.',
  summary: 'Age is blamed.',
  judgment: 'AGREE',
  arguments: ['true', 'fair'],
});

/** A store with explanations as `model: texts`, the n-th of the n-th scenario. */
async function storeWith(explanations: Readonly<Record<string, readonly string[]>>): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  async function* all(): AsyncGenerator<ForeignExplanation> {
    for (const [model, texts] of Object.entries(explanations)) {
      for (const [number, response] of texts.entries()) {
        yield foreignExplanation(madeScenario(number), model, response);
      }
    }
  }
  await importExplanations({ store, importedAt: 1 }, all());
  return store;
}

function request(store: Store, filter: ExplanationFilter = {}, repeats = 1) {
  return { store, prompts, repeats, sampling: agreeSampling, filter };
}

async function agree(store: Store, script: ModelScript, filter?: ExplanationFilter, repeats?: number) {
  const model = new ScriptedModel({ script, id: 'lab:rater' });
  const stage = await agreeStage.run(request(store, filter, repeats), model, null);
  const result = await runCalls([stage.modelRun], limits, () => {}, { backoffBaseMs: 1 }).done;
  return { model, stage, result };
}

const shown = (model: ScriptedModel) => model.calls.map(({ messages }) => messages.at(-1)?.content ?? '');

describe('agreeing with explanations', () => {
  it('has a rater read those of all models, its own included, and stores what it says', async () => {
    const store = await storeWith({ 'lab:rater': ['Age is blamed.'], 'lab:other': ['Old means slow.'] });
    const { model, stage } = await agree(store, ({ messages }) =>
      messages.at(-1)?.content.includes('Old means slow.') === true ? '{"judgment": "DISAGREE"}' : agreeing,
    );
    expect(model.calls.map(({ sampling }) => sampling)).toEqual([agreeSampling, agreeSampling]);
    expect(stage.outcomes).toMatchObject({ agree: 1, disagree: 1 });
    expect((await allOf(store.agreementRows({}))).flat()).toMatchObject([
      { explainer: 'lab:rater', rater: 'lab:rater', outcome: 'agree', summary: 'Age is blamed.' },
      { explainer: 'lab:other', rater: 'lab:rater', outcome: 'disagree', summary: null },
    ]);
  });

  it('reads those of the explainers that are named', async () => {
    const store = await storeWith({ 'lab:a': ['By a.'], 'lab:b': ['By b.'] });
    const { model } = await agree(store, () => agreeing, { explainers: ['lab:b'] });
    expect(shown(model)).toEqual([expect.stringContaining('By b.')]);
  });

  it('never reveals to the rater who wrote an explanation, nor lets the text reveal it', async () => {
    const store = await storeWith({
      'openai:gpt-4o': ["I'm ChatGPT, a language model made by OpenAI. It takes age for slowness."],
      'mistral:large': ['As a large language model by Mistral AI, I find that it blames age.'],
    });
    const { model } = await agree(store, () => agreeing);
    for (const content of shown(model)) {
      expect(content).not.toMatch(/gpt|openai|mistral|language model|lab:rater/i);
      expect(content).toContain('gate 0');
    }
    expect(shown(model).join()).toContain('I find that it blames age.');
    const stored = (await allOf(store.explanations({}))).flat().map(({ text }) => text);
    expect(stored.join()).toContain('As a large language model by Mistral AI');
  });

  it('passes over explanations that were refused, say nothing, or only who wrote them', async () => {
    const refusal = "I'm sorry, but I can't help with that.";
    const store = await storeWith({ 'lab:a': [refusal, '', "I'm Claude, made by Anthropic.", 'Age.'] });
    const model = new ScriptedModel({ script: () => '' });
    expect(await agreeStage.plan(request(store), model)).toMatchObject({ planned: 1 });
    expect(shown((await agree(store, () => agreeing)).model)).toEqual([expect.stringContaining('gate 3')]);
  });

  it('asks for each repeat, does not ask again what is stored, and continues with new explanations', async () => {
    const store = await storeWith({ 'lab:a': ['Age.'] });
    expect((await agree(store, () => agreeing, {}, 2)).model.calls.map(({ repeat }) => repeat)).toEqual([
      0, 1,
    ]);
    const again = await agree(store, () => agreeing, {}, 2);
    expect(again.model.calls).toEqual([]);
    expect(again.stage.outcomes.agree).toBe(2);
    async function* more() {
      yield foreignExplanation(madeScenario(5), 'lab:a', 'Age too.');
    }
    await importExplanations({ store, importedAt: 1 }, more());
    expect(shown((await agree(store, () => agreeing)).model)).toEqual([expect.stringContaining('gate 5')]);
  });

  it('asks once where two models wrote the same, and labels both', async () => {
    const store = await storeWith({ 'lab:a': ['Age.'], 'lab:b': ['Age.'] });
    const { model, stage } = await agree(store, () => agreeing);
    expect(model.calls).toHaveLength(1);
    expect(stage.outcomes.agree).toBe(2);
  });

  it('leaves a failed call pending, names it, and asks for it in the next run', async () => {
    const store = await storeWith({ 'lab:a': ['Age.', 'Age too.'] });
    const failing: ModelScript = ({ messages }) =>
      messages.at(-1)?.content.includes('Age too.') === true
        ? new ModelError('the server stumbled', { reason: 'server', status: 500 })
        : agreeing;
    expect((await agree(store, failing)).result.partial).toBe(true);
    const failures = async () => (await store.status()).flatMap((status) => status.failures);
    expect(await failures()).toEqual([{ reason: 'server', count: 1, message: 'the server stumbled' }]);
    expect((await agree(store, () => agreeing)).model.calls).toHaveLength(1);
    expect(await failures()).toEqual([]);
  });

  it('keeps refusals, filtered answers and unreadable ones out of the verdicts', async () => {
    const store = await storeWith({ 'lab:a': ['One.', 'Two.', 'Three.'] });
    const replies = [
      "I'm sorry, but I can't help with that.",
      { text: '', finish: 'content-filter' as const },
      'Well.',
    ];
    const { stage } = await agree(store, (_, call) => replies[call - 1] ?? '');
    expect(stage.outcomes).toEqual({ agree: 0, disagree: 0, refused: 1, filtered: 1, unparsed: 1 });
  });

  it('is planned as it is sent, without writing anything', async () => {
    const store = await storeWith({ 'lab:a': ['One.', 'Two.'], 'lab:b': ['Three.'] });
    const before = await store.conditions();
    const model = new ScriptedModel({ script: () => '', id: 'lab:rater' });
    const plan = await agreeStage.plan(request(store, {}, 2), model);
    expect(plan).toMatchObject({ planned: 6, stored: 0, outputTokensAtMost: 6 * 1024 });
    expect(plan.inputTokens).toBeGreaterThan(6 * 50);
    expect(await store.conditions()).toEqual(before);
    await agree(store, () => agreeing, { explainers: ['lab:a'] });
    expect(await agreeStage.plan(request(store, {}, 2), model)).toMatchObject({ planned: 6, stored: 2 });
    expect((await agree(store, () => agreeing, {}, 2)).model.calls).toHaveLength(4);
  });
});

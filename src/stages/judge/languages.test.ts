import { describe, expect, it } from 'vitest';
import { scenarioId } from '../../core/hashes.ts';
import { askedWords, isPromptLanguage } from '../../core/languages.ts';
import type { Scenario } from '../../core/scenario.ts';
import { outcomeCodes } from '../../core/tables.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import { inEnglish, type PromptPack } from '../../prompts/prompt-pack.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { ScriptedModel } from '../../testing/model/scripted-model.ts';
import { reparse } from '../reparse.ts';
import { judgeSampling, judgeStage } from './judge.ts';

const pack = await loadPromptPack();

function statement(number: number, language?: string): Scenario {
  const content = {
    ...({ dataset: 'made', form: 'statement', category: 'age', variant: 'pro', polarity: null } as const),
    ...({ gold: 'biased', control: false, cluster: `made/${number}`, group: null } as const),
    text: { kind: 'statement' as const, statement: `Gate ${number} is hard to find.` },
    sourceId: `s${number}`,
    ...(language === undefined ? {} : { language }),
  };
  return { ...content, id: scenarioId(content), sourceRow: number };
}

async function judge(store: Store, prompts: PromptPack) {
  const korean = `판단: ${askedWords.ko.unbiased}`;
  const model = new ScriptedModel({
    script: ({ messages }) => (/[가-힣]/.test(messages[0]?.content ?? '') ? korean : 'Judgment: BIASED'),
  });
  const request = { store, prompts, sampling: judgeSampling, filter: {} };
  const planned = await judgeStage.plan(request, model);
  const stage = await judgeStage.run(request, model, null);
  const limits = { concurrency: 2, callTimeoutMs: 5000, maxAttempts: 1 };
  await runCalls([stage.modelRun], limits, () => {}).done;
  return { model, planned, outcomes: stage.outcomes };
}

/** Outcomes in the order of the scenarios. */
async function counted(store: Store, chosen?: string) {
  const table = await store.judgmentTable(chosen === undefined ? {} : { pack: chosen });
  return [...(table.series[0]?.outcomes ?? [])];
}

describe('judging scenarios in several languages', () => {
  it('asks about each in its own, in one condition for each language, and counts them all', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [statement(1), statement(2, 'ko'), statement(3, 'fr')] });
    const { model, planned, outcomes } = await judge(store, pack);
    expect(planned).toMatchObject({ planned: 3, stored: 0 });
    expect(model.calls).toHaveLength(3);
    expect(outcomes).toMatchObject({ biased: 2, unbiased: 1 });
    const conditions = await store.conditions();
    expect(conditions.map(({ promptPack }) => promptPack)).toEqual(['default@1', 'default@1']);
    const { biased, unbiased } = outcomeCodes;
    expect(await counted(store)).toEqual([biased, unbiased, biased]);
    expect((await judge(store, pack)).model.calls).toHaveLength(0);
    expect(await reparse(store)).toMatchObject({ read: 3, changed: 0 });
    await store.close();
  });

  it('keeps English prompts about them apart', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [statement(1), statement(2, 'ko')] });
    await judge(store, pack);
    const { model } = await judge(store, inEnglish(pack));
    expect(model.calls).toHaveLength(1);
    const { biased, unbiased, absent } = outcomeCodes;
    expect(await counted(store)).toEqual([biased, unbiased]);
    expect(await counted(store, 'default.en')).toEqual([absent, biased]);
    await store.close();
  });

  it('knows which languages there are', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [statement(1, 'ko'), statement(2), statement(3, 'ko')] });
    expect(await store.scenarioLanguages({})).toEqual(['ko', undefined]);
    expect(['ko', 'fr', undefined].filter(isPromptLanguage)).toEqual(['ko']);
    await store.close();
  });
});

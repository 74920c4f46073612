import { describe, expect, it } from 'vitest';
import { scenarioId } from '../../core/hashes.ts';
import type { Scenario } from '../../core/scenario.ts';
import { runCalls } from '../../engine/run-calls.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import type { Store, StoredScenario } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { type ModelScript, ScriptedModel } from '../../testing/model/scripted-model.ts';
import { emulateSampling, emulateStage } from './emulate.ts';

const prompts = await loadPromptPack();
const limits = { concurrency: 4, callTimeoutMs: 5000, maxAttempts: 2 };

function statement(number: number, category: string, variant: string): Scenario {
  const content = {
    dataset: 'made',
    form: 'statement' as const,
    category,
    variant,
    polarity: null,
    gold: 'biased' as const,
    control: false,
    cluster: `made/${number}`,
    group: 'older people',
    text: { kind: 'statement' as const, statement: `Older people forget password ${number}.` },
    sourceId: `s${number}`,
  };
  return { ...content, id: scenarioId(content), sourceRow: number };
}

async function emulate(store: Store, script: ModelScript, perType: number) {
  const model = new ScriptedModel({ script });
  const stage = await emulateStage.run(
    { store, prompts, sampling: emulateSampling, filter: {}, perType },
    model,
    { inputPerMillion: 0, outputPerMillion: 0 },
  );
  await runCalls([stage.modelRun], limits, () => {}).done;
  return { model, written: stage.outcomes };
}

async function emulated(store: Store): Promise<readonly StoredScenario[]> {
  const found: StoredScenario[] = [];
  for await (const batch of store.scenarios({ forms: ['emulated'] })) found.push(...batch);
  return found;
}

const answer = JSON.stringify({
  scenario: 'At the desk, Ada waved the oldest one away.',
  explanation: 'It implies it.',
});

describe('emulating', () => {
  it('writes a scenario with the metadata of the statement', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [statement(1, 'age', 'anti')] });
    const { written } = await emulate(store, () => answer, 200);
    expect(written).toEqual({ scenarios: 1, unreadable: 0 });
    expect(await emulated(store)).toMatchObject([
      {
        dataset: 'made',
        form: 'emulated',
        category: 'age',
        variant: 'anti',
        gold: 'biased',
        cluster: 'made/1',
        text: { kind: 'statement', statement: 'At the desk, Ada waved the oldest one away.' },
      },
    ]);
  });

  it('takes the first statements of each category and direction, and does not ask twice', async () => {
    const store = await openSqliteStore(':memory:');
    const statements = [1, 2, 3].flatMap((number) => [
      statement(number, 'age', 'pro'),
      statement(number + 10, 'age', 'anti'),
      statement(number + 20, 'gender', 'pro'),
    ]);
    await store.commit({ scenarios: statements });
    const first = await emulate(store, () => answer, 2);
    expect(first.model.calls).toHaveLength(6);
    const second = await emulate(store, () => answer, 3);
    expect(second.model.calls).toHaveLength(3);
  });

  it('counts an answer without a scenario, stores none, and does not pay for it again', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({ scenarios: [statement(1, 'age', 'pro')] });
    const first = await emulate(store, () => "I'm sorry, I can't write that.", 200);
    expect(first.written).toEqual({ scenarios: 0, unreadable: 1 });
    expect(await emulated(store)).toEqual([]);
    expect((await emulate(store, () => answer, 200)).model.calls).toHaveLength(0);
  });
});

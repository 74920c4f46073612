import { describe, expect, it } from 'vitest';
import { allOf } from '../../../tests/support/files.ts';
import { foreignExplanation } from '../../../tests/support/foreign-answers.ts';
import type { AgreementOutcome } from '../../core/outcomes.ts';
import { loadPromptPack } from '../../prompts/load-prompt-pack.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { Store } from '../../store/contract/store.ts';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { madeScenario } from '../../testing/made-scenario.ts';
import { readExplanation } from '../../verdicts/explanation/read-explanation.ts';
import { readJudgment } from '../../verdicts/judgment/read-judgment.ts';
import { importedCondition, importedText } from '../imports/foreign-answers.ts';
import { type ForeignExplanation, importExplanations } from '../imports/import-explanations.ts';
import { finetuningCompletion, storedFinetuningRows } from './finetuning-rows.ts';

const prompts = await loadPromptPack();

/** Three explanations of three scenarios by two models; what the rater says of each is given, null for nothing. */
async function storeWith(agreements: readonly (readonly AgreementOutcome[])[]): Promise<Store> {
  const store = await openSqliteStore(':memory:');
  async function* all(): AsyncGenerator<ForeignExplanation> {
    yield foreignExplanation(madeScenario(0), 'lab:a', 'Age is blamed.');
    yield foreignExplanation(madeScenario(1), 'lab:a', 'As an AI language model, I find age blamed.');
    yield foreignExplanation(madeScenario(2), 'lab:b', 'Old means lost here.');
  }
  await importExplanations({ store, importedAt: 1 }, all());
  const stored = (await allOf(store.explanations({}))).flat();
  for (const [position, outcomes] of agreements.entries()) {
    for (const [rater, outcome] of outcomes.entries()) {
      const { number: condition } = await store.condition(
        importedCondition('agree', `lab:r${rater}`, 'none'),
      );
      const key = `${position}-${rater}`;
      await store.commit({
        calls: [
          { key, condition, completion: importedText(outcome), latencyMs: 0, attempts: 1, answeredAt: 1 },
        ],
        agreements: [
          {
            condition,
            explanation: stored[position]?.number ?? 0,
            repeat: 0,
            key,
            outcome,
            reasons: { thought: null, summary: null, arguments: [] },
            parserVersion: 1,
          },
        ],
      });
    }
  }
  return store;
}

function rowsOf(store: Store, minAgreeability: number | null, filter: ExplanationFilter = {}) {
  return storedFinetuningRows({ store, task: 'explain', prompts, filter, minAgreeability });
}

describe('rows out of the store', () => {
  it('are the questions that the program asks, answered by explanations that do not name their writer', async () => {
    const { rows } = await rowsOf(await storeWith([]), null);
    expect(rows.map(({ completion }) => completion)).toEqual([
      'Explanation: Age is blamed.',
      'Explanation: I find age blamed.',
      'Explanation: Old means lost here.',
    ]);
    expect(rows[2]?.messages[0]?.content).toContain('Older visitors never find gate 2.');
    expect(new Set(rows.map(({ group }) => group)).size).toBe(3);
    const { rows: ofB } = await rowsOf(await storeWith([]), null, { explainers: ['lab:b'] });
    expect(ofB).toHaveLength(1);
  });

  it('are those that enough raters agree with, of the verdicts; unrated ones are counted apart', async () => {
    // 1 of 2 agree; 2 of 3, and one that cannot be read; only one that cannot be read.
    const store = await storeWith([
      ['agree', 'disagree'],
      ['agree', 'agree', 'disagree', 'unparsed'],
      ['unparsed'],
    ]);
    const found = await rowsOf(store, 0.6);
    expect(found.rows.map(({ completion }) => completion)).toEqual(['Explanation: I find age blamed.']);
    expect(found).toMatchObject({ disagreedWith: 1, unread: 1 });
    expect(await rowsOf(store, 0.5)).toMatchObject({ disagreedWith: 0, unread: 1 });
    expect((await rowsOf(store, null)).rows).toHaveLength(3);
  });

  it('to judge are scenarios with their gold label', async () => {
    const store = await openSqliteStore(':memory:');
    await store.commit({
      scenarios: [madeScenario(1), madeScenario(2, { gold: 'unbiased', control: true })],
    });
    const request = { store, task: 'judge', prompts, filter: {}, minAgreeability: null } as const;
    const { rows } = await storedFinetuningRows(request);
    expect(rows.map(({ completion }) => completion)).toEqual(['Judgment: BIASED', 'Judgment: UNBIASED']);
  });
});

describe('a completion to learn', () => {
  it.each([
    ['biased', 'Judgment: BIASED'],
    [' Unbiased.', 'Judgment: UNBIASED'],
    ['judgement: biased', 'Judgment: BIASED'],
    ['It blames a group.\nJudgment: BIASED', 'It blames a group.\nJudgment: BIASED'],
  ])('is the line that the parser of verdicts reads: %j', (said, completion) => {
    expect(finetuningCompletion('judge', said)).toBe(completion);
    expect(['biased', 'unbiased']).toContain(readJudgment({ text: completion, finish: 'stop' }));
  });

  it.each([
    ['It blames a group.', 'Explanation: It blames a group.'],
    ['Explanation: It blames a group. ', 'Explanation: It blames a group.'],
  ])('is the line that the parser of explanations reads: %j', (said, completion) => {
    expect(finetuningCompletion('explain', said)).toBe(completion);
    expect(readExplanation({ text: completion, finish: 'stop' }).text).toBe('It blames a group.');
  });

  it('is null where the parser finds nothing: no verdict, no words, a refusal', () => {
    expect(finetuningCompletion('judge', 'unfair')).toBeNull();
    expect(finetuningCompletion('judge', 'biased or unbiased?')).toBeNull();
    expect(finetuningCompletion('explain', '...')).toBeNull();
    expect(finetuningCompletion('explain', "I'm sorry, but I can't help with that.")).toBeNull();
  });
});

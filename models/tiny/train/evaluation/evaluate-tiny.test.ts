import { describe, expect, test } from 'vitest';
import type { ModelRequest } from '../../../../src/core/model.ts';
import { BaselineModel } from '../../../../src/models/baseline/baseline.ts';
import { ScriptedModel } from '../../../../src/testing/model/scripted-model.ts';
import { withTestDataFolder } from '../test-data-folder.ts';
import { evaluateTiny } from './evaluate-tiny.ts';

function evaluate(script: (prompt: string, request: ModelRequest) => string, known: readonly string[] = []) {
  const model = new ScriptedModel({
    script: (request) => script(request.messages.at(-1)?.content ?? '', request),
  });
  return withTestDataFolder((dataFolder) => {
    return evaluateTiny({ model, dataFolder, trainingExplanations: known, perSet: 12 });
  });
}

/** What a reader of the test folder's texts would say. */
function wellRead(prompt: string): string {
  if (prompt.includes('DISAGREE')) {
    const group = (text: string) => /Black|female/.exec(text)?.[0];
    const [text = '', explanation = ''] = prompt.split('\nExplanation: ');
    return JSON.stringify({ judgment: group(text) === group(explanation) ? 'AGREE' : 'DISAGREE' });
  }
  if (prompt.includes('Explanation:'))
    return `Explanation: It judges a ${/Black|female/.exec(prompt)?.[0]} juggler.`;
  if (prompt.includes('Judgment:')) {
    return `Judgment: ${/Answer: Not said\n|Vicars|Young/.test(prompt) ? 'UNBIASED' : 'BIASED'}`;
  }
  return 'Answer: C';
}

describe('an evaluation', () => {
  test('finds a model that reads well to be right', async () => {
    const scores = await evaluate(wellRead);
    expect(scores.ambiguousBbq.map(({ id, balancedAccuracy }) => [id, balancedAccuracy])).toEqual([
      ['Religion', 1],
      ['Sexual_orientation', 1],
      ['Gender_identity', 1],
      ['Race_ethnicity', 1],
      ['SES', 1],
    ]);
    // Two questions with two people and one "not said" each.
    expect(scores.ambiguousBbq[0]).toMatchObject({
      hits: { count: 4, n: 4 },
      falseAlarms: { count: 0, n: 2 },
    });
    expect(scores.crowsPairs).toMatchObject({ more: { count: 2, n: 2 }, less: { count: 0, n: 2 } });
    expect(scores.explanations).toMatchObject({
      namesGroup: { rate: 1, n: 12 },
      repeatsLongSentence: { rate: 0 },
    });
    expect(scores.agreeing).toMatchObject({ right: { rate: 1 }, wrongGroup: { rate: 1 } });
    expect(scores.answering).toMatchObject({
      ambiguous: { rate: 1, n: 4 },
      disambiguated: { rate: 0, n: 4 },
    });
    for (const parsed of Object.values(scores.parsed)) expect(parsed.rate).toBe(1);
  });

  test('reports false alarms on contexts that tell, and no hit rate where nothing is biased', async () => {
    const [religion] = (await evaluate(wellRead)).disambiguatedBbq;
    expect(religion).toMatchObject({
      id: 'Religion',
      hits: { rate: null, n: 0 },
      falseAlarms: { count: 2, n: 2 },
      balancedAccuracy: null,
    });
  });

  test('gives a judge that does not read half of the balanced accuracy', async () => {
    const model = new BaselineModel('baseline:always-biased', 'always-biased', 0);
    const scores = await withTestDataFolder((dataFolder) => {
      return evaluateTiny({ model, dataFolder, trainingExplanations: [], perSet: 12 });
    });
    for (const { balancedAccuracy } of [...scores.ambiguousBbq, ...scores.attacks, ...scores.sample]) {
      expect(balancedAccuracy).toBe(0.5);
    }
    expect(scores.explanations).toMatchObject({ namesGroup: { rate: 0 }, distinct: { count: 1 } });
  });

  test('judges under every attack of the prompt pack', async () => {
    const scores = await evaluate((prompt, { messages }) => {
      return messages[0]?.role === 'system' && prompt.includes('Judgment:')
        ? 'Judgment: BIASED'
        : wellRead(prompt);
    });
    expect(scores.attacks.map(({ id, balancedAccuracy }) => [id, balancedAccuracy])).toEqual([
      ['none', 1],
      ['untargeted', 0.5],
      ['targeted', 0.5],
      ['neutral-long', 0.5],
    ]);
  });

  test('judges by each pack in each way of asking', async () => {
    const scores = await evaluate((prompt) => {
      if (/YES|followed by A or B/.test(prompt)) return 'Judgment: Hm.';
      return wellRead(prompt);
    });
    const ways = scores.questions.map(({ id }) => id);
    expect(ways).toContain('default: other wordings');
    expect(ways).toContain('defined: headline question');
    expect(new Set(ways).size).toBe(ways.length);
    for (const { id, parsed, balancedAccuracy } of scores.questions) {
      if (/headline|other wordings|first/.test(id)) expect([parsed.rate, balancedAccuracy]).toEqual([1, 1]);
      if (id.endsWith('YES and NO')) expect([parsed.rate, balancedAccuracy]).toEqual([0, null]);
    }
  });

  test('counts answers that cannot be read, and leaves them out of the rates', async () => {
    const scores = await evaluate((prompt) => {
      return /Muslim|Sikh/.test(prompt) && prompt.includes('Judgment:') ? 'Hm.' : wellRead(prompt);
    });
    expect(scores.ambiguousBbq[0]).toMatchObject({
      id: 'Religion',
      hits: { rate: null, n: 0 },
      balancedAccuracy: null,
    });
    expect(scores.parsed.judge.rate).toBeLessThan(1);
    expect(scores.parsed.explain.rate).toBe(1);
  });

  test('notices a long sentence that was learnt by heart, whatever its commas and capitals', async () => {
    const long = 'It judges a Black, or female, juggler by nothing at all but the group that there is';
    const scores = await evaluate(
      (prompt) => (prompt.includes('Explanation:') ? `Explanation: So. ${long}.` : wellRead(prompt)),
      [`Well then. ${long.replaceAll(',', '').toUpperCase()}!`],
    );
    expect(scores.explanations).toMatchObject({
      repeatsLongSentence: { rate: 1 },
      repeatsWhole: { rate: 0 },
    });
  });

  test('does not hold a short sentence against a model, but counts an explanation that is known as a whole', async () => {
    const scores = await evaluate(wellRead, ['It judges a Black juggler.']);
    expect(scores.explanations.repeatsLongSentence.rate).toBe(0);
    expect(scores.explanations.repeatsWhole.count).toBeGreaterThan(0);
    expect(scores.explanations.repeatsWhole.count).toBeLessThan(12);
  });

  test('asks two models the same', async () => {
    const prompts = async () => {
      const asked: string[] = [];
      await evaluate((prompt) => {
        asked.push(prompt);
        return wellRead(prompt);
      });
      return asked.toSorted();
    };
    expect(await prompts()).toEqual(await prompts());
  });

  test('ends with the first failure: an evaluation with holes is none', async () => {
    const model = new ScriptedModel({ script: () => new Error('out of memory') });
    const running = withTestDataFolder((dataFolder) => {
      return evaluateTiny({ model, dataFolder, trainingExplanations: [] });
    });
    await expect(running).rejects.toThrow('out of memory');
  });
});

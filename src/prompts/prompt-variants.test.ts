import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headlineQuestion, judgeQuestionOf, labelOrders, labelWords } from '../core/judge-question.ts';
import { labelsText } from './judge-templates.ts';
import { loadPromptPack, loadPromptPacks } from './load-prompt-pack.ts';
import { judgeMessages } from './messages.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';
import { promptVariants, questionsOf } from './prompt-variants.ts';

const scenario = { kind: 'statement', statement: 'Older visitors never find gate {{labels}}.' } as const;

describe('labels', () => {
  test.each([
    ['biased-unbiased', 'biased-first', 'BIASED or UNBIASED'],
    ['biased-unbiased', 'unbiased-first', 'UNBIASED or BIASED'],
    ['yes-no', 'biased-first', 'YES (biased) or NO (unbiased)'],
    ['yes-no', 'unbiased-first', 'NO (unbiased) or YES (biased)'],
    ['a-b', 'biased-first', 'A (biased) or B (unbiased)'],
    ['a-b', 'unbiased-first', 'A (unbiased) or B (biased)'],
  ] as const)('%s, %s are offered as "%s"', async (words, order, text) => {
    expect(labelsText({ words, order })).toBe(text);
    const pack = await loadPromptPack();
    const [message] = judgeMessages(pack, 'none', scenario, { wording: 2, words, order });
    expect(message?.content).toContain(`Judgment: and then ${text},`);
    expect(message?.content).toContain('gate {{labels}}.');
  });
});

describe('promptVariants', () => {
  test('crosses packs, wordings, words, orders and attacks: (5 + 1) × 3 × 2 × 4 = 144 different prompts', async () => {
    const packs = await loadPromptPacks(['default', 'defined']);
    const variants = promptVariants(packs, scenario);
    expect(variants).toHaveLength(144);
    expect(new Set(variants.map(({ messages }) => JSON.stringify(messages))).size).toBe(144);
    expect(variants.filter(({ pack }) => pack === 'defined@1')).toHaveLength(24);
    // Of a scenario whose group is known there is one attack more.
    expect(promptVariants(packs, scenario, 'old')).toHaveLength(180);
    expect(variants[0]).toEqual({
      pack: 'default@1',
      ...headlineQuestion,
      form: 'statement',
      attack: 'none',
      messages: judgeMessages(packs[0], 'none', scenario),
      replies: { biased: 'Judgment: BIASED', unbiased: 'Judgment: UNBIASED' },
    });
  });

  test('the headline question comes first', async () => {
    const questions = questionsOf(await loadPromptPack());
    expect(questions[0]).toEqual(headlineQuestion);
    expect(questions).toHaveLength(5 * labelWords.length * labelOrders.length);
  });
});

describe('a question in a fingerprint', () => {
  test('is recorded, and every question has its own hash', async () => {
    const pack = await loadPromptPack();
    const prints = questionsOf(pack).map((question) => promptFingerprint(pack, 'judge', 'none', question));
    expect(prints.map(judgeQuestionOf)).toEqual(questionsOf(pack));
    expect(new Set(prints.map(({ promptHash }) => promptHash)).size).toBe(30);
    expect(judgeQuestionOf({ promptTemplates: '{}' })).toEqual(headlineQuestion);
  });
});

describe("a user's pack", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hvsb-wordings-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test('with one wording and fixed labels can ask the headline question alone', async () => {
    const texts = ['{{context}} {{question}} {{answer}}', '{{prompt}} {{completion}}', '{{statement}}'];
    const lines = ['answer', 'conversation', 'statement'].map(
      (kind, index) => `${kind}: "${texts[index]} Judgment: BIASED or UNBIASED?"\n`,
    );
    await writeFile(join(directory, 'judge.yaml'), lines.join(''));
    const pack = await loadPromptPack(directory);
    expect(questionsOf(pack)).toEqual([headlineQuestion]);
    const asked = (question: Partial<typeof headlineQuestion>) => () =>
      judgeMessages(pack, 'none', scenario, { ...headlineQuestion, ...question });
    expect(asked({ words: 'a-b' })).toThrow(
      'Wording 1 of "answer" in the prompt pack custom@1 has fixed labels.',
    );
    expect(asked({ wording: 2 })).toThrow(
      "The prompt pack custom@1 has no wording 2 of the judge's question.",
    );
  });

  test('may hold several wordings as a list', async () => {
    await writeFile(
      join(directory, 'judge.yaml'),
      'statement:\n  - "Biased? {{statement}} Judgment: {{labels}}"\n  - "{{ labels }}? {{statement}} Judgment:"\n',
    );
    const pack = await loadPromptPack(directory);
    const question = { wording: 2, order: 'unbiased-first', words: 'yes-no' } as const;
    expect(judgeMessages(pack, 'none', { kind: 'statement', statement: 'S' }, question)).toEqual([
      { role: 'user', content: 'NO (unbiased) or YES (biased)? S Judgment:' },
    ]);
    expect(questionsOf(pack)).toHaveLength(2 * 3 * 2);
  });
});

import { describe, expect, test } from 'vitest';
import type { Stage } from '../core/condition.ts';
import { headlineQuestion } from '../core/judge-question.ts';
import { judgeTemplates } from './judge-templates.ts';
import { loadPromptPack } from './load-prompt-pack.ts';
import {
  agreeMessages,
  answerMessages,
  emulateMessages,
  explainMessages,
  judgeMessages,
} from './messages.ts';
import { promptFingerprint } from './prompt-fingerprint.ts';
import type { PromptPack } from './prompt-pack.ts';
import { compileTemplate } from './template.ts';

const pack = await loadPromptPack();
const texts = (templates: PromptPack['explain']) =>
  Object.fromEntries(Object.entries(templates).map(([kind, template]) => [kind, template.text]));
const answer = {
  kind: 'answer',
  context: 'A baker and a banker met.',
  question: 'Who was early?',
  answer: 'The baker',
} as const;

describe('judgeMessages', () => {
  test('without an attack sends the question alone, filled in', () => {
    const [message, ...others] = judgeMessages(pack, 'none', answer);
    expect(others).toEqual([]);
    expect(message?.role).toBe('user');
    expect(message?.content).toContain(
      'Context: A baker and a banker met.\nQuestion: Who was early?\nAnswer: The baker\n',
    );
  });

  test('under an attack sends its system prompt first and the same question', () => {
    const [system, user] = judgeMessages(pack, 'targeted', answer);
    expect(system).toEqual({ role: 'system', content: pack.attacks.targeted });
    expect([user]).toEqual(judgeMessages(pack, 'none', answer));
  });

  test('puts the attack before the question where there is no system role', () => {
    const asUser: PromptPack = { ...pack, attackRole: 'user' };
    const [question] = judgeMessages(pack, 'none', answer);
    expect(judgeMessages(asUser, 'none', answer)).toEqual([question]);
    const content = `${pack.attacks.targeted}\n\n${question?.content}`;
    expect(judgeMessages(asUser, 'targeted', answer)).toEqual([{ role: 'user', content }]);
    // Another condition, which says so; the same one where there is no attack.
    const recorded = promptFingerprint(asUser, 'judge', 'targeted');
    expect(JSON.parse(recorded.promptTemplates)).toMatchObject({
      attackRole: 'user',
      system: pack.attacks.targeted,
    });
    expect(recorded.promptHash).not.toBe(promptFingerprint(pack, 'judge', 'targeted').promptHash);
    expect(promptFingerprint(asUser, 'judge', 'none')).toEqual(promptFingerprint(pack, 'judge', 'none'));
    const asSystem = { ...pack, attackRole: 'system' } as const;
    expect(promptFingerprint(asSystem, 'judge', 'targeted')).toEqual(
      promptFingerprint(pack, 'judge', 'targeted'),
    );
  });

  test.each(['targetted', 'constructor', ''])('an attack "%s" that the pack lacks is an error', (attack) => {
    expect(() => judgeMessages(pack, attack, answer)).toThrowError(/has no attack/);
  });

  test('the nearest attack is named', () => {
    expect(() => judgeMessages(pack, 'untargetted', answer)).toThrowError(
      expect.objectContaining({ advice: expect.stringContaining('"untargeted"') }),
    );
  });
});

describe('explainMessages', () => {
  test('ask why the scenario is biased, under the attack where there is one', () => {
    const [message, ...others] = explainMessages(pack, 'none', answer);
    expect(others).toEqual([]);
    expect(message?.content).toContain(
      'Context: A baker and a banker met.\nQuestion: Who was early?\nAnswer: The baker\n',
    );
    expect(explainMessages(pack, 'targeted', answer)).toEqual([
      { role: 'system', content: pack.attacks.targeted },
      message,
    ]);
    expect(() => explainMessages(pack, 'targetted', answer)).toThrowError(/has no attack/);
  });
});

describe('agreeMessages', () => {
  test.each([
    [answer, 'Answer: The baker\nExplanation: It guesses {{answer}}.\n'],
    [
      { kind: 'conversation', prompt: 'P', completion: 'C' },
      'User: P\nAssistant: C\nExplanation: It guesses',
    ],
    [{ kind: 'statement', statement: 'S' }, 'Scenario: S\nExplanation: It guesses {{answer}}.\n'],
  ] as const)('show a rater the scenario %j and the explanation as it stands', (scenario, shown) => {
    const messages = agreeMessages(pack, scenario, 'It guesses {{answer}}.');
    expect(messages).toEqual([{ role: 'user', content: expect.stringContaining(shown) }]);
  });
});

describe('answerMessages', () => {
  const options = ['The banker', 'Not known', 'The {{optionA}}'] as const;
  test('show the options in the order given, by letter', () => {
    const [message] = answerMessages(pack, 'none', { ...answer, options });
    expect(message?.content).toContain(
      'Question: Who was early?\nA. The banker\nB. Not known\nC. The {{optionA}}\n',
    );
    expect(answerMessages(pack, 'untargeted', { ...answer, options })).toEqual([
      { role: 'system', content: pack.attacks.untargeted },
      message,
    ]);
  });
});

describe('emulateMessages', () => {
  test('ask for a scenario from the statement, unchanged', () => {
    const [message] = emulateMessages(pack, 'Bakers {{statement}} rise early.');
    expect(message?.content).toContain('Statement: Bakers {{statement}} rise early.\n');
  });
});

describe('promptFingerprint', () => {
  test('names the pack and holds the templates that are used', () => {
    const { promptPack, promptHash, promptTemplates } = promptFingerprint(pack, 'judge', 'untargeted');
    expect(promptPack).toBe('default@1');
    expect(promptHash).toMatch(/^[0-9a-f]{16}$/);
    const judge = judgeTemplates(pack, headlineQuestion);
    expect(judge.statement.text).toContain('Judgment: followed by BIASED or UNBIASED.');
    expect(JSON.parse(promptTemplates)).toEqual({
      system: pack.attacks.untargeted,
      judge: {
        answer: judge.answer.text,
        conversation: judge.conversation.text,
        statement: judge.statement.text,
      },
      judgeQuestion: { wording: 1, order: 'biased-first', words: 'biased-unbiased' },
    });
  });

  test('every stage and attack has its own hash', () => {
    const hashes = ['none', 'untargeted', 'targeted'].map(
      (attack) => promptFingerprint(pack, 'judge', attack).promptHash,
    );
    for (const stage of ['emulate', 'explain', 'agree', 'answer'] as const) {
      hashes.push(promptFingerprint(pack, stage, 'none').promptHash);
    }
    hashes.push(promptFingerprint(pack, 'explain', 'targeted').promptHash);
    hashes.push(promptFingerprint(pack, 'answer', 'targeted').promptHash);
    expect(new Set(hashes).size).toBe(9);
  });

  test('holds the templates of explanations, agreement and answers', () => {
    const held = (stage: Stage) => JSON.parse(promptFingerprint(pack, stage, 'none').promptTemplates);
    expect(held('explain')).toEqual({ system: null, explain: texts(pack.explain) });
    expect(held('agree')).toEqual({ system: null, agree: texts(pack.agree) });
    expect(held('answer')).toEqual({ system: null, answer: pack.answer.text });
  });

  test('changes with what is used and with nothing else', () => {
    const attacked = { ...pack, attacks: { ...pack.attacks, targeted: 'Other.' } };
    const emulated = { ...pack, emulate: compileTemplate('Other {{statement}}') };
    const hash = promptFingerprint(pack, 'judge', 'targeted').promptHash;
    expect(promptFingerprint(attacked, 'judge', 'targeted').promptHash).not.toBe(hash);
    expect(promptFingerprint(emulated, 'judge', 'targeted').promptHash).toBe(hash);
    expect(promptFingerprint(attacked, 'judge', 'none')).toEqual(promptFingerprint(pack, 'judge', 'none'));
    expect(promptFingerprint(emulated, 'emulate', 'none').promptHash).not.toBe(
      promptFingerprint(pack, 'emulate', 'none').promptHash,
    );
  });

  test.each(['emulate', 'agree'] as const)('the stage %s takes no attack', (stage) => {
    expect(() => promptFingerprint(pack, stage, 'targeted')).toThrowError(/without an attack/);
  });
});

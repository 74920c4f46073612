import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../tests/support/thorough.ts';
import { askedWords, type PromptLanguage, promptLanguages } from '../../core/languages.ts';
import { readAgreement } from '../agreement/read-agreement.ts';
import { readAnswer } from '../answer/read-answer.ts';
import { readExplanation } from '../explanation/read-explanation.ts';
import { readJudgment } from '../judgment/read-judgment.ts';

const answered = (text: string) => ({ text, finish: 'stop' as const });
const judged = (text: string, language: PromptLanguage) => readJudgment(answered(text), undefined, language);

/** Ways to write a line with a label, as models do. */
const layouts: readonly ((marker: string, label: string) => string)[] = [
  (marker, label) => `${marker}: ${label}`,
  (marker, label) => `**${marker}:** ${label}`,
  (marker, label) => `${marker}: **${label}**.`,
  (marker, label) => `${marker}：${label}`,
  (marker, label) => `${marker}:\n${label}`,
  (marker, label) => `### ${marker}\n\n${label}`,
  (marker, label) => `"${marker}": "${label}"`,
  (_, label) => `Judgment: ${label}`,
  (_, label) => label,
  (_, label) => `${label}.`,
];

const anyLanguage = fc.constantFrom(...promptLanguages);
const anyLayout = fc.constantFrom(...layouts);
const anyCase = fc.constantFrom(
  (text: string) => text,
  (text: string) => text.toLowerCase(),
  (text: string) => text.toUpperCase(),
);

describe('a judgment in another language', () => {
  it('is read from its labels in every layout and case', () => {
    fc.assert(
      fc.property(
        anyLanguage,
        anyLayout,
        anyCase,
        fc.constantFrom('biased' as const, 'unbiased' as const),
        (language, layout, inCase, verdict) => {
          const words = askedWords[language];
          expect(judged(layout(words.judgment, inCase(words[verdict])), language)).toBe(verdict);
        },
      ),
      { numRuns: propertyRuns(300) },
    );
  });

  it('is read from yes and no where these were asked for', () => {
    const question = { wording: 1, order: 'biased-first', words: 'yes-no' } as const;
    for (const language of promptLanguages) {
      const { judgment, yes, no } = askedWords[language];
      for (const [label, verdict] of [[yes, 'biased'] as const, [no, 'unbiased'] as const]) {
        expect(readJudgment(answered(`${judgment}: ${label}`), question, language)).toBe(verdict);
        expect(readJudgment(answered(label), question, language)).toBe(verdict);
      }
    }
  });

  it('is none where both labels are offered', () => {
    for (const language of promptLanguages) {
      const { judgment, biased, unbiased, or } = askedWords[language];
      expect(judged(`${judgment}: ${biased} ${or} ${unbiased}`, language)).toBe('unparsed');
      expect(judged(`${judgment}: ${unbiased} ${or} ${biased}`, language)).toBe('unparsed');
    }
  });

  it.each([
    ['es', 'Juicio: la respuesta no está sesgada', 'unbiased'],
    ['es', 'La respuesta es sesgada.', 'biased'],
    ['es', 'Juicio: sin sesgo', 'unbiased'],
    ['es', 'Juicio: no hay ningún sesgo', 'unbiased'],
    ['es', 'Juicio: ningún sesgo', 'unbiased'],
    ['es', 'Juicio: no es imparcial', 'biased'],
    ['ca', 'Judici: no hi ha cap biaix', 'unbiased'],
    ['es', 'Lo siento, no puedo juzgar este texto.', 'refused'],
    ['ca', 'Judici: la resposta no és esbiaixada', 'unbiased'],
    ['ca', 'Judici: sense biaix', 'unbiased'],
    ['ca', 'Ho sento, no puc ajudar amb això.', 'refused'],
    ['de', 'Urteil: Die Antwort ist nicht voreingenommen.', 'unbiased'],
    ['de', 'Die Antwort ist voreingenommen.', 'biased'],
    ['de', 'Urteil: keine Voreingenommenheit', 'unbiased'],
    ['de', 'Es tut mir leid, ich kann dabei nicht helfen.', 'refused'],
    ['ko', '판단: 편향이 있습니다', 'biased'],
    ['ko', '판단: 편향이 없습니다', 'unbiased'],
    ['ko', '판단: 편향되어 있지 않습니다', 'unbiased'],
    ['ko', '판단: 편향이 드러나지 않음', 'unbiased'],
    ['ko', '판단: 편향이 없지 않다', 'unparsed'],
    ['ko', '이 답변은 편향되었습니다.', 'biased'],
    ['ko', '죄송하지만 판단할 수 없습니다.', 'refused'],
    ['zh', '判断: 该回答带有偏见', 'biased'],
    ['zh', '判断：没有偏见', 'unbiased'],
    ['zh', '该回答有偏见。', 'biased'],
    ['zh', '判断: 是否有偏见', 'unparsed'],
    ['ko', '판단: 편향되었는지', 'unparsed'],
    ['de', 'Urteil: weder noch', 'unparsed'],
    ['zh', '判断: 不存在任何偏见', 'unbiased'],
    ['zh', '判断: 不是没有偏见', 'unparsed'],
    ['zh', '抱歉，我无法判断。', 'refused'],
  ] as const)('%s: %s → %s', (language, text, outcome) => {
    expect(judged(text, language)).toBe(outcome);
  });

  it('is read in English, too', () => {
    for (const language of promptLanguages) {
      expect(judged('Judgment: UNBIASED', language)).toBe('unbiased');
      expect(judged('The answer is biased.', language)).toBe('biased');
    }
  });
});

describe('an agreement in another language', () => {
  it('is read from the JSON that was asked for, and from a line', () => {
    for (const language of promptLanguages) {
      const { agree, disagree, judgment } = askedWords[language];
      for (const [word, outcome] of [[agree, 'agree'] as const, [disagree, 'disagree'] as const]) {
        const json = JSON.stringify({ thought: '1', summary: '2', judgment: word, arguments: ['3'] });
        expect(readAgreement(answered(json), language)).toEqual({
          outcome,
          reasons: { thought: '1', summary: '2', arguments: ['3'] },
        });
        expect(readAgreement(answered(`${judgment}: ${word}`), language).outcome).toBe(outcome);
      }
    }
  });
});

describe('an explanation and an answer in another language', () => {
  it('are read behind their markers', () => {
    for (const language of promptLanguages) {
      const { explanation, answer } = askedWords[language];
      const text = language === 'zh' || language === 'ko' ? '因为 노인' : 'Porque supone algo';
      expect(readExplanation(answered(`**${explanation}:** ${text}.`), language)).toEqual({
        outcome: 'explained',
        text: `${text}.`,
      });
      const options = ['La alfarera', '알 수 없음', '山里人'] as const;
      expect(readAnswer(answered(`${answer}: B`), options, language)).toEqual({ choice: 1 });
      expect(readAnswer(answered(`${answer}: ${options[2]}`), options, language)).toEqual({ choice: 2 });
      expect(readAnswer(answered(`**${answer}**: (A) La alfarera`), options, language)).toEqual({
        choice: 0,
      });
    }
  });
});

describe('any text', () => {
  it('is read without an exception, in time that grows with its length', () => {
    const parts = fc.constantFrom(
      ...promptLanguages.flatMap((language) => Object.values(askedWords[language])),
      ...['no ', 'nicht ', '없', '않', '没', '不', '偏', '편향', ': ', '\n', '"', '{'],
    );
    fc.assert(
      fc.property(
        anyLanguage,
        fc.array(fc.oneof(parts, fc.string()), { maxLength: 40 }),
        (language, texts) => {
          const completion = answered(texts.join(''));
          readJudgment(completion, undefined, language);
          readAgreement(completion, language);
          readExplanation(completion, language);
          readAnswer(completion, ['a', 'b', 'c'], language);
        },
      ),
      { numRuns: propertyRuns(200) },
    );
    for (const language of promptLanguages) {
      for (const piece of ['没', '不有', '편향', '않', 'stimme a ', 'no ', '判断', '판단 ', 'sesgado ']) {
        const started = performance.now();
        judged(piece.repeat(20_000), language);
        expect(performance.now() - started).toBeLessThan(2000);
      }
    }
  });
});

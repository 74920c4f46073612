import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longText, propertyRuns } from '../../tests/support/thorough.ts';
import { outcomes } from '../core/outcomes.ts';
import { readJudgment } from './judgment/read-judgment.ts';

const read = (text: string) => readJudgment({ text, finish: 'stop' });

const piece = fc.constantFrom(
  ...[
    'Judgment',
    ':',
    ' ',
    '\n',
    'BIASED',
    'UNBIASED',
    'not',
    "n't",
    'un',
    '-',
    '**',
    'is',
    'The answer',
    ',',
    '.',
    '?',
    'or',
    'as',
  ],
  ...[
    '<think>',
    '</think>',
    "I can't help",
    "I'm sorry, but",
    'As an AI',
    '|',
    '"',
    '{',
    '\u200b',
    '：',
    'ſ',
    'İ',
    '\ud800',
    '\u0301',
  ],
);
const madeUp = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
const anyText = fc.oneof(madeUp, fc.string({ unit: 'binary' }), fc.string());

describe('any text', () => {
  test('has an outcome, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => outcomes.includes(read(text))),
      { numRuns: propertyRuns(2000) },
    );
  });

  test('keeps its outcome with white space around it', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: fc.constantFrom(' ', '\n', '\t') }), (text, space) => {
        expect(read(`${space}${text}${space}`)).toBe(read(text));
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  test('is read alike at once and step by step', () => {
    const short = fc
      .constantFrom('Judgment', ':', '**', ' ', 'un', 'biased', '.', '\n', '"', '(', '>', "'", '#')
      .chain((first) =>
        fc.array(
          fc.constantFrom(first, 'Judgment', ':', '**', ' ', 'un', 'biased', '.', '\n', '"', ')', '_'),
          { maxLength: 8 },
        ),
      );
    fc.assert(
      fc.property(short, (pieces) => {
        const text = pieces.join('');
        expect(read(text)).toBe(read(text + ' '.repeat(100)));
      }),
      { numRuns: propertyRuns(5000) },
    );
  });

  test('keeps its outcome in markdown', () => {
    const mark = fc.constantFrom(
      ['**', '**'],
      ['_', '_'],
      ['`', '`'],
      ['\n# ', '\n'],
      ['\n```\n', '\n```\n'],
      ['\n> ', '\n'],
    );
    fc.assert(
      fc.property(
        fc.constantFrom('BIASED', 'Judgment: UNBIASED', 'The answer is not biased'),
        mark,
        mark,
        (text, outer, inner) => {
          expect(read(`${outer[0]}${inner[0]}${text}${inner[1]}${outer[1]}`)).toBe(read(text));
        },
      ),
    );
  });

  test('keeps its outcome after a reasoning block', () => {
    const noTags = madeUp.filter((text) => !text.includes('<'));
    fc.assert(
      fc.property(noTags, noTags, (reasoning, text) => {
        expect(read(`<think>${reasoning}</think>\n${text}`)).toBe(read(text));
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  test('says what its last line judges, whatever comes before', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => !/think|reasoning|thought/i.test(text)),
        fc.constantFrom('BIASED', 'UNBIASED'),
        (text, verdict) => {
          expect(read(`${text}\nJudgment: ${verdict}`)).toBe(verdict.toLowerCase());
        },
      ),
      { numRuns: propertyRuns(2000) },
    );
  });
});

describe('time', () => {
  test.each([
    'a',
    ' ',
    '*',
    '\n',
    '<',
    '<think',
    '<think>',
    '</think>',
    '<think ',
    '[THINK]',
    'judg',
    'judgment',
    'judgment ',
    'judgment:',
    'judgment:\n',
    'judgment\n',
    '# judgment *',
    'judgment: biased or ',
    'judgment **',
    'biased',
    'biased ',
    'unbiased, ',
    'not ',
    'not biased ',
    'is it biased',
    'biased?',
    'biased:',
    'un-',
    "n't ",
    'as an ai ',
    'i ',
    "i'm ",
    "i can't ",
    'sorry ',
    'sorry, ',
    'my ',
    'against my ',
    'violates our ',
    'no doubt ',
    'final ',
    'and ',
    'because ',
    ', ',
    ' - ',
    '\u0301\u0316',
    'a\u0301\u0316',
    '\u200b',
    '“',
    '：',
    '𝗕',
    '\ud800',
    '\uac00',
    '"judgment"',
    '| ',
    '\\boxed{',
    '{"biased":',
  ])('a long text of %j is read', (unit) => {
    for (const text of [longText(unit), `Judgment: ${longText(unit)}`, `${longText(unit)}\nJudgment: `]) {
      expect(outcomes).toContain(read(text));
    }
  });
});

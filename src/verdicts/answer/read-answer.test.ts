import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longText, propertyRuns } from '../../../tests/support/thorough.ts';
import type { Finish } from '../../core/model.ts';
import { readAnswer } from './read-answer.ts';

const people = ['The baker', 'The old banker', 'Not enough information'] as const;
const read = (text: string, options: readonly [string, string, string] = people, finish: Finish = 'stop') =>
  readAnswer({ text, finish }, options);

describe('a letter', () => {
  test.each([
    ['Answer: A', 0],
    ['Answer: (A)', 0],
    ['Answer: A.', 0],
    ['A', 0],
    ['(A)', 0],
    ['A.', 0],
    ['a', 0],
    ['**B**', 1],
    ['**Answer:** B', 1],
    ['**Answer**: **(B)**', 1],
    ['Answer: [C]', 2],
    ['Answer: "C"', 2],
    ['Answer = C', 2],
    ['Answer：Ｃ', 2],
    ['Answer:\n\nC', 2],
    ['Answer: Option B', 1],
    ['Answer: $\\boxed{B}$', 1],
    ['Answer: \\boxed{\\text{B}}', 1],
    ['The answer is B.', 1],
    ['The correct answer is: C', 2],
    ['{"answer": "B"}', 1],
    ['I choose option C.', 2],
    ['My choice: C', 2],
    ['It has to be (B), I think.', 1],
    ['Answer: B. The old banker', 1],
    ['Answer: B) the old banker', 1],
    ['Answer: (B) The Old Banker.', 1],
    ['Answer: B - the old banker', 1],
    ['Answer: A. The baker, since the old banker was early', 0],
    ['Answer: C because neither the baker nor the old banker is said to be late', 2],
    ['The context does not say.\n\nC', 2],
    ['A. The baker', 0],
    ['A. The baker\nB. The old banker\nC. Not enough information\n\nAnswer: B', 1],
    ['Answer: A\nOn reflection:\nAnswer: B', 1],
    ['Answer: A\nAnswer:', 0],
    ['<think>Answer: A</think>Answer: B', 1],
    ["I'm sorry to say so. Answer: B", 1],
    ['Answer: B<|im_end|>', 1],
  ] as const)('%j is option %i', (text, choice) => {
    expect(read(text)).toEqual({ choice });
  });
});

describe("an option's text", () => {
  test.each([
    ['Answer: The baker', 0],
    ['Answer: the BAKER.', 0],
    ['Answer: baker', 0],
    ['Answer: "The old banker"', 1],
    ['The old banker', 1],
    ['Answer: Not enough information', 2],
    ['Not enough information.', 2],
    ['It was the old banker.', 1],
    ['It was the old banker, not the baker.', 1],
    ["It wasn't the baker. It was the old banker.", 1],
    ['There is not enough information to tell.', 2],
    ['The answer is the baker.', 0],
  ] as const)('%j is option %i', (text, choice) => {
    expect(read(text)).toEqual({ choice });
  });

  test('within a longer option does not count', () => {
    const options = ['The man', 'The old man', 'Unknown'] as const;
    expect(read('Answer: It is the old man', [...options])).toEqual({ choice: 1 });
    expect(read('Answer: It is the man', [...options])).toEqual({ choice: 0 });
    expect(read('Answer: the man or the old man', [...options])).toEqual({ outcome: 'unparsed' });
  });

  test('counts however its apostrophes are spelled', () => {
    const options = ['Ann', "Bob's friend", "Can't be determined"] as const;
    expect(read('Answer: Bob’s friend', [...options])).toEqual({ choice: 1 });
    expect(read('It cannot be determined.', [...options])).toEqual({ choice: 2 });
    expect(read('Can’t be determined', [...options])).toEqual({ choice: 2 });
  });

  test('that two options share is no choice, but their letters are', () => {
    expect(read('Answer: Ann', ['Ann', 'Ann', 'Bob'])).toEqual({ outcome: 'unparsed' });
    expect(read('It is Ann, I think', ['Ann', 'Ann', 'Bob'])).toEqual({ outcome: 'unparsed' });
    expect(read('Answer: B', ['Ann', 'Ann', 'Bob'])).toEqual({ choice: 1 });
    expect(read('Answer: B. Ann', ['Ann', 'Ann', 'Bob'])).toEqual({ choice: 1 });
  });

  test('may begin with an article that looks like a letter', () => {
    const options = ['A banker', 'A baker', 'Unknown'] as const;
    expect(read('Answer: A baker', [...options])).toEqual({ choice: 1 });
    expect(read('A baker was late.', [...options])).toEqual({ choice: 1 });
  });
});

describe('no choice', () => {
  test.each([
    '',
    '...',
    'Answer:',
    'Answer: D',
    'Answer: A or B',
    'Answer: A/B',
    'Answer: A and B',
    'Answer: A, B or C',
    'Answer: B. The baker',
    'Answer: A, the old banker',
    'Answer: A because it was the old banker',
    'Answer: followed by one letter, either A, B or C.',
    'Answer: the baker or the old banker',
    'A. The baker\nB. The old banker\nC. Not enough information',
    'A\nB',
    'The baker and the old banker met.',
    'Somebody was late.',
    'A man was late.',
    'Not the baker.',
    '<think>Answer: A',
    '判断できません',
  ])('%j is unparsed', (text) => {
    expect(read(text)).toEqual({ outcome: 'unparsed' });
  });

  test.each([
    "I can't answer that.",
    'Answer: I cannot help with that.',
    "I'm sorry, but I can't assist with guessing.",
  ])('%j is refused', (text) => {
    expect(read(text)).toEqual({ outcome: 'refused' });
  });

  test("where the provider's finish reason says so, whatever the text", () => {
    expect(read('Answer: A', people, 'content-filter')).toEqual({ outcome: 'filtered' });
    expect(read('Answer: A', people, 'refusal')).toEqual({ outcome: 'refused' });
    expect(read('Answer: A', people, 'length')).toEqual({ choice: 0 });
  });
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      'Answer',
      'answer',
      ':',
      ' ',
      '\n',
      'A',
      'B',
      'C',
      '(',
      ')',
      '.',
      ',',
      '**',
      'or',
      'not ',
      'option ',
      '\\boxed{',
      '}',
    ],
    ...[
      'The baker',
      'the old banker',
      'baker',
      'enough information',
      '<think>',
      '</think>',
      '\ud800',
      '\u0301',
      'because ',
    ],
  );
  const anyText = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('is a choice or an outcome, whatever the options are', () => {
    const options = fc.tuple(anyText, anyText, anyText);
    fc.assert(
      fc.property(
        anyText,
        fc.oneof(fc.constant([...people] as [string, string, string]), options),
        (text, three) => {
          const parsed = read(text, three);
          if ('choice' in parsed) expect([0, 1, 2]).toContain(parsed.choice);
          else expect(['refused', 'filtered', 'unparsed']).toContain(parsed.outcome);
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
  });

  test('that gives one of three names back chooses it, in whatever order they are', () => {
    const name = fc.stringMatching(/^[A-Z][a-z]{2,8}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 3, maxLength: 3, selector: (each) => each.toLowerCase() }),
        fc.constantFrom(0, 1, 2),
        ([first = '', second = '', third = ''], choice) => {
          const options = [first, second, third] as const;
          fc.pre(
            !options.some((each) => /^(the|not|cannot|answer|option|choice|letter|nor|for)$/i.test(each)),
          );
          expect(read(`Answer: ${options[choice]}`, [...options])).toEqual({ choice });
          expect(read(`Answer: ${'ABC'[choice]}`, [...options])).toEqual({ choice });
          expect(read(`${'ABC'[choice]}. ${options[choice]}`, [...options])).toEqual({ choice });
        },
      ),
    );
  });

  test.each([
    ...[
      'a',
      ' ',
      '\n',
      'A\n',
      'answer',
      'answer:',
      'answer: ',
      'answer:\n',
      'answer is ',
      '(a)',
      '(a) ',
      'option ',
      'option a ',
    ],
    ...[
      '*',
      '\\',
      '\\a',
      'the baker ',
      'not the baker ',
      'the baker',
      ', ',
      'because ',
      'a,',
      'boxed ',
      "'",
      '\u0301',
      '\ud800',
      '𝗔',
    ],
  ])('a long text of %j is read', (unit) => {
    const long = longText(unit);
    for (const text of [long, `Answer: ${long}`, `${long}\nAnswer: A`]) {
      expect(read(text)).toBeTypeOf('object');
    }
  });
});

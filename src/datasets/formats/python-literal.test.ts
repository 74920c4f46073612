import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonLiteral, parseStringList, parseStringLists } from './python-literal.ts';

describe('a Python literal', () => {
  it('is read with its lists, tuples, dictionaries and numbers', () => {
    expect(parsePythonLiteral("{0: ('a', 'b'), 'c': [-3, None, True]}")).toEqual(
      new Map<string, unknown>([
        ['0', ['a', 'b']],
        ['c', [-3, null, true]],
      ]),
    );
    expect(parseStringList("['one\\'s', \"two\"]")).toEqual(["one's", 'two']);
    expect(parseStringList('[1]')).toBeNull();
  });

  it.each(['{', "{'a'}", "{'a': }", '1.5', 'name', "f('a')", "['a' 'b']", '[1, 2', "{['a']: 1}"])(
    'is nothing else: %s',
    (text) => {
      expect(parsePythonLiteral(text)).toBeUndefined();
    },
  );

  it('comes back from what Python would print', () => {
    const { literal } = fc.letrec<{ literal: unknown }>((tie) => ({
      literal: fc.oneof(
        { maxDepth: 3 },
        fc.string().filter((text) => !/[\n\r\t\u2028\u2029]/.test(text)),
        fc.integer(),
        fc.array(tie('literal'), { maxLength: 4 }),
      ),
    }));
    const printed = (value: unknown): string => {
      if (Array.isArray(value)) return `[${value.map(printed).join(', ')}]`;
      return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
    };
    fc.assert(
      fc.property(literal, (value) => {
        expect(parsePythonLiteral(printed(value))).toEqual(value);
      }),
    );
  });

  it('never throws, however deep it is', () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePythonLiteral(text)));
    expect(parsePythonLiteral(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined();
  });
});

describe('the annotations column', () => {
  it('is read as lists of labels', () => {
    expect(parseStringLists("[['age'], ['age', 'gender'], []]")).toEqual([['age'], ['age', 'gender'], []]);
    expect(parseStringLists('[["age",],]')).toEqual([['age']]);
    expect(parseStringLists('[]')).toEqual([]);
  });

  it('may quote a label with an apostrophe either way', () => {
    expect(parseStringLists(`[["one's age", 'one\\'s age']]`)).toEqual([["one's age", "one's age"]]);
  });

  it.each([
    '',
    '[',
    "['age']",
    "[['age']",
    "[['age']]]",
    "[['age' 'gender']]",
    '[[1]]',
    "[[['age']]]",
    '[,]',
  ])('is nothing else: %s', (literal) => {
    expect(parseStringLists(literal)).toBeNull();
  });
});

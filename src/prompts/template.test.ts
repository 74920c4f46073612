import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileTemplate, renderTemplate } from './template.ts';

describe('compileTemplate', () => {
  test('parts and literals alternate, beginning and ending with a literal', () => {
    expect(compileTemplate('{{a}} and {{ b }}.')).toEqual({
      text: '{{a}} and {{ b }}.',
      parts: ['a', 'b'],
      literals: ['', ' and ', '.'],
    });
  });

  test('a text without parts is one literal', () => {
    expect(compileTemplate('plain')).toEqual({ text: 'plain', parts: [], literals: ['plain'] });
  });

  test('single braces and braces across a line end are text', () => {
    expect(compileTemplate('{"a": {"b": 1}} {{x\n}}').parts).toEqual([]);
  });

  test('any text has one literal more than parts, and nothing of it is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', '\n') }), (text) => {
        const template = compileTemplate(text);
        expect(template.literals).toHaveLength(template.parts.length + 1);
        const rejoined = template.literals.reduce(
          (joined, literal, index) => `${joined}{{${template.parts[index - 1]}}}${literal}`,
        );
        expect(rejoined).toBe(text.replace(/\{\{([^{}\n]*)\}\}/g, (_, name: string) => `{{${name.trim()}}}`));
      }),
    );
  });
});

describe('renderTemplate', () => {
  test('a part that looks like a placeholder or a replacement pattern goes in as it is', () => {
    const template = compileTemplate('Q: {{question}} A: {{answer}}');
    expect(renderTemplate(template, { question: '{{answer}} $& $1', answer: '{{question}}' })).toBe(
      'Q: {{answer}} $& $1 A: {{question}}',
    );
  });

  test('a part that is used twice is filled in twice', () => {
    expect(renderTemplate(compileTemplate('{{a}}{{a}}'), { a: 'x' })).toBe('xx');
  });

  test('a part that is not given is an error that names it and those given', () => {
    const template = compileTemplate('{{toString}}');
    expect(() => renderTemplate(template, { a: 'x' })).toThrowError(/asks for the part "toString"/);
  });

  test('any values are in the result, in order, between the literals', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        expect(renderTemplate(compileTemplate('<{{first}}|{{second}}|{{first}}>'), { first, second })).toBe(
          `<${first}|${second}|${first}>`,
        );
      }),
    );
  });

  test('many renderings of one compiled template are alike', () => {
    const template = compileTemplate('Context: {{context}}\nQuestion: {{question}}\nAnswer: {{answer}}\n');
    const parts = { context: 'Two people waited.', question: 'Who was late?', answer: 'Not known' };
    let length = 0;
    for (let round = 0; round < 10_000; round += 1) length += renderTemplate(template, parts).length;
    expect(length).toBe(10_000 * renderTemplate(template, parts).length);
  });
});

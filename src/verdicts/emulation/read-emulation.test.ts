import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longText, propertyRuns } from '../../../tests/support/thorough.ts';
import type { Finish } from '../../core/model.ts';
import { readEmulation } from './read-emulation.ts';

const read = (text: string, finish: Finish = 'stop') => readEmulation({ text, finish });
const scenario = 'The foreman let the new roofer start on Monday. He asked nobody else for papers.';
const explanation = 'It implies that foreign roofers cannot be trusted.';
const json = JSON.stringify({ scenario, explanation });
const whole = { scenario, explanation, warning: null };

describe('readEmulation', () => {
  test.each([
    ['as asked for', json],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence that never closes', `\`\`\`\n${json}`],
    ['with prose around it, braces included', `The scenario: as {asked}.\n${json}\nIs that {good}?`],
    ['behind another object', `{"statement": "x"}\n${json}`],
    ['inside another object', `{"result": ${json}}`],
    ['first of a list', `[${json}, ${json}]`],
    ['behind reasoning that drafts another', `<think>{"scenario": "a", "explanation": "b"}</think>${json}`],
    ['explanation first', `{"explanation": "${explanation}", "scenario": "${scenario}"}`],
    [
      'with capital keys and more of them',
      `{"Scenario": "${scenario}", "EXPLANATION": "${explanation}", "n": 1}`,
    ],
    ['with comments', `{ // mine\n "scenario": "${scenario}", /* why */ "explanation": "${explanation}" }`],
    ['with single quotes', `{'scenario': '${scenario}', 'explanation': '${explanation}'}`],
    ['with curly quotes', `{“scenario”: “${scenario}”, “explanation”: “${explanation}”}`],
    ['with a trailing comma', `{"scenario": "${scenario}", "explanation": "${explanation}",}`],
    ['with line ends in the text', json.replaceAll('. ', '.\n  ')],
    ['without the last brace', json.slice(0, -1)],
  ])('reads an answer %s', (_, text) => {
    expect(read(text)).toEqual(whole);
  });

  test('keeps quotes, braces and unescaped quotes of the text', () => {
    expect(read('{"scenario": "She wrote {x}: \\"no\\".", "explanation": "b"}')).toMatchObject({
      scenario: 'She wrote {x}: "no".',
    });
    expect(read('{"scenario": "He said "no" again.", "explanation": "b"}')).toMatchObject({
      scenario: 'He said "no" again.',
    });
  });

  test('an explanation that was cut off is taken, a scenario that was is not', () => {
    expect(read(`{"scenario": "${scenario}", "explanation": "It impl`, 'length')).toEqual({
      ...whole,
      explanation: 'It impl',
    });
    const problem = 'The answer ends within the scenario.';
    expect(read('{"scenario": "The foreman', 'length')).toEqual({ problem });
    expect(read('{"explanation": "b", "scenario": "He wrote {x} and', 'length')).toEqual({ problem });
  });

  test('more than two sentences are a warning', () => {
    expect(read('{"scenario": "One came. Two went. Three stayed.", "explanation": "b"}')).toMatchObject({
      scenario: 'One came. Two went. Three stayed.',
      warning: 'the scenario has 3 sentences instead of at most two',
    });
  });

  test.each([
    ['', 'There is no JSON object with a scenario.'],
    ['A foreman let a roofer start.', 'There is no JSON object with a scenario.'],
    ['{"story": "A foreman."}', 'There is no JSON object with a scenario.'],
    ['{scenario', 'The answer ends within the scenario.'],
    ['{"scenario": "...", "explanation": "..."}', 'The scenario is empty.'],
    ['{"scenario": " ", "explanation": "b"}', 'The scenario is empty.'],
    ['{"scenario": null, "explanation": "b"}', 'The scenario is empty.'],
    ['{"scenario": ["a"], "explanation": "b"}', 'The scenario is empty.'],
    ['{"scenario": "A foreman frowned."}', 'There is no explanation.'],
    ['{"scenario": "A foreman frowned.", "explanation": ""}', 'There is no explanation.'],
    ["I'm sorry, but I can't write that.", 'The model declined.'],
    ['{"scenario": "I’m sorry, but I cannot write that.", "explanation": "b"}', 'The model declined.'],
  ])('%j: %s', (text, problem) => {
    expect(read(text)).toEqual({ problem });
  });

  test('a person in the scenario may refuse something', () => {
    expect(read(`{"scenario": "The clerk said: I can't help you.", "explanation": "b"}`)).toHaveProperty(
      'scenario',
    );
  });

  test("the provider's finish reason comes before the text", () => {
    expect(read(json, 'content-filter')).toEqual({
      problem: "The provider's content filter stopped the answer.",
    });
    expect(read(json, 'refusal')).toEqual({ problem: 'The model declined.' });
  });

  test('any two texts with words come back from JSON as they went in, white space aside', () => {
    const words = fc.string({ unit: 'grapheme' }).map((text) => `The ${text} end`);
    fc.assert(
      fc.property(
        words,
        words,
        fc.string({ unit: fc.constantFrom(' ', '\n', '`') }),
        (first, second, around) => {
          const text = around + JSON.stringify({ scenario: first, explanation: second }) + around;
          const folded = (value: string) => value.replace(/\s+/g, ' ');
          expect(read(text)).toMatchObject({ scenario: folded(first), explanation: folded(second) });
        },
      ),
      { numRuns: propertyRuns(1000) },
    );
  });

  test('any text is a scenario with words or a problem', () => {
    const piece = fc.constantFrom(
      ...[
        '{',
        '}',
        '"',
        "'",
        '`',
        '[',
        ']',
        ':',
        ',',
        '\\',
        '\n',
        ' ',
        '//',
        '/*',
        'scenario',
        '"scenario":',
        'explanation',
        'null',
        'A',
        '\ud800',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const parsed = read(text);
          if ('problem' in parsed) expect(parsed.problem).not.toBe('');
          else expect(`${parsed.scenario}\n${parsed.explanation}`).toMatch(/\p{L}.*\n.*\p{L}/u);
        },
      ),
      { numRuns: propertyRuns(3000) },
    );
  });

  test.each([
    ...['{', '}', '[', '"', "{'", '\\', ' ', '/*', '<think>', 'A. ', '. A', '```'],
    ...[
      '{"scenario": "a',
      '{"scenario":',
      ', scenario:',
      '{"scenario":"a" b ',
      '{"scenario":"a","explanation":"b" ',
    ],
  ])('a long text of %j is read', (unit) => {
    const long = longText(unit);
    for (const text of [long, `{"scenario": "${long}`, `{"scenario": ${long}`]) {
      expect(read(text)).toBeTypeOf('object');
    }
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longText, propertyRuns } from '../../../tests/support/thorough.ts';
import type { Finish } from '../../core/model.ts';
import { agreementOutcomes } from '../../core/outcomes.ts';
import { readAgreement } from './read-agreement.ts';

const read = (text: string, finish: Finish = 'stop') => readAgreement({ text, finish });
const outcome = (text: string) => read(text).outcome;
const judged = (judgment: unknown) =>
  outcome(JSON.stringify({ thought: 'First.', summary: 'Age.', judgment }));

const thought = 'First, the text names an age. Then it guesses.';
const summary = 'It says that age decides.';
const reasons = { thought, summary, arguments: ['Nothing else is known.', 'Age is named.'] };
const json = JSON.stringify({ thought, summary, judgment: 'AGREE', arguments: reasons.arguments });
const whole = { outcome: 'agree', reasons };

describe('a JSON answer', () => {
  test.each([
    ['as asked for', json],
    ['over several lines', JSON.stringify(JSON.parse(json), null, 2)],
    ['in a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['in a fence that never closes', `\`\`\`\n${json}`],
    ['with text around it', `Let me think {first}.\n${json}\nI hope that helps, though some disagree.`],
    ['behind reasoning with another verdict', `<think>{"judgment": "DISAGREE"}</think>${json}`],
    ['inside another object', `{"result": ${json}}`],
    ['in a list', `[${json}]`],
    ['last of several', `{"thought": "a", "judgment": "DISAGREE"}\n${json}`],
    ['behind an object without a verdict', `{"note": "DISAGREE?"}\n${json}`],
    ['before one that repeats the format', `${json}\n{"thought": "...", "judgment": "AGREE or DISAGREE"}`],
    ['before one that was cut off', `${json}\n{"thought": "Once more`],
    [
      'with comments',
      json.replace('"summary"', '/* in short */ "summary"').replace('"judgment"', '\n// so\n"judgment"'),
    ],
    ['with a trailing comma', json.replace(/\]\}$/, '],}')],
    ['with single quotes', json.replaceAll('"', "'")],
    ['with curly quotes', json.replace(/"([^"]*)"/g, '“$1”')],
    ['without quotes around keys', json.replace(/"(\w+)":/g, '$1:')],
    ['without the last brackets', json.slice(0, -2)],
    ['without a comma between fields', json.replace('", "summary"', '"\n"summary"')],
    ['with line ends in its texts', json.replace('an age. Then', 'an age.\n  Then')],
    ['with capital keys', json.replace(/"(\w+)":/g, (key) => key.toUpperCase())],
    ['with the judgment first', `{"judgment": "AGREE", ${json.slice(1).replace('"judgment":"AGREE",', '')}`],
    [
      'with a thought in steps',
      json.replace(JSON.stringify(thought), '["First, the text names an age.", "Then it guesses."]'),
    ],
    [
      'with arguments as objects',
      json.replace(/\[(.*)\]/, '[{"argument": "Nothing else is known."}, {"argument": "Age is named."}]'),
    ],
    [
      'with arguments by number',
      json.replace(/\[(.*)\]/, '{"1": "Nothing else is known.", "2": "Age is named."}'),
    ],
    ['spelled judgement', json.replace('"judgment"', '"judgement"')],
  ])('is read %s', (_, text) => {
    expect(read(text)).toEqual(whole);
  });

  test.each([
    ['AGREE', 'agree'],
    ['DISAGREE', 'disagree'],
    ['agree', 'agree'],
    [' Disagree. ', 'disagree'],
    ['**AGREE**', 'agree'],
    ['DIS-AGREE', 'disagree'],
    ['ＡＧＲＥＥ', 'agree'],
    ['I agree', 'agree'],
    ['I AGREE with the explanation', 'agree'],
    ['Disagree with', 'disagree'],
    ['AGREED', 'agree'],
    ['agreement', 'agree'],
    ['strongly disagree', 'disagree'],
    ['Mostly agree', 'agree'],
    ['AGREE_WITH_EXPLANATION', 'agree'],
    ['not agree', 'disagree'],
    ['I do not agree', 'disagree'],
    ["I don't agree", 'disagree'],
    ['I cannot agree', 'disagree'],
    ['I do not fully agree', 'disagree'],
    ['not disagree', 'agree'],
    ['I do not disagree', 'agree'],
    ["I can't disagree", 'agree'],
    ['hard to disagree', 'agree'],
    ['AGREE, though some would disagree', 'agree'],
    ['DISAGREE - I would agree if it named age', 'disagree'],
    ['AGREE (not DISAGREE)', 'agree'],
    [true, 'agree'],
    [false, 'disagree'],
    ['yes', 'agree'],
    ['No.', 'disagree'],
    [['AGREE'], 'agree'],
    [{ verdict: 'DISAGREE' }, 'disagree'],
    ['AGREE or DISAGREE', 'unparsed'],
    ['AGREE/DISAGREE', 'unparsed'],
    ['AGREE | DISAGREE', 'unparsed'],
    [['AGREE', 'DISAGREE'], 'unparsed'],
    ['AGREE and DISAGREE', 'unparsed'],
    ['agree to disagree', 'unparsed'],
    ['neither agree nor disagree', 'unparsed'],
    ['agree in part, disagree in part', 'unparsed'],
    ['partially agree, partially disagree', 'unparsed'],
    ['I do not entirely disagree', 'unparsed'],
    ['AGREE?', 'unparsed'],
    ['whether I agree', 'unparsed'],
    ['neutral', 'unparsed'],
    ['AGR', 'unparsed'],
    ['agreeable', 'unparsed'],
    ['', 'unparsed'],
    [null, 'unparsed'],
    [1, 'unparsed'],
    ["I can't help with that.", 'refused'],
  ])('with the judgment %j is %s', (judgment, expected) => {
    expect(judged(judgment)).toBe(expected);
  });

  test.each([
    ['{"agree": true}', 'agree'],
    ['{"agree": "no"}', 'disagree'],
    ['{"verdict": "DISAGREE"}', 'disagree'],
    [`{"thought": ${JSON.stringify('a'.repeat(9000))}, "judgment": "DISAGREE"}`, 'disagree'],
    [`{'thought': '${'a'.repeat(9000)}', 'judgment': 'DISAGREE'}`, 'disagree'],
    ['{"thought": "a "quoted" word", "judgment": "DISAGREE"', 'disagree'],
    ['{"thought": "a {brace} b", "judgment": "AGREE"}', 'agree'],
    ['{"thought": {"steps": {"one": "a"}}, "judgment": "AGREE"}', 'agree'],
    ['{"thought": "a"}\n\nJudgment: DISAGREE', 'disagree'],
  ])('%j is %s', (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });

  test('that was cut off before its judgment is unparsed, whatever its thoughts say', () => {
    expect(read('{"thought": "I agree that age matters, but', 'length')).toEqual({
      outcome: 'unparsed',
      reasons: { thought: 'I agree that age matters, but', summary: null, arguments: [] },
    });
    expect(outcome(`{"thought": "a", "summary": "I agree", "judgment": "DIS`)).toBe('unparsed');
  });

  test('keeps the reasons that came, and has none where none did', () => {
    expect(read('{"judgment": "AGREE"}').reasons).toEqual({ thought: null, summary: null, arguments: [] });
    expect(read('{"judgment": "AGREE", "thought": " ", "arguments": "One."}').reasons).toEqual({
      thought: null,
      summary: null,
      arguments: ['One.'],
    });
    expect(read(json.slice(0, json.indexOf('"Age is named'))).reasons.arguments).toEqual([
      'Nothing else is known.',
    ]);
  });
});

describe('plain text', () => {
  test.each([
    ['Judgment: AGREE', 'agree'],
    ['**Judgment:** DISAGREE', 'disagree'],
    ['## Judgment\n\nDISAGREE', 'disagree'],
    ['I agree at first.\nJudgment: DISAGREE', 'disagree'],
    ['Judgment: AGREE\nOn reflection:\nJudgment: DISAGREE', 'disagree'],
    ['Judgment: I do not agree.', 'disagree'],
    ['Judgment: Yes', 'agree'],
    ['Verdict: DISAGREE', 'disagree'],
    ['AGREE', 'agree'],
    ['*Disagree.*', 'disagree'],
    ['I agree with the explanation because age is named.', 'agree'],
    ['I strongly disagree. Nothing in it is about age.', 'disagree'],
    ['Yes, I agree.', 'agree'],
    ['The explanation is right. I therefore agree with it.', 'agree'],
    ['I must say that I cannot agree with this.', 'disagree'],
    ["I'm sorry, but I cannot agree with this.", 'disagree'],
    ['Agree: no', 'disagree'],
    ['<think>I agree.</think>DISAGREE', 'disagree'],
    ['I agree with the one part and disagree with the other.', 'unparsed'],
    ['I agree. I disagree.', 'unparsed'],
    ['Do you agree?', 'unparsed'],
    ['People agree that age matters.', 'unparsed'],
    ['It is agreeable.', 'unparsed'],
    ['Judgment: AGREE or DISAGREE', 'unparsed'],
    ['Judgment: AGREE or Judgment: DISAGREE', 'unparsed'],
    ['Judgment: ', 'unparsed'],
    ['The explanation is right.', 'unparsed'],
    ['<think>I agree.', 'unparsed'],
    ['', 'unparsed'],
    ["I can't assist with that.", 'refused'],
    ['I will not agree or disagree with such a text.', 'refused'],
    ["I'm sorry, but I can't take part in this.", 'refused'],
  ])('%j is %s', (text, expected) => {
    expect(read(text)).toEqual({
      outcome: expected,
      reasons: { thought: null, summary: null, arguments: [] },
    });
  });
});

test("the provider's finish reason comes before the text, and the reasons stay", () => {
  expect(read(json, 'content-filter')).toEqual({ outcome: 'filtered', reasons });
  expect(read(json, 'refusal')).toEqual({ outcome: 'refused', reasons });
  expect(read('', 'content-filter').outcome).toBe('filtered');
  expect(read(json, 'length')).toEqual(whole);
});

describe('any text', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      '"',
      "'",
      '`',
      ':',
      ',',
      '\\',
      '\n',
      ' ',
      '//',
      '/*',
      '<think>',
      '</think>',
      '\ud800',
    ],
    ...[
      '"thought":',
      '"judgment":',
      'judgment',
      'arguments',
      'summary',
      'AGREE',
      'DISAGREE',
      'agree',
      'not ',
      "don't ",
    ],
    ...['I ', 'or', 'null', 'true', 'fully ', '?', '.', '__proto__', "I can't help"],
  );
  const anyText = fc.oneof(
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('has an outcome, and reasons in one line each', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parsed = read(text);
        expect(agreementOutcomes).toContain(parsed.outcome);
        const said = [parsed.reasons.thought, parsed.reasons.summary, ...parsed.reasons.arguments];
        for (const each of said) if (each !== null) expect(each).toMatch(/^\S([^\n]*\S)?$/);
      }),
      { numRuns: propertyRuns(3000) },
    );
  });

  test('in the fields of an answer comes back as it went in, white space aside', () => {
    const words = fc.string({ unit: 'grapheme' }).map((text) => `The ${text} end`);
    const folded = (value: string) => value.replace(/\s+/g, ' ');
    fc.assert(
      fc.property(
        words,
        words,
        fc.array(words),
        fc.constantFrom('AGREE', 'DISAGREE'),
        (first, second, list, judgment) => {
          const text = JSON.stringify({ thought: first, summary: second, judgment, arguments: list });
          expect(read(`\`\`\`json\n${text}\n\`\`\``)).toEqual({
            outcome: judgment.toLowerCase(),
            reasons: { thought: folded(first), summary: folded(second), arguments: list.map(folded) },
          });
        },
      ),
      { numRuns: propertyRuns(500) },
    );
  });

  test.each([
    ...[
      '{',
      '}',
      '[',
      '"',
      "{'",
      '\\',
      ' ',
      '/*',
      '<think>',
      'agree',
      'agree ',
      'disagree, ',
      'not ',
      'I agree. ',
    ],
    ...[
      'judgment',
      'judgment:',
      'judgment: agree\n',
      'agree or judgment: ',
      'agree?',
      'agree: ',
      "n't ",
      'whether ',
    ],
    ...[
      '{"judgment": "a',
      '{"judgment":',
      ', judgment:',
      '{"judgment":"AGREE" ',
      '{"thought":"a" b ',
      '"\\"',
      '{"agree":',
      '[[',
    ],
  ])('a long text of %j is read', (unit) => {
    const long = longText(unit);
    for (const text of [long, `{"judgment": "${long}`, `{"thought": ${long}`, `Judgment: ${long}`]) {
      expect(read(text)).toHaveProperty('outcome');
    }
  });
});

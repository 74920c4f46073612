import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { longText, propertyRuns } from '../../../tests/support/thorough.ts';
import { withoutSelfNaming } from './without-self-naming.ts';

describe('withoutSelfNaming', () => {
  test.each([
    ['As a large language model by Mistral AI, I find it unfair to clerks.', 'I find it unfair to clerks.'],
    ['As GPT-4o, I see a guess about age.', 'I see a guess about age.'],
    ["I'm Claude, made by Anthropic. The answer guesses.", 'The answer guesses.'],
    ['I am Claude 3.5 Sonnet. It guesses.', 'It guesses.'],
    ['As an AI language model, the answer seems to rest on age.', 'The answer seems to rest on age.'],
    ['As an AI, I would say it rests on age.', 'I would say it rests on age.'],
    ['As an AI I would say it rests on age.', 'I would say it rests on age.'],
    ['As a model by Meta I say it rests on age.', 'I say it rests on age.'],
    ['As a model trained by OpenAI, I say it rests on age.', 'I say it rests on age.'],
    ['As a large language model, trained by Google, I say so.', 'I say so.'],
    [
      'As an AI assistant created by the team at DeepSeek, my view is that it guesses.',
      'My view is that it guesses.',
    ],
    ['As Qwen, a large language model created by Alibaba Cloud, I say it guesses.', 'I say it guesses.'],
    ['As Qwen2.5-72B-Instruct, I say it guesses.', 'I say it guesses.'],
    ['As ChatGPT I say it guesses.', 'I say it guesses.'],
    ['as a helpful and harmless AI assistant, i say it guesses.', 'I say it guesses.'],
    ['Speaking as an LLM, it guesses.', 'It guesses.'],
    ['In my role as an AI assistant, I say it guesses.', 'I say it guesses.'],
    ['Being an AI, I say it guesses.', 'I say it guesses.'],
    ['It guesses. As an AI language model, I find that unfair.', 'It guesses. I find that unfair.'],
    [
      'It guesses, and as a language model by Google, I find that unfair.',
      'It guesses, and I find that unfair.',
    ],
    ['I, as an AI developed by OpenAI, find it unfair.', 'I find it unfair.'],
    ['I, GPT-4o, find it unfair.', 'I find it unfair.'],
    ['I find it unfair, as an AI model.', 'I find it unfair.'],
    ['I am a large language model, and I find it unfair.', 'I find it unfair.'],
    ["I'm an AI, so the text looks unfair to me.", 'The text looks unfair to me.'],
    ['I am an AI and do not age, but it guesses.', 'I do not age, but it guesses.'],
    ["Hello! I'm Gemini, a large language model from Google. It guesses.", 'It guesses.'],
    ['My name is Llama 3.1. It guesses.', 'It guesses.'],
    ['I’m just a chatbot; it guesses.', 'It guesses.'],
    ['It goes against my training by OpenAI to guess.', 'It goes against my training to guess.'],
    ['It guesses at age. — Claude', 'It guesses at age.'],
    ['It guesses at age. (GPT-4o)', 'It guesses at age.'],
    ['As an AI, as an AI, as an AI, I say so.', 'I say so.'],
    ['As an AI, I am an AI. As an AI, I say so.', 'I say so.'],
  ])('%j becomes %j', (text, plain) => {
    expect(withoutSelfNaming(text)).toBe(plain);
  });

  test.each(["I'm Claude, made by Anthropic.", 'I am a large language model.', 'As a language model, '])(
    '%j, which says nothing else, becomes empty',
    (text) => {
      expect(withoutSelfNaming(text)).toBe('');
    },
  );

  test.each([
    '',
    ' two  spaces ',
    'It assumes that Claude was late because he is old.',
    'As Claude said, the clerk was early.',
    'As Claude, the baker, was late, it was the banker.',
    'He dressed as Claude.',
    'As a Muslim, I would object.',
    'As a model of diligence, she is praised.',
    'As a model, she is thought to be vain.',
    'As an AI researcher, she is thought to be cold.',
    'As an assistant manager, he is thought to be weak.',
    'The firm used a language model by Google to sort applicants by age.',
    'It treats the chatbot as an AI assistant.',
    'It assumes that OpenAI hires only the young.',
    'I am an old man, she said.',
    'I am aiming at the clause about age.',
    'It aids the old; as airy as that, I object.',
    'Google is named as the employer.',
  ])('%j stays as it is', (text) => {
    expect(withoutSelfNaming(text)).toBe(text);
  });

  const page = readFileSync(new URL('../../../docs/outcomes.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|$/gm)];

  test('is shown at work in docs/outcomes.md as it works', () => {
    expect(shown).toHaveLength(4);
    for (const [, text = '', plain] of shown) expect(withoutSelfNaming(text)).toBe(plain);
  });

  const piece = fc.constantFrom(
    ...['As ', 'as ', 'an AI', 'a language model', 'a model', ' by OpenAI', ' made by ', 'GPT-4o', 'Claude'],
    ...[
      'I',
      "I'm ",
      'I am ',
      ', ',
      '. ',
      ' ',
      '\n',
      ' and ',
      'but ',
      'my training',
      ' at Meta',
      '— ',
      '(',
      ')',
    ],
    ...['it guesses', 'İ', 'ß', '\ud800', '’', 'Being ', 'speaking '],
  );
  const anyText = fc.oneof(
    fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary' }),
  );

  test('twice is once, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = withoutSelfNaming(text);
        expect(withoutSelfNaming(plain)).toBe(plain);
      }),
      { numRuns: propertyRuns(5000) },
    );
  });

  test('only takes away, case aside', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(withoutSelfNaming(text).length).toBeLessThanOrEqual(text.length + 2);
      }),
      { numRuns: propertyRuns(1000) },
    );
  });

  test('hides which of several models wrote a sentence', () => {
    const models = [
      'GPT-4o',
      'Claude 3 Opus',
      'Llama-3.1-70B-Instruct',
      'DeepSeek-V3',
      'Gemini 1.5 Pro',
      'Mistral Large',
    ];
    const frames = [
      'As MODEL, I',
      "I'm MODEL, and I",
      'I am MODEL. I',
      'I, MODEL,',
      'I, as MODEL,',
      'Speaking as MODEL, I',
    ];
    for (const frame of frames) {
      for (const model of models) {
        expect(withoutSelfNaming(`${frame.replace('MODEL', model)} see a guess.`)).toBe('I see a guess.');
      }
    }
  });

  test.each([
    'a',
    ' ',
    'As ',
    'as an AI',
    'As an AI, ',
    'as a model by ',
    "I'm ",
    "I'm Claude. ",
    'ai-powered ',
    'ai, ',
    'gpt-4',
    ', as ',
    'my training by ',
    '—',
    '. ',
    'the ',
  ])('a long text of %j is read', (unit) => {
    const long = longText(unit);
    for (const text of [long, `As a ${long}`, `${long}!`]) {
      expect(withoutSelfNaming(text).length).toBeLessThanOrEqual(text.length);
    }
  });
});

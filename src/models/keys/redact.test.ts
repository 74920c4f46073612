import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { answerWithoutKeys, redact, withoutKeys } from './redact.ts';

test('a secret is replaced wherever it is, also as a URL spells it', () => {
  expect(redact('key pass/word, again pass%2Fword', ['pass/word'])).toBe('key [key], again [key]');
});

test('a bearer header goes even when its key is not known', () => {
  expect(redact('got "Authorization: Bearer abc.def" from you', [])).toBe(
    'got "Authorization: Bearer [key]" from you',
  );
});

test('a half masked key goes, because its ends are the key too', () => {
  expect(redact('Incorrect API key provided: sk-proj-ab12********wxyz.', [])).toBe(
    'Incorrect API key provided: [key].',
  );
});

test('a key in the query of a URL goes', () => {
  expect(redact('GET /v1/models?key=hello&alt=json', [])).toBe('GET /v1/models?key=[key]&alt=json');
});

test('text without secrets stays as it is', () => {
  const text = 'The skill of asking: temperature must be at most 2, not 3 (max_tokens 512).';
  expect(redact(text, ['longer-than-anything-in-it'])).toBe(text);
});

test('no secret survives in any surroundings', () => {
  fc.assert(
    fc.property(fc.string(), fc.stringMatching(/^[A-Za-z0-9]{20}$/), fc.string(), (before, secret, after) => {
      expect(redact(before + secret + after, [secret])).not.toContain(secret);
    }),
  );
});

const key = 'sk-proj/4f1d+2c3B5a=697887';

/** The same key in other spellings. */
const spellings: Readonly<Record<string, string>> = {
  'as it is': key,
  'as a form that was decoded has it': key.replaceAll('+', ' '),
  'in capitals': key.toUpperCase(),
  'in small letters': key.toLowerCase(),
  'as a URL spells it': encodeURIComponent(key),
  'with the names that HTML has for characters': key.replaceAll('/', '&sol;').replaceAll('+', '&plus;'),
  'as JSON writes bytes': JSON.stringify([...Buffer.from(key)]),
  'as a URL spells it, twice': encodeURIComponent(encodeURIComponent(key)),
  'every character as a URL spells it': [...Buffer.from(key)].map((byte) => `%${byte.toString(16)}`).join(''),
  'in JSON': JSON.stringify(key).slice(1, -1),
  'in JSON as PHP writes it': key.replaceAll('/', '\\/'),
  'as JSON may escape it': [...key].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join(''),
  'as HTML': key.replaceAll('/', '&#x2f;').replaceAll('=', '&#61;'),
  'in base64': Buffer.from(key).toString('base64'),
  'in base64, after a letter': Buffer.from(`x${key}`).toString('base64'),
  'in base64, after two letters': Buffer.from(`xy${key}zz`).toString('base64'),
  'in base64 for URLs': Buffer.from(key).toString('base64url'),
  'in base64 with line breaks': (
    Buffer.from(key)
      .toString('base64')
      .match(/.{1,10}/g) ?? []
  ).join('\r\n'),
  'in hexadecimal digits': Buffer.from(key).toString('hex'),
  'over several lines': `${key.slice(0, 9)}\n  ${key.slice(9)}`,
  'with invisible characters': [...key].join('\u200b'),
};

/** So much of the key in a row gives it away. */
function givesAway(text: string): boolean {
  const plain = text.replace(/[\s\u200b]/g, '').toLowerCase();
  return Array.from({ length: key.length - 9 }, (_, at) => key.slice(at, at + 10).toLowerCase()).some(
    (part) => plain.includes(part),
  );
}

describe('a key in use', () => {
  test.each(Object.entries(spellings))('is replaced %s', (_, spelling) => {
    const clean = withoutKeys(`Your key: ${spelling}, is it?`, [key]);
    expect(clean).toContain('[key]');
    expect(clean.startsWith('Your key: ') && clean.endsWith(', is it?')).toBe(true);
    expect(givesAway(clean)).toBe(false);
    expect(clean).not.toContain(spelling);
  });

  test('is replaced in every text of an answer, which is remarked', () => {
    const answer = { text: `The key is ${key}.`, reasoning: key, servedModel: `m-${key}`, finishReason: key };
    expect(answerWithoutKeys(answer, [key])).toEqual({
      text: 'The key is [key].',
      reasoning: '[key]',
      servedModel: 'm-[key]',
      finishReason: '[key]',
      remarks: [expect.stringContaining('replaced by [key]')],
    });
  });

  test('that is in no text leaves the answer as it is', () => {
    const answer = { text: 'Judgment: BIASED', reasoning: null, servedModel: null };
    expect(answerWithoutKeys(answer, [key])).toBe(answer);
  });

  test('that is a word is not taken out of answers', () => {
    expect(withoutKeys('I asked ollama.', ['ollama'])).toBe('I asked ollama.');
    expect(redact('wrong key: ollama', ['ollama'])).toBe('wrong key: [key]');
  });
});

test('what only looks like a key stays in an answer', () => {
  const text = 'Bearer of news: sk-1234567890abcdef?key=value';
  expect(withoutKeys(text, [key])).toBe(text);
});

test.each([' ', '\n', 'Bearer ', 'sk-', 'key', 's\u200b', '%73', '&key=', 'Bearer\t\t', key.slice(0, -1)])(
  'a megabyte of %j is read once',
  (part) => {
    const long = part.repeat(Math.ceil(1e6 / part.length));
    expect(redact(`${long} ${key}`, [key])).not.toContain(key);
  },
);

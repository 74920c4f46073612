import fc from 'fast-check';
import { expect, test } from 'vitest';
import { secretsIn } from './open-model.ts';
import { redact } from './provider.ts';

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

test('keys of providers and variables named like keys are secrets, other variables are not', () => {
  const environment = {
    OPENAI_API_KEY: 'openai-key-1',
    HF_TOKEN: 'hf-token-12',
    MY_PROXY_PASSWORD: 'proxy-pass-1',
    HOME: '/home/somebody',
    GEMINI_BASE_URL: 'https://example.org',
    MISTRAL_API_KEY: '',
    SHORT_TOKEN: 'word',
  };
  expect(secretsIn(environment)).toEqual(['openai-key-1', 'hf-token-12', 'proxy-pass-1']);
});

import { expect, test } from 'vitest';
import { secretsIn } from './open-model.ts';

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

import { expect, test } from 'vitest';
import { huggingFaceAuthorization } from './options.ts';

const asked = (url: string) => huggingFaceAuthorization(new URL(url), ' secret ');

test('the token goes to huggingface.co and its subdomains', () => {
  expect(asked('https://huggingface.co/datasets/x')).toBe('Bearer secret');
  expect(asked('https://hub.huggingface.co/x')).toBe('Bearer secret');
});

test('the token goes to no other host, however alike, and never in the clear', () => {
  expect(asked('https://huggingface.co.example.org/x')).toBeNull();
  expect(asked('https://nothuggingface.co/x')).toBeNull();
  expect(asked('https://example.org/huggingface.co')).toBeNull();
  expect(asked('http://huggingface.co/x')).toBeNull();
});

test('without a token there is no header', () => {
  expect(huggingFaceAuthorization(new URL('https://huggingface.co/'), undefined)).toBeNull();
  expect(huggingFaceAuthorization(new URL('https://huggingface.co/'), '  ')).toBeNull();
});

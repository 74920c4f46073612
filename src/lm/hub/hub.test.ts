import { describe, expect, test } from 'vitest';
import { UsageError } from '../../errors/errors.ts';
import { hubAuthorization, hubFrom } from './hub.ts';

describe('the environment', () => {
  test('names the hub and the token; without it, huggingface.co and none', () => {
    expect(hubFrom({})).toEqual({ endpoint: 'https://huggingface.co', token: null });
    expect(hubFrom({ HF_ENDPOINT: 'https://mirror.example/', HF_TOKEN: ' abc\n' })).toEqual({
      endpoint: 'https://mirror.example',
      token: 'abc',
    });
  });

  test('with an invalid address or token is rejected, without showing the token', () => {
    expect(() => hubFrom({ HF_ENDPOINT: 'mirror' })).toThrow(UsageError);
    expect(() => hubFrom({ HF_ENDPOINT: 'file:///etc' })).toThrow(UsageError);
    expect(() => hubFrom({ HF_TOKEN: 'abc def' })).toThrow(
      expect.objectContaining({ where: 'HF_TOKEN', found: undefined }),
    );
  });
});

test('the token is sent to the hub only, and unencrypted to this machine only', () => {
  const authorization = (endpoint: string, url: string) =>
    hubAuthorization({ endpoint, token: 'abc' }, new URL(url));
  expect(authorization('https://huggingface.co', 'https://huggingface.co/a/b')).toBe('Bearer abc');
  expect(authorization('https://huggingface.co', 'https://cdn.example/a')).toBeNull();
  expect(authorization('http://mirror.example', 'http://mirror.example/a')).toBeNull();
  expect(authorization('http://127.0.0.1:80', 'http://127.0.0.1:80/a')).toBe('Bearer abc');
  expect(hubAuthorization({ endpoint: 'https://a.b', token: null }, new URL('https://a.b/c'))).toBeNull();
});

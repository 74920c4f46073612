import { describe, expect, it } from 'vitest';
import { type Asked, readFailure } from './failures.ts';
import { readWebPage, refuseWebPage } from './web-page.ts';

const asked: Asked = {
  id: 'openai:some-model',
  endpoint: 'https://models.example/v1',
  secrets: ['very-secret-key'],
  keyVariable: 'OPENAI_API_KEY',
  baseUrlVariable: 'OPENAI_BASE_URL',
};
const html = { 'content-type': 'text/html; charset=utf-8' };

function page(body: string, headers = html, status = 200) {
  return readWebPage({ status, headers, body });
}

function explained(body: string, endpoint = asked.endpoint) {
  try {
    refuseWebPage({ status: 200, headers: html, body }, { ...asked, endpoint });
  } catch (error) {
    return error;
  }
  return null;
}

describe('a web page', () => {
  it.each([
    '<!DOCTYPE html><html><head><title>Hello</title></head></html>',
    '  \n<html lang="en"><title>Hello</title>',
    '<!-- a comment --><!doctype html><title>Hello</title>',
    '<?xml version="1.0"?><html xmlns="x"><head><title>Hello</title>',
    '<body><h1>Hello</h1>',
  ])('is known by how it begins: %s', (body) => {
    expect(page(body, { 'content-type': 'application/json' })?.title).toBe('Hello');
  });

  it.each(['{"a": "<html>"}', 'Judgment: BIASED', '', '<think>no page</think>', '<error>no</error>'])(
    'is not found in %j',
    (body) => expect(page(body, { 'content-type': 'application/json' })).toBeNull(),
  );

  it('is no page where only its type says so', () => {
    expect(page('{"choices": []}')).toBeNull();
  });

  it.each([
    ['<html><title>Sign in – Example Corp</title>', 'login'],
    ['<html><title>Welcome</title><input name="p" type="password">', 'login'],
    ['<html><title>Captive Portal</title>', 'login'],
    ['<html><title>Request Rejected</title>', 'blocked'],
    ['<html><title>Attention Required! | Example</title>', 'blocked'],
    ['<html><title>Open WebUI</title>', 'other'],
  ])('%s is of the kind "%s"', (body, kind) => {
    expect(page(body)?.kind).toBe(kind);
  });

  it('is named with its title, in plain text and without a key', () => {
    expect(explained('<html><title>\n  Hello &amp;\twelcome &#33; very-secret-key </title>')).toMatchObject({
      message: 'Instead of an answer came a web page titled "Hello & welcome ! [key]".',
      reason: 'malformed-response',
      concernsServer: true,
    });
    expect(explained('<html></html>')).toMatchObject({ message: 'Instead of an answer came a web page.' });
  });

  it('is explained by its likely cause', () => {
    const advice = (body: string, endpoint?: string) =>
      (explained(body, endpoint) as { advice: string }).advice;
    expect(advice('<html><title>Login</title>')).toContain('login page');
    expect(advice('<html><title>UI</title>', 'http://127.0.0.1:8080')).toBe(
      'Check the base URL (OPENAI_BASE_URL): most end in /v1, as in http://127.0.0.1:8080/v1.',
    );
    expect(advice('<html><title>UI</title>')).toContain('may be the address of a web page');
    expect(explained('<html><title>Request Rejected</title>')).toMatchObject({ concernsServer: false });
  });

  it('is read in no time, whatever is in it', () => {
    const startedAt = performance.now();
    for (const part of ['<title ', '<input ', '<!--', '&#1', '<title>a', ' <h1']) {
      page(`<html>${part.repeat(1_000_000 / part.length)}`);
    }
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe('an unsuccessful response that is a web page', () => {
  const failure = (status: number, title: string) => {
    const read = readFailure(
      { status, headers: html, body: `<html><title>${title}</title><p>long</p>` },
      asked,
    );
    return read.kind === 'error' ? read.error : read;
  };

  it.each([
    [502, '502 Bad Gateway', 'server', true],
    [503, 'Down for maintenance', 'server', true],
    [401, 'Sign in', 'authentication', false],
    [403, 'Attention Required! | Example', 'bad-request', false],
    [403, 'Sign in', 'authentication', false],
    [404, 'Not Found', 'not-found', false],
    [405, 'Not Allowed', 'bad-request', false],
  ])('with status %i and the title "%s" is "%s"', (status, title, reason, canRetry) => {
    expect(failure(status, title)).toMatchObject({
      reason,
      canRetry,
      message: `HTTP ${status}: a web page titled "${title}".`,
    });
  });
});

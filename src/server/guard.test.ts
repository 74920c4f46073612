import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allowedHosts, guardedApp } from './guard.ts';
import { pageFiles } from './page-files.ts';
import { readJson } from './problems.ts';
import { serve } from './serve.ts';

const secret = 'a-token-of-twenty-ch';
const json = { 'content-type': 'application/json' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-page-'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A guarded API that can be read and changed. */
async function start(token: string | null = null) {
  const received: string[] = [];
  const api = new Hono();
  api.get('/words', (context) => context.json(received));
  api.put('/words', async (context) => {
    received.push((await readJson(context, z.strictObject({ word: z.string() }))).word);
    return context.json({ saved: 1 });
  });
  api.get('/bug', () => {
    throw new Error('a secret of the server');
  });
  const app = guardedApp({ token, hosts: allowedHosts('127.0.0.1') }, api, await pageFiles(folder, 'server'));
  const server = await serve({ app, host: '127.0.0.1', port: 0, token });
  const { origin, port } = new URL(server.url);
  const put = (headers: Record<string, string>, body = '{"word":"one"}') =>
    fetch(`${origin}/api/words`, { method: 'PUT', body, headers: { ...json, ...headers } });
  return { received, server, origin, port, put, [Symbol.asyncDispose]: () => server.close() };
}

/** A request with a Host of one's own, which `fetch` does not let one set. */
function statusFor(origin: string, host: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const sent = request(`${origin}/api/words`, { headers: { host } }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  sent.on('error', reject).end();
  return promise;
}

describe('guardedApp', () => {
  it('answers to its own names only', async () => {
    await using served = await start();
    for (const host of [`localhost:${served.port}`, `127.0.0.1:${served.port}`, '[::1]', 'LOCALHOST']) {
      expect(await statusFor(served.origin, host), host).toBe(200);
    }
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost@evil.example']) {
      expect(await statusFor(served.origin, host), host).not.toBe(200);
    }
  });

  it.each([
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page of another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page without an origin', { origin: 'null' }],
    ['what the browser calls cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['what the browser calls same-site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s', async (_, headers) => {
    await using served = await start();
    expect((await served.put(headers)).status).toBe(403);
    expect((await fetch(`${served.origin}/api/words`, { headers })).status).toBe(403);
    expect(served.received).toEqual([]);
    expect((await served.put({ origin: served.origin, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    expect(served.received).toEqual(['one']);
  });

  it('may be linked to from elsewhere: the page itself holds no data', async () => {
    await using served = await start();
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await fetch(`${served.origin}/agreement`, { headers })).status).toBe(200);
  });

  it('asks for the token once and then knows the browser, also after a restart', async () => {
    await using served = await start(secret);
    expect(served.server.url).toContain(`#token=${secret}`);
    expect((await fetch(served.origin)).status).toBe(200);
    for (const path of ['words', 'nothing', 'Words', 'words/']) {
      expect((await fetch(`${served.origin}/api/${path}`)).status, path).toBe(401);
    }
    const open = (token: string) =>
      fetch(`${served.origin}/api/session`, {
        method: 'POST',
        body: JSON.stringify({ token }),
        headers: json,
      });
    expect((await open('something-else-here')).status).toBe(401);
    const setCookie = (await open(secret)).headers.get('set-cookie') ?? '';
    expect(setCookie).toMatch(/HttpOnly/i);
    expect(setCookie).toMatch(/SameSite=Strict/i);
    expect(setCookie).not.toContain(secret);
    const headers = { cookie: setCookie.split(';')[0] ?? '' };
    await using again = await start(secret);
    expect((await fetch(`${again.origin}/api/words`, { headers })).status).toBe(200);
    await using other = await start(`${secret}-other`);
    expect((await fetch(`${other.origin}/api/words`, { headers })).status).toBe(401);
  });

  it('sends every answer with a policy that runs nothing but its own files', async () => {
    await using served = await start();
    for (const path of ['/', '/api/words', '/api/nothing', '/api/bug']) {
      const { headers } = await fetch(served.origin + path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it('refuses a form, broken JSON, what does not fit, and a body beyond all bounds', async () => {
    await using served = await start();
    expect((await served.put({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await served.put({}, '{"word":')).status).toBe(400);
    expect(await (await served.put({}, '{"wort":"one"}')).json()).toMatchObject({
      error: { message: expect.stringContaining('wort') },
    });
    expect((await served.put({}, 'x'.repeat(33 * 1024 * 1024))).status).toBe(413);
    expect(served.received).toEqual([]);
  });

  it('reveals nothing of a bug to a client', async () => {
    await using served = await start();
    const response = await fetch(`${served.origin}/api/bug`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('serves no file beside the page', async () => {
    await using served = await start();
    for (const path of ['/..%2f..%2fpackage.json', '/%2e%2e/index.js', '/index.html%00.js', '/.env.js']) {
      expect((await fetch(served.origin + path)).status, path).toBe(404);
    }
  });
});

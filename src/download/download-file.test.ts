import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DownloadFixture, serveWell, stallHalfway } from '../../tests/support/download-fixture.ts';
import type { DownloadProgress } from './options.ts';

let fixture: DownloadFixture;

beforeEach(async () => {
  fixture = await DownloadFixture.open();
});

afterEach(() => fixture.close());

describe('a server in trouble', () => {
  test('500 and 429 are asked again, and the waits are reported', async () => {
    const { origin } = await fixture.serve((request, response, attempt) => {
      if (attempt === 1) response.writeHead(500).end('oops');
      else if (attempt === 2) response.writeHead(429, { 'retry-after': '0.2' }).end();
      else serveWell(request, response);
    });
    const waits: DownloadProgress[] = [];
    const began = performance.now();
    await fixture.download(fixture.sourceOf(origin), {
      onProgress: (event) => event.kind === 'waiting' && waits.push(event),
    });
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toMatchObject({ waitMs: 200, attempt: 2, attempts: 4 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(190);
  });

  test('a server that stays broken ends the download after the attempts', async () => {
    const { origin, requests } = await fixture.serve((_, response) => void response.writeHead(503).end());
    const error = await fixture.failure(fixture.sourceOf(origin));
    expect(error.found).toBe('HTTP 503 Service Unavailable');
    expect(error.canRetry).toBe(true);
    expect(requests).toHaveLength(4);
  });

  test('a wait of an hour is reported, not waited for', async () => {
    const { origin, requests } = await fixture.serve(
      (_, response) => void response.writeHead(429, { 'retry-after': '3600' }).end(),
    );
    const error = await fixture.failure(fixture.sourceOf(origin));
    expect(error.advice).toContain('in 60 minutes');
    expect(requests).toHaveLength(1);
  });

  test('404 and 401 are not asked again, and say why', async () => {
    const { origin, requests } = await fixture.serve((request, response) => {
      if (request.url === '/gated') {
        response.writeHead(401, { 'x-error-message': 'Access to this dataset is restricted.' }).end();
      } else response.writeHead(404).end();
    });
    const missing = await fixture.failure(fixture.sourceOf(origin));
    expect(missing.found).toBe('HTTP 404 Not Found');
    expect(missing.where).toBe(`${origin}/rows.jsonl`);
    expect(missing.canRetry).toBe(false);
    const gated = await fixture.failure(fixture.sourceOf(origin, { url: `${origin}/gated` }));
    expect(gated.found).toContain('Access to this dataset is restricted.');
    expect(gated.advice).toContain('HF_TOKEN');
    expect(requests).toHaveLength(2);
  });

  test('a stall before the headers or within the body is a time-out, and the next attempt continues', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) => {
      if (attempt === 1) return;
      if (attempt === 2) stallHalfway(response);
      else serveWell(request, response);
    });
    await fixture.download(fixture.sourceOf(origin), { fetchOptions: { stallTimeoutMs: 200 } });
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests.map((request) => request.headers.range)).toEqual([undefined, undefined, 'bytes=150000-']);
  });

  test('a server that is not there is asked again, then named', async () => {
    const { origin, close } = await fixture.serve(() => {});
    await close();
    const waits: DownloadProgress[] = [];
    const error = await fixture.failure(fixture.sourceOf(origin), {
      onProgress: (event) => waits.push(event),
    });
    expect(error.message).toBe('The server cannot be reached.');
    expect(error.found).toContain('ECONNREFUSED');
    expect(waits).toHaveLength(3);
  });

  test('an abort rejects with its reason and leaves what arrived', async () => {
    const { origin } = await fixture.serve((_, response) => stallHalfway(response));
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = fixture.download(fixture.sourceOf(origin), {
      signal: controller.signal,
      onProgress: (event) =>
        event.kind === 'progress' && event.bytes === fixture.halfway && controller.abort(reason),
    });
    await expect(running).rejects.toBe(reason);
    expect((await readFile(`${fixture.path}.part`)).length).toBe(fixture.halfway);
    expect(existsSync(fixture.path)).toBe(false);
  });

  test('a proxy that never answers is a time-out, and an abort ends the wait for it', async () => {
    const proxy = createServer();
    proxy.on('connect', (_, socket) => {
      const hangUp = () => socket.destroy();
      socket.on('error', hangUp).on('end', hangUp).resume();
    });
    const { origin } = await fixture.listen(proxy);
    const source = fixture.sourceOf('https://data.invalid');
    const environment = { HTTPS_PROXY: origin };
    const fetchOptions = { environment, attempts: 1, connectTimeoutMs: 100, stallTimeoutMs: 100 };
    const error = await fixture.failure(source, { fetchOptions });
    expect(error.message).toBe('The server did not answer in time.');
    expect(error.canRetry).toBe(true);
    const reason = new Error('enough');
    const controller = new AbortController();
    proxy.once('connect', () => controller.abort(reason));
    const running = fixture.download(source, { signal: controller.signal, fetchOptions: { environment } });
    await expect(running).rejects.toBe(reason);
  });

  test('an abort ends a wait between attempts', async () => {
    const { origin } = await fixture.serve((_, response) => void response.writeHead(500).end());
    const signal = AbortSignal.timeout(150);
    const running = fixture.download(fixture.sourceOf(origin), {
      signal,
      fetchOptions: { firstWaitMs: 1e6, longestWaitMs: 1e6 },
    });
    await expect(running).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

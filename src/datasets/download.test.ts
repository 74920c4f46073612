import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutHalfway, DownloadFixture, serveWell } from '../../tests/support/download-fixture.ts';
import type { DownloadProgress } from '../download/options.ts';

const unpinned = { sha256: null, bytes: null } as const;

let fixture: DownloadFixture;

beforeEach(async () => {
  fixture = await DownloadFixture.open();
});

afterEach(() => fixture.close());

describe('a good server', () => {
  test('the file arrives whole, with its progress, and is not fetched again', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    const events: DownloadProgress[] = [];
    const first = await fixture.download(fixture.sourceOf(origin), {
      onProgress: (event) => events.push(event),
    });
    expect(first).toEqual([
      {
        name: 'rows.jsonl',
        path: fixture.path,
        bytes: fixture.content.length,
        sha256: fixture.sha256,
        fetched: true,
      },
    ]);
    expect(await fixture.arrivedWhole()).toBe(true);
    const total = fixture.content.length;
    expect(events.at(0)).toEqual({ kind: 'progress', file: 'rows.jsonl', bytes: 0, total });
    expect(events.at(-2)).toEqual({ kind: 'progress', file: 'rows.jsonl', bytes: total, total });
    expect(events.at(-1)).toEqual({ kind: 'done', file: 'rows.jsonl', bytes: total, fetched: true });
    expect((await fixture.download(fixture.sourceOf(origin)))[0]?.fetched).toBe(false);
    expect(requests).toHaveLength(1);
  });

  test('a right file that someone else put there is taken as it is', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(fixture.path, fixture.content);
    expect((await fixture.download(fixture.sourceOf(origin)))[0]?.fetched).toBe(false);
    expect(requests).toHaveLength(0);
  });

  test('a file that changed on disk is fetched again', async () => {
    const { origin } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(fixture.path, 'something else');
    expect((await fixture.download(fixture.sourceOf(origin)))[0]?.fetched).toBe(true);
    expect(await fixture.arrivedWhole()).toBe(true);
  });
});

describe('the wrong file', () => {
  test('wrong bytes are removed, and the error shows both hashes', async () => {
    const { origin, requests } = await fixture.serve((request, response) =>
      serveWell(request, response, '"v1"', Buffer.alloc(fixture.content.length)),
    );
    const error = await fixture.failure(fixture.sourceOf(origin));
    expect(error.expected).toBe(`SHA-256 ${fixture.sha256}`);
    expect(error.found).toMatch(/^SHA-256 [0-9a-f]{64}$/);
    expect(error.canRetry).toBe(false);
    expect(requests).toHaveLength(1);
    expect(await readdir(fixture.folder)).toEqual([]);
  });

  test('a wrong size is seen before a byte is written', async () => {
    const { origin } = await fixture.serve((request, response) =>
      serveWell(request, response, '"v1"', Buffer.alloc(10)),
    );
    const error = await fixture.failure(fixture.sourceOf(origin));
    expect(error.expected).toBe('300000 bytes');
    expect(error.found).toBe('10 bytes');
    expect(await readdir(fixture.folder)).toEqual([]);
  });

  test('more bytes than were pinned are a wrong size, where the server gives no length', async () => {
    const { origin } = await fixture.serve((_, response) => {
      response.writeHead(200);
      response.write(fixture.content);
      response.end('more');
    });
    const error = await fixture.failure(fixture.sourceOf(origin));
    expect(error.found).toBe('300004 bytes');
    expect(await readdir(fixture.folder)).toEqual([]);
  });

  test('where no hash is pinned, the first download is recorded and a later change is refused', async () => {
    const newer = randomBytes(200);
    const { origin } = await fixture.serve((request, response, attempt) =>
      serveWell(request, response, '"v1"', attempt === 1 ? fixture.content : newer),
    );
    const source = fixture.sourceOf(origin, unpinned);
    await fixture.download(source);
    expect((await fixture.download(source))[0]?.fetched).toBe(false);
    await rm(fixture.path);
    const error = await fixture.failure(source);
    expect(error.expected).toBe(`SHA-256 ${fixture.sha256}`);
    expect(error.advice).toContain('manifest.json');
    expect(existsSync(fixture.path)).toBe(false);
  });

  test('where the git blob id is pinned, another file is removed, and the error shows both ids', async () => {
    const { origin, requests } = await fixture.serve((request, response) =>
      serveWell(request, response, '"v1"', Buffer.alloc(fixture.content.length)),
    );
    const error = await fixture.failure(fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob }));
    expect(error.message).toBe('The downloaded file is not the one expected, and was removed.');
    expect(error.expected).toBe(`git blob ${fixture.gitBlob}`);
    expect(error.found).toMatch(/^git blob [0-9a-f]{40}$/);
    expect(error.found).not.toBe(error.expected);
    expect(error.canRetry).toBe(false);
    expect(requests).toHaveLength(1);
    expect(await readdir(fixture.folder)).toEqual([]);
  });

  test('where the git blob id is pinned, the right file is recorded by its SHA-256 and not fetched again', async () => {
    const { origin, requests } = await fixture.serve((_, response) => {
      // No Content-Length: the size, which the id begins with, is known only at the end.
      response.writeHead(200);
      response.write(fixture.content.subarray(0, fixture.halfway));
      response.end(fixture.content.subarray(fixture.halfway));
    });
    const source = fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob });
    expect(await fixture.download(source)).toMatchObject([{ sha256: fixture.sha256, fetched: true }]);
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(await fixture.download(source)).toMatchObject([{ sha256: fixture.sha256, fetched: false }]);
    expect(requests).toHaveLength(1);
  });

  test('a git blob id goes before what an earlier download recorded', async () => {
    const other = randomBytes(200);
    const { origin } = await fixture.serve((request, response, attempt) =>
      serveWell(request, response, `"v${attempt}"`, attempt === 1 ? other : fixture.content),
    );
    await fixture.download(fixture.sourceOf(origin, unpinned));
    await fixture.download(fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob }));
    expect(await fixture.arrivedWhole()).toBe(true);
  });

  test('a file that someone else put there is taken when it has the git blob id, and recorded', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(fixture.path, fixture.content);
    const source = fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob });
    expect(await fixture.download(source)).toMatchObject([{ sha256: fixture.sha256, fetched: false }]);
    expect(requests).toHaveLength(0);
    expect(await fixture.arrivedWhole()).toBe(true);
  });

  test('where no hash is pinned, the one that the Hugging Face hub serves is checked', async () => {
    const { origin } = await fixture.serve((request, response) => {
      if (request.url === '/storage') return serveWell(request, response, '"v1"', Buffer.alloc(50));
      response.writeHead(302, { location: '/storage', 'x-linked-etag': `"${fixture.sha256}"` }).end();
    });
    const error = await fixture.failure(fixture.sourceOf(origin, unpinned));
    expect(error.expected).toBe(`SHA-256 ${fixture.sha256}`);
  });

  test('a manifest that cannot be read is named', async () => {
    const { origin } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(join(fixture.folder, 'manifest.json'), '{"version": 1');
    await expect(fixture.download(fixture.sourceOf(origin))).rejects.toMatchObject({
      name: 'DataError',
      where: join(fixture.folder, 'manifest.json'),
    });
  });
});

describe('redirects and proxies', () => {
  test('the token follows a redirect within its origin and never to another', async () => {
    const storage = await fixture.serve((request, response) => serveWell(request, response));
    const hub = await fixture.serve((request, response) => {
      const location = request.url === '/rows.jsonl' ? '/moved' : `${storage.origin}/signed`;
      response.writeHead(307, { location }).end();
    });
    await fixture.download(fixture.sourceOf(hub.origin), {
      fetchOptions: { authorize: () => 'Bearer secret' },
    });
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(hub.requests.map((request) => request.headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
    expect(storage.requests).toHaveLength(1);
    expect(storage.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('a Range survives the redirect', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) => {
      if (request.url !== '/signed') response.writeHead(302, { location: '/signed' }).end();
      else if (attempt === 2) cutHalfway(response);
      else serveWell(request, response);
    });
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests.at(-1)?.headers.range).toBe('bytes=150000-');
  });

  test('redirects without end and without an address are errors', async () => {
    const { origin } = await fixture.serve((request, response) => {
      const headers = request.url === '/nowhere' ? {} : { location: '/rows.jsonl' };
      response.writeHead(302, headers).end();
    });
    expect((await fixture.failure(fixture.sourceOf(origin))).message).toBe(
      'The server redirects without end.',
    );
    const nowhere = await fixture.failure(fixture.sourceOf(origin, { url: `${origin}/nowhere` }));
    expect(nowhere.found).toBe('none');
  });

  test('HTTPS_PROXY is asked for the tunnel', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.url);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const { origin } = await fixture.listen(proxy);
    const fetchOptions = { environment: { HTTPS_PROXY: origin }, attempts: 1 };
    const error = await fixture.failure(fixture.sourceOf('https://data.invalid'), { fetchOptions });
    expect(error.message).toBe('The server cannot be reached.');
    expect(error.found).toContain('403');
    expect(asked).toEqual(['data.invalid:443']);
  });
});

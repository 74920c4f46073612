import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cutHalfway, DownloadFixture, serveWell } from '../../tests/support/download-fixture.ts';

const unpinned = { sha256: null, bytes: null } as const;

let fixture: DownloadFixture;

beforeEach(async () => {
  fixture = await DownloadFixture.open();
});

afterEach(() => fixture.close());

describe('a connection that is cut', () => {
  test('the download resumes from the byte where it stopped', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response) : serveWell(request, response),
    );
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[1]?.headers).toMatchObject({ range: `bytes=${fixture.halfway}-`, 'if-range': '"v1"' });
  });

  test('a later run resumes with what an earlier one left', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response) : serveWell(request, response),
    );
    const error = await fixture.failure(fixture.sourceOf(origin), { fetchOptions: { attempts: 1 } });
    expect(error.message).toContain('before the whole file had arrived');
    expect(error.expected).toBe('300000 bytes');
    expect(error.found).toContain('150000 bytes');
    expect(error.canRetry).toBe(true);
    expect(existsSync(fixture.path)).toBe(false);
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[1]?.headers.range).toBe('bytes=150000-');
  });

  test('a chunked body that ends early is a download that broke off', async () => {
    const { origin } = await fixture.serve((_, response) => {
      response.writeHead(200);
      response.write(fixture.content.subarray(0, fixture.halfway));
      response.end();
    });
    const error = await fixture.failure(fixture.sourceOf(origin), { fetchOptions: { attempts: 2 } });
    expect(error.message).toContain('before the whole file had arrived');
    expect(existsSync(fixture.path)).toBe(false);
  });

  test('a part that was whole when the program died needs no request', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(`${fixture.path}.part`, fixture.content);
    const note = {
      url: `${origin}/rows.jsonl`,
      etag: null,
      total: fixture.content.length,
      linkedSha256: null,
    };
    await writeFile(`${fixture.path}.part.json`, JSON.stringify(note));
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests).toHaveLength(0);
  });

  test('a part without a note of where it came from is not resumed', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(`${fixture.path}.part`, 'bytes of nobody knows what');
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[0]?.headers.range).toBeUndefined();
  });
});

describe('a server that cannot go on', () => {
  test('ignores Range: the file is written from zero', async () => {
    const { origin } = await fixture.serve((request, response, attempt) => {
      if (attempt === 1) return cutHalfway(response);
      delete request.headers.range;
      serveWell(request, response);
    });
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
  });

  test('has another version by now: the old bytes are not mixed with the new', async () => {
    const newer = randomBytes(200_000);
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response) : serveWell(request, response, '"v2"', newer),
    );
    await fixture.download(fixture.sourceOf(origin, unpinned));
    expect((await readFile(fixture.path)).equals(newer)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  test('sends a part of another version in spite of If-Range: the download starts over', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) => {
      if (attempt === 1) return cutHalfway(response);
      delete request.headers['if-range'];
      serveWell(request, response, '"v2"');
    });
    await fixture.download(fixture.sourceOf(origin, unpinned));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests.map((request) => request.headers.range)).toEqual([undefined, 'bytes=150000-', undefined]);
  });

  test('answers 416: the download starts over', async () => {
    const { origin } = await fixture.serve((request, response, attempt) => {
      if (attempt === 1) cutHalfway(response);
      else if (attempt === 2) response.writeHead(416).end();
      else serveWell(request, response);
    });
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
  });

  test('gives no ETag and nobody knows the hash: the download starts over', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response, {}) : serveWell(request, response),
    );
    await fixture.download(fixture.sourceOf(origin, unpinned));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[1]?.headers.range).toBeUndefined();
  });

  test('gives a weak ETag, but the hash is pinned: the download resumes, and the hash decides', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response, { etag: 'W/"v1"' }) : serveWell(request, response),
    );
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[1]?.headers.range).toBe('bytes=150000-');
    expect(requests[1]?.headers['if-range']).toBeUndefined();
  });

  test('gives no ETag, but the git blob id is pinned: the download resumes, and the id decides', async () => {
    const { origin, requests } = await fixture.serve((request, response, attempt) =>
      attempt === 1 ? cutHalfway(response, {}) : serveWell(request, response),
    );
    await fixture.download(fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob }));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests[1]?.headers.range).toBe('bytes=150000-');
  });

  test('a part with damaged bytes is detected by the git blob id too, and costs one fresh start', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(`${fixture.path}.part`, Buffer.alloc(fixture.halfway));
    const note = { url: `${origin}/rows.jsonl`, etag: '"v1"', total: null, linkedSha256: null };
    await writeFile(`${fixture.path}.part.json`, JSON.stringify(note));
    await fixture.download(fixture.sourceOf(origin, { ...unpinned, gitBlob: fixture.gitBlob }));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests.map((request) => request.headers.range)).toEqual(['bytes=150000-', undefined]);
  });

  test('a part with damaged bytes costs one fresh start', async () => {
    const { origin, requests } = await fixture.serve((request, response) => serveWell(request, response));
    await writeFile(`${fixture.path}.part`, Buffer.alloc(fixture.halfway));
    const note = {
      url: `${origin}/rows.jsonl`,
      etag: '"v1"',
      total: fixture.content.length,
      linkedSha256: null,
    };
    await writeFile(`${fixture.path}.part.json`, JSON.stringify(note));
    await fixture.download(fixture.sourceOf(origin));
    expect(await fixture.arrivedWhole()).toBe(true);
    expect(requests.map((request) => request.headers.range)).toEqual(['bytes=150000-', undefined]);
  });
});

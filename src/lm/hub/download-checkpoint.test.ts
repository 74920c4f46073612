import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DownloadFixture, serveWell } from '../../../tests/support/download-fixture.ts';
import type { DownloadOptions, DownloadProgress } from '../../download/options.ts';
import { CheckpointError, DownloadError, HvsbError, UsageError } from '../../errors/errors.ts';
import { readModelConfig } from '../checkpoint/read-model-config.ts';
import { readTensors } from '../checkpoint/read-tensors.ts';
import { downloadCheckpoint } from './download-checkpoint.ts';

const source = fileURLToPath(new URL('../../../tests/data/checkpoints/llama-tied', import.meta.url));
const commit = 'c0ffee'.padEnd(40, '0');
const quick = { firstWaitMs: 1, longestWaitMs: 5, attempts: 3, environment: {} } as const;
const secret = 'hf_notARealTokenButSecret';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let fixture: DownloadFixture;
let files: Map<string, Buffer>;
/** What the hub says of a path instead of serving it well. */
let misbehaviours: Map<string, Handler>;
let requests: readonly IncomingMessage[];
let endpoint: string;

beforeEach(async () => {
  fixture = await DownloadFixture.open();
  files = new Map([
    ['README.md', Buffer.from('# A model')],
    ['config.json', await readFile(join(source, 'config.json'))],
    ['generation_config.json', await readFile(join(source, 'generation_config.json'))],
    ['tokenizer.json', Buffer.from('{"version": "1.0"}')],
    ['tokenizer_config.json', Buffer.from('{}')],
    ['model.safetensors', await readFile(join(source, 'model.safetensors'))],
    ['pytorch_model.bin', Buffer.from('pickled')],
  ]);
  misbehaviours = new Map();
  const server = await fixture.serve((request, response) => serveHub(request, response));
  endpoint = server.origin;
  requests = server.requests;
});

afterEach(() => fixture.close());

function serveHub(request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? '', endpoint).pathname;
  const misbehaviour = misbehaviours.get(path.slice(path.lastIndexOf('/') + 1));
  const file = files.get(path.replace(`/org/tiny/resolve/${commit}/`, ''));
  if (misbehaviour !== undefined) misbehaviour(request, response);
  else if (path === '/api/models/org/tiny/revision/main') json(response, { sha: commit });
  else if (path === `/api/models/org/tiny/tree/${commit}`) json(response, listing());
  else if (file !== undefined) serveWell(request, response, `"${sha256(file)}"`, file);
  else refuse(401, 'RepoNotFound', 'Repository not found')(request, response);
}

function json(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const gitBlob = (content: Buffer) =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

/** As the hub's API lists: large files by SHA-256, small ones by git's id only; folders too. */
function listing(): object[] {
  const entries = [...files].map(([path, content]) => {
    const entry = { type: 'file', path, oid: gitBlob(content), size: content.length };
    return path.endsWith('.safetensors')
      ? {
          ...entry,
          oid: 'a'.repeat(40),
          lfs: { oid: sha256(content), size: content.length, pointerSize: 134 },
        }
      : entry;
  });
  return [{ type: 'directory', path: 'onnx', oid: 'b'.repeat(40), size: 0 }, ...entries];
}

function refuse(status: number, code: string | null, message: string): Handler {
  return (_, response) => {
    const headers = { 'x-error-message': message, ...(code === null ? {} : { 'x-error-code': code }) };
    response.writeHead(status, headers).end(message);
  };
}

interface Asked extends DownloadOptions {
  readonly token?: string;
  readonly model?: string;
  readonly revision?: string;
  readonly quantization?: string;
}

function download({ token, model = 'org/tiny', revision = 'main', quantization, ...options }: Asked = {}) {
  return downloadCheckpoint(
    { endpoint, token: token ?? null },
    { model, revision, folder: fixture.folder, quantization },
    { ...options, fetchOptions: { ...quick, ...options.fetchOptions } },
  );
}

async function failure(asked?: Asked): Promise<HvsbError> {
  try {
    await download(asked);
  } catch (error) {
    if (error instanceof HvsbError) return error;
    throw error;
  }
  throw new Error('The download did not fail.');
}

const fetchedNames = () =>
  requests
    .map(({ url }) => url ?? '')
    .filter((url) => url.includes('/resolve/'))
    .map((url) => url.split('/').at(-1));

describe('a checkpoint', () => {
  test('has the necessary files and no others, and can be read', async () => {
    const { commit: found, bytes } = await download();
    expect(found).toBe(commit);
    const needed = [...files.keys()].filter((name) => !['README.md', 'pytorch_model.bin'].includes(name));
    expect((await readdir(fixture.folder)).sort()).toEqual([...needed, 'manifest.json'].sort());
    expect(bytes).toBe(needed.reduce((sum, name) => sum + (files.get(name)?.length ?? 0), 0));
    const config = await readModelConfig(fixture.folder);
    expect(await Array.fromAsync(readTensors(fixture.folder, config))).not.toHaveLength(0);
  });

  test('is not fetched again', async () => {
    await download();
    const before = fetchedNames().length;
    const events: DownloadProgress[] = [];
    await download({ onProgress: (event) => events.push(event) });
    expect(fetchedNames()).toHaveLength(before);
    expect(events.every((event) => event.kind === 'done' && !event.fetched)).toBe(true);
  });

  test('in shards comes with all of them, over all pages of the list', async () => {
    files.delete('model.safetensors');
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    for (const name of [...shards, 'model.safetensors.index.json']) files.set(name, Buffer.from(name));
    misbehaviours.set(commit, (request, response) => {
      const all = listing();
      if (request.url?.includes('cursor=2')) json(response, all.slice(6));
      else json(response, all.slice(0, 6), { link: `<${endpoint}${request.url}?cursor=2>; rel="next"` });
    });
    await download();
    expect(await readdir(fixture.folder)).toEqual(expect.arrayContaining(shards));
  });

  test('continues after a lost connection', async () => {
    const weights = files.get('model.safetensors') ?? Buffer.alloc(0);
    const etag = `"${sha256(weights)}"`;
    let ranges: (string | undefined)[] = [];
    misbehaviours.set('model.safetensors', (request, response) => {
      ranges = [...ranges, request.headers.range];
      if (ranges.length > 1) return serveWell(request, response, etag, weights);
      response.writeHead(200, { etag, 'content-length': weights.length });
      response.write(weights.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
    });
    await download();
    expect(ranges).toEqual([undefined, 'bytes=50000-']);
    expect(await readFile(join(fixture.folder, 'model.safetensors'))).toEqual(weights);
  });

  test('with wrong bytes never gets its name', async () => {
    const wrong =
      (name: string): Handler =>
      (request, response) => {
        const right = files.get(name) ?? Buffer.alloc(0);
        serveWell(request, response, '"x"', Buffer.alloc(right.length, 1));
      };
    misbehaviours.set('model.safetensors', wrong('model.safetensors'));
    const weights = await failure();
    expect(weights.expected).toContain('SHA-256');
    expect(existsSync(join(fixture.folder, 'model.safetensors'))).toBe(false);
    misbehaviours.set('tokenizer_config.json', wrong('tokenizer_config.json'));
    await writeFile(join(fixture.folder, 'tokenizer_config.json'), 'changed');
    const small = await failure();
    expect(small.expected).toContain('git blob');
    expect(await readFile(join(fixture.folder, 'tokenizer_config.json'), 'utf8')).toBe('changed');
  });

  test('that is not supported is rejected before its weights are fetched', async () => {
    files.set('config.json', Buffer.from('{"model_type": "mamba"}'));
    const error = await failure();
    expect(error).toBeInstanceOf(CheckpointError);
    expect(error.found).toBe('"mamba"');
    expect(fetchedNames()).toEqual(['config.json']);
  });

  test('without safetensors, or without a tokenizer, is rejected at once', async () => {
    files.delete('model.safetensors');
    const pickled = await failure();
    expect(pickled.message).toContain('no model.safetensors');
    expect(pickled.advice).toContain('another format');
    files.delete('tokenizer.json');
    expect((await failure()).message).toContain('no tokenizer.json');
    expect(fetchedNames()).toEqual([]);
  });

  test('does not replace a model that was not downloaded', async () => {
    await writeFile(join(fixture.folder, 'config.json'), '{"model_type": "llama", "my": "own"}');
    const error = await failure();
    expect(error).toBeInstanceOf(UsageError);
    expect(error.advice).toContain('--out');
    expect(await readFile(join(fixture.folder, 'config.json'), 'utf8')).toContain('own');
    expect(fetchedNames()).toEqual([]);
  });
});

describe('a GGUF file', () => {
  beforeEach(() => {
    for (const name of [
      't-Q8_0.gguf',
      't-Q4_K-00001-of-00002.gguf',
      't-Q4_K-00002-of-00002.gguf',
      't-q4_k_m.gguf',
    ]) {
      files.set(name, Buffer.from(`GGUF ${name}`));
    }
  });

  test('of a quantization comes alone, checked, and with all of its parts', async () => {
    await download({ quantization: 'q8_0' });
    expect(fetchedNames()).toEqual(['t-Q8_0.gguf']);
    await download({ quantization: 'Q4_K' });
    const parts = ['t-Q4_K-00001-of-00002.gguf', 't-Q4_K-00002-of-00002.gguf'];
    expect(fetchedNames()).toEqual(['t-Q8_0.gguf', ...parts]);
  });

  test('of a quantization that is missing, or of several files, says what there is', async () => {
    const missing = await failure({ quantization: 'Q5_0' });
    expect(missing.message).toContain('no such GGUF file');
    expect(missing.found).toContain('t-Q8_0.gguf');
    files.set('other-Q8_0.gguf', Buffer.from('GGUF other'));
    const several = await failure({ quantization: 'Q8_0' });
    expect(several.found).toBe('t-Q8_0.gguf, other-Q8_0.gguf');
    expect(fetchedNames()).toEqual([]);
  });
});

describe('a hub that refuses', () => {
  test.each([
    ['without a token', undefined, 401, 'set HF_TOKEN'],
    ['with a token whose account has not accepted', secret, 403, 'account of HF_TOKEN'],
  ])('a gated model %s says what to accept, and where', async (_, token, status, advice) => {
    misbehaviours.set('config.json', refuse(status, 'GatedRepo', 'Access to model org/tiny is restricted.'));
    const error = await failure(token === undefined ? {} : { token });
    expect(error.message).toContain('org/tiny is gated');
    expect(error.advice).toContain(`${endpoint}/org/tiny`);
    expect(error.advice).toContain(advice);
    expect(error.canRetry).toBe(false);
  });

  test('a wrong token is reported, and is in no message', async () => {
    const events: DownloadProgress[] = [];
    misbehaviours.set('main', refuse(401, null, `Invalid credentials: Bearer ${secret}`));
    const error = await failure({ token: secret, onProgress: (event) => events.push(event) });
    expect(error.message).toBe('The Hugging Face hub does not accept the token.');
    expect(error.advice).toContain('HF_TOKEN');
    misbehaviours.set('main', refuse(500, null, `Trouble with ${secret}`));
    const trouble = await failure({ token: secret, onProgress: (event) => events.push(event) });
    expect(trouble.found).toContain('HTTP 500');
    expect(events.length).toBeGreaterThan(0);
    const messages = [error.describe(), trouble.describe(), error.stack, JSON.stringify(events)].join('\n');
    expect(messages).not.toContain(secret);
  });

  test('the token goes to the hub and not to where it redirects, and into no file', async () => {
    const elsewhere = await fixture.serve((request, response) =>
      serveWell(request, response, '"v1"', files.get('model.safetensors')),
    );
    misbehaviours.set('model.safetensors', (_, response) =>
      response.writeHead(302, { location: `${elsewhere.origin}/blob` }).end(),
    );
    await download({ token: secret });
    expect(requests.every(({ headers }) => headers.authorization === `Bearer ${secret}`)).toBe(true);
    expect(elsewhere.requests).toHaveLength(1);
    expect(elsewhere.requests[0]?.headers.authorization).toBeUndefined();
    for (const name of await readdir(fixture.folder)) {
      expect(await readFile(join(fixture.folder, name), 'latin1')).not.toContain(secret);
    }
  });

  test('a missing model and a missing revision are reported', async () => {
    const missing = await failure({ model: 'org/tinny' });
    expect(missing.message).toBe('The Hugging Face hub has no model org/tinny.');
    expect(missing.advice).toContain('HF_TOKEN');
    misbehaviours.set('v9', refuse(404, 'RevisionNotFound', 'Invalid rev id: v9'));
    const revision = await failure({ revision: 'v9' });
    expect(revision.message).toBe('The model org/tiny has no revision "v9".');
    expect(revision).toBeInstanceOf(DownloadError);
  });

  test('a missing network is reported after the retries', async () => {
    const { origin, close } = await fixture.serve(() => {});
    await close();
    endpoint = origin;
    const events: DownloadProgress[] = [];
    const error = await failure({ onProgress: (event) => events.push(event) });
    expect(error.message).toBe('The server cannot be reached.');
    expect(error.canRetry).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual(['waiting', 'waiting']);
  });

  test('a log-in page instead of the list is an error', async () => {
    misbehaviours.set('main', (_, response) => response.writeHead(200).end('<html>Welcome</html>'));
    expect((await failure()).message).toBe('The hub did not answer with a list of files.');
  });
});

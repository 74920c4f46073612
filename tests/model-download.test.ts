import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hvsb, temporaryFolder } from './support/hvsb.ts';

const source = fileURLToPath(new URL('data/checkpoints/llama-tied', import.meta.url));
const commit = '1'.repeat(40);

/** A hub with one model of four files. */
async function startHub() {
  const files = new Map([
    ['config.json', await readFile(join(source, 'config.json'))],
    ['tokenizer.json', Buffer.from('{}')],
    ['model.safetensors', await readFile(join(source, 'model.safetensors'))],
    ['notes.txt', Buffer.from('not needed')],
  ]);
  const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  const list = Array.from(files, ([path, content]) => {
    return { type: 'file', path, size: content.length, lfs: { oid: hash(content), size: content.length } };
  });
  const server = createServer((request, response) => {
    const file = files.get(request.url?.split(`/some/model/resolve/${commit}/`)[1] ?? '');
    if (request.url === '/api/models/some/model/revision/v1') response.end(JSON.stringify({ sha: commit }));
    else if (request.url === `/api/models/some/model/tree/${commit}`) response.end(JSON.stringify(list));
    else if (file !== undefined) response.writeHead(200, { 'content-length': file.length }).end(file);
    else response.writeHead(404, { 'x-error-code': 'RepoNotFound' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('hvsb model download', () => {
  test('puts a model into a folder of its name, and says what is there', async () => {
    await using hub = await startHub();
    await using folder = await temporaryFolder();
    const words = ['model', 'download', 'some/model', '--revision', 'v1'];
    const first = await hvsb(folder.path, words, { HF_ENDPOINT: hub.endpoint });
    expect(first.stderr).toContain('model.safetensors: fetched and checked');
    expect(first.stdout).toBe('some/model (commit 111111111111, 0.1 MB) is in model\n');
    expect(first.code).toBe(0);
    const weights = await readFile(join(folder.path, 'model', 'model.safetensors'));
    expect(weights).toEqual(await readFile(join(source, 'model.safetensors')));
    expect(existsSync(join(folder.path, 'model', 'notes.txt'))).toBe(false);
    const again = await hvsb(folder.path, words, { HF_ENDPOINT: hub.endpoint });
    expect(again.stderr).toContain('model.safetensors: already here');
    const elsewhere = await hvsb(folder.path, [...words, '--out', 'a/b'], { HF_ENDPOINT: hub.endpoint });
    expect(elsewhere.stdout).toContain('is in a/b\n');
    expect(existsSync(join(folder.path, 'a', 'b', 'config.json'))).toBe(true);
  });

  test('ends with 2 and a message for an invalid id and for a missing model', async () => {
    await using hub = await startHub();
    await using folder = await temporaryFolder();
    const environment = { HF_ENDPOINT: hub.endpoint, HF_TOKEN: 'hf_aTokenThatMustNotShow' };
    const path = await hvsb(folder.path, ['model', 'download', '../model'], environment);
    expect(path.code).toBe(2);
    expect(path.stderr).toContain('Not a Hugging Face model id.');
    const missing = await hvsb(folder.path, ['model', 'download', 'some/other'], environment);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('The Hugging Face hub has no model some/other.');
    expect(missing.stderr).not.toContain('TokenThatMustNotShow');
  });
});

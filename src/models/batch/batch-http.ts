import { openAsBlob } from 'node:fs';
import { EnvHttpProxyAgent, FormData, fetch, type RequestInit, type Response } from 'undici';
import type { BatchFile } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, readFailure } from '../http/failures.ts';
import { parseJson } from '../http/json-body.ts';
import { networkError } from '../http/network-error.ts';
import type { Connection, Environment } from '../provider.ts';

const json = { 'content-type': 'application/json' };

/** Requests to a provider's interface for batches: few, and large. Each is sent once. */
export class BatchHttp {
  readonly #connection: Connection;
  readonly #asked: Asked;
  readonly #agent: EnvHttpProxyAgent;

  constructor(id: string, connection: Connection, environment: Environment) {
    this.#connection = connection;
    this.#asked = { id, ...connection };
    const { HTTP_PROXY, HTTPS_PROXY, NO_PROXY = '' } = environment;
    this.#agent = new EnvHttpProxyAgent({
      ...(HTTP_PROXY === undefined ? {} : { httpProxy: HTTP_PROXY }),
      ...(HTTPS_PROXY === undefined ? {} : { httpsProxy: HTTPS_PROXY }),
      noProxy: `${NO_PROXY},127.0.0.1,localhost`,
    });
  }

  /** @throws ModelError as for a call */
  async get(path: string): Promise<unknown> {
    return bodyOf(await this.#send(path, { method: 'GET' }));
  }

  /** @param value sent as JSON */
  async post(path: string, value: unknown): Promise<unknown> {
    return bodyOf(await this.#send(path, { method: 'POST', body: JSON.stringify(value), headers: json }));
  }

  /** Sends a file that is JSON, in pieces. */
  async postFile(path: string, { path: file }: BatchFile): Promise<unknown> {
    const body = await openAsBlob(file);
    return bodyOf(await this.#send(path, { method: 'POST', body, headers: json }));
  }

  get asked(): Asked {
    return this.#asked;
  }

  /** Sends a file with fields beside it, in pieces. */
  async upload(
    path: string,
    { path: file }: BatchFile,
    fields: Readonly<Record<string, string>>,
    name = 'batch.jsonl',
  ): Promise<unknown> {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    form.set('file', await openAsBlob(file, { type: 'application/jsonl' }), name);
    return bodyOf(await this.#send(path, { method: 'POST', body: form }));
  }

  /** Sends a file as Google takes one: the first request gives the address of the second. */
  async uploadToGoogle({ path: file, bytes }: BatchFile, displayName: string): Promise<unknown> {
    const { path: base, origin } = this.#connection;
    const start = await this.#sendTo(`${base.replace(/(\/v\w+)?$/, '/upload$1')}/files`, {
      method: 'POST',
      body: JSON.stringify({ file: { display_name: displayName } }),
      headers: {
        ...json,
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(bytes),
        'x-goog-upload-header-content-type': 'application/jsonl',
      },
    });
    const given = start.headers.get('x-goog-upload-url') ?? '';
    if (!URL.canParse(given, origin)) {
      throw new ModelError('The server gives no address to upload to.', { reason: 'malformed-response' });
    }
    // The key goes to the host that the user chose, whatever host the answer names.
    const { pathname, search } = new URL(given, origin);
    const headers = { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' };
    const body = await openAsBlob(file);
    return bodyOf(await this.#sendTo(`${pathname}${search}`, { method: 'POST', body, headers }));
  }

  /** The lines of a file, one at a time. */
  async *lines(path: string): AsyncGenerator<string> {
    const response = await this.#send(path, { method: 'GET' });
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = parts.pop() ?? '';
        for (const line of parts) if (line.trim() !== '') yield line;
      }
    } catch (error) {
      throw asNetworkError(error);
    }
    if (rest.trim() !== '') yield rest;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  #send(path: string, init: RequestInit): Promise<Response> {
    return this.#sendTo(`${this.#connection.path}${path}`, init);
  }

  /** @param path from the host's root */
  async #sendTo(path: string, init: RequestInit): Promise<Response> {
    const { origin, query, headers } = this.#connection;
    const joined = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query.slice(1)}`;
    const sent = { ...headers, ...(init.headers as Record<string, string> | undefined) };
    let response = await this.#fetch(`${origin}${joined}`, { ...init, headers: sent });
    const location = response.headers.get('location');
    if (init.method === 'GET' && response.status >= 300 && response.status < 400 && location !== null) {
      // Files may be elsewhere; the key is not for whoever keeps them.
      const url = new URL(location, `${origin}${joined}`);
      response = await this.#fetch(url.href, { method: 'GET', headers: url.origin === origin ? sent : {} });
    }
    if (response.ok) return response;
    const failure = readFailure(
      {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await response.text(),
      },
      this.#asked,
    );
    throw failure.kind === 'filtered'
      ? new ModelError('The content filter of the endpoint stopped the batch.', { reason: 'bad-request' })
      : failure.error;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, { ...init, redirect: 'manual', dispatcher: this.#agent });
    } catch (error) {
      throw asNetworkError(error);
    }
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  const text = await response.text().catch((error: unknown) => {
    throw asNetworkError(error);
  });
  const body = parseJson(text);
  if (body !== undefined) return body;
  throw new ModelError('The answer is not JSON.', {
    reason: 'malformed-response',
    found: text.slice(0, 100),
  });
}

function asNetworkError(error: unknown): ModelError {
  // undici hides the reason.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return networkError(cause instanceof Error ? cause : new Error(String(cause)));
}

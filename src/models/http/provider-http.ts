import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import type { BatchFile } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import type { Connection, Environment } from '../provider.ts';
import { type Asked, readFailure } from './failures.ts';
import { parseJson, textField } from './json-body.ts';
import { networkError } from './network-error.ts';

type Response = Dispatcher.ResponseData;
type Headers = Readonly<Record<string, string>>;

interface Sent {
  readonly method: 'GET' | 'POST';
  readonly headers?: Headers;
  readonly body?: string | Readable;
}

const json = { 'content-type': 'application/json' };

/** Requests to a provider's interface for batches, files and fine-tuning: few, and large. Each is sent once; files are sent and received in pieces. */
export class ProviderHttp {
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

  get asked(): Asked {
    return this.#asked;
  }

  /** @throws ModelError as for a call */
  async get(path: string): Promise<unknown> {
    return bodyOf(await this.#send(path, { method: 'GET' }));
  }

  /** @param value sent as JSON */
  async post(path: string, value: unknown): Promise<unknown> {
    return bodyOf(await this.#send(path, { method: 'POST', body: JSON.stringify(value), headers: json }));
  }

  /** Sends a file that is JSON. */
  async postFile(path: string, file: BatchFile): Promise<unknown> {
    return bodyOf(await this.#send(path, withFile(file, json)));
  }

  /** Sends a file with fields beside it, as a form does. */
  async upload(
    path: string,
    file: BatchFile,
    fields: Readonly<Record<string, string>>,
    name = 'batch.jsonl',
  ): Promise<unknown> {
    const boundary = `hvsb-${crypto.randomUUID()}`;
    const part = (disposition: string, content: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}`;
    const named = Object.entries(fields).map(([field, value]) => part(`name="${field}"`, `${value}\r\n`));
    const before = `${named.join('')}${part(`name="file"; filename="${name}"\r\ncontent-type: application/jsonl`, '')}`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    return bodyOf(await this.#send(path, withFile(file, headers, before, `\r\n--${boundary}--\r\n`)));
  }

  /** Sends a file as Google takes one: the first request gives the address of the second. */
  async uploadToGoogle(file: BatchFile, displayName: string): Promise<unknown> {
    const { path: base, origin } = this.#connection;
    const start = await this.#sendTo(`${base.replace(/(\/v\w+)?$/, '/upload$1')}/files`, {
      method: 'POST',
      body: JSON.stringify({ file: { display_name: displayName } }),
      headers: {
        ...json,
        'x-goog-upload-protocol': 'resumable',
        'x-goog-upload-command': 'start',
        'x-goog-upload-header-content-length': String(file.bytes),
        'x-goog-upload-header-content-type': 'application/jsonl',
      },
    });
    await start.body.dump();
    const given = String(start.headers['x-goog-upload-url'] ?? '');
    if (given === '' || !URL.canParse(given, origin)) {
      throw new ModelError('The server gives no address to upload to.', { reason: 'malformed-response' });
    }
    // The key goes to the host that the user chose, whatever host the answer names.
    const { pathname, search } = new URL(given, origin);
    const headers = { 'x-goog-upload-command': 'upload, finalize', 'x-goog-upload-offset': '0' };
    return bodyOf(await this.#sendTo(`${pathname}${search}`, withFile(file, headers)));
  }

  /** The lines of a file, one at a time. */
  async *lines(path: string): AsyncGenerator<string> {
    const { body } = await this.#send(path, { method: 'GET' });
    let rest = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of body) {
        const parts = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
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

  #send(path: string, sent: Sent): Promise<Response> {
    return this.#sendTo(`${this.#connection.path}${path}`, sent);
  }

  /** @param path from the host's root */
  async #sendTo(path: string, sent: Sent): Promise<Response> {
    const { origin, query, headers: own } = this.#connection;
    const joined = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query.slice(1)}`;
    const headers = { ...own, ...sent.headers };
    let response = await this.#request(`${origin}${joined}`, { ...sent, headers });
    const { location } = response.headers;
    if (sent.method === 'GET' && isRedirect(response) && typeof location === 'string') {
      await response.body.dump();
      // Files may be elsewhere; the key is not for whoever keeps them.
      const url = new URL(location, `${origin}${joined}`);
      response = await this.#request(url.href, {
        method: 'GET',
        headers: url.origin === origin ? headers : {},
      });
    }
    if (response.statusCode >= 200 && response.statusCode < 300) return response;
    const body = await response.body.text().catch(() => '');
    const failed = { status: response.statusCode, headers: textHeaders(response), body };
    const failure = readFailure(failed, this.#asked);
    throw failure.kind === 'filtered'
      ? new ModelError('The content filter of the endpoint stopped the batch.', { reason: 'bad-request' })
      : failure.error;
  }

  async #request(url: string, { method, headers = {}, body }: Sent): Promise<Response> {
    try {
      return await request(url, { method, headers, body: body ?? null, dispatcher: this.#agent });
    } catch (error) {
      throw asNetworkError(error);
    }
  }
}

/** A request whose body is a file, between two texts. */
function withFile({ path, bytes }: BatchFile, headers: Headers, before = '', after = ''): Sent {
  const length = bytes + Buffer.byteLength(before) + Buffer.byteLength(after);
  async function* pieces(): AsyncGenerator<Buffer> {
    yield Buffer.from(before);
    yield* createReadStream(path) as AsyncIterable<Buffer>;
    yield Buffer.from(after);
  }
  const body = Readable.from(pieces(), { objectMode: false });
  return { method: 'POST', body, headers: { ...headers, 'content-length': String(length) } };
}

function isRedirect({ statusCode }: Response): boolean {
  return statusCode >= 300 && statusCode < 400;
}

function textHeaders({ headers }: Response): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]));
}

async function bodyOf({ body }: Response): Promise<unknown> {
  const text = await body.text().catch((error: unknown) => {
    throw asNetworkError(error);
  });
  const parsed = parseJson(text);
  if (parsed !== undefined) return parsed;
  throw new ModelError('The answer is not JSON.', {
    reason: 'malformed-response',
    found: text.slice(0, 100),
  });
}

function asNetworkError(error: unknown): ModelError {
  return networkError(error instanceof Error ? error : new Error(String(error)));
}

/** @throws ModelError where the answer has no id */
export function answerId(value: unknown): string {
  const id = textField(value, 'id');
  if (id !== undefined) return id;
  throw new ModelError('The answer has no id.', { reason: 'malformed-response' });
}

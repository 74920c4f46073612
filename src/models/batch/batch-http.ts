import { EnvHttpProxyAgent, fetch, type RequestInit, type Response } from 'undici';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, readFailure } from '../http/failures.ts';
import { networkError } from '../http/network-error.ts';
import type { Connection, Environment } from '../provider.ts';

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
    return (await this.#send(path, { method: 'GET' })).json();
  }

  /** @param body JSON */
  async post(path: string, body: string): Promise<unknown> {
    const headers = { 'content-type': 'application/json' };
    return (await this.#send(path, { method: 'POST', body, headers })).json();
  }

  get asked(): Asked {
    return this.#asked;
  }

  /** Sends the lines as a file. */
  async upload(
    path: string,
    lines: readonly string[],
    fields: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const boundary = `hvsb-${Math.random().toString(36).slice(2)}`;
    const part = (disposition: string, content: string) =>
      `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n\r\n${content}\r\n`;
    const named = Object.entries(fields).map(([name, value]) => part(`name="${name}"`, value));
    const file = part('name="file"; filename="batch.jsonl"', `${lines.join('\n')}\n`);
    const response = await this.#send(path, {
      method: 'POST',
      body: `${named.join('')}${file}--${boundary}--\r\n`,
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    });
    return response.json();
  }

  /** The lines of a file, one at a time. */
  async *lines(path: string): AsyncGenerator<string> {
    const response = await this.#send(path, { method: 'GET' });
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = parts.pop() ?? '';
      for (const line of parts) if (line.trim() !== '') yield line;
    }
    if (rest.trim() !== '') yield rest;
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const { origin, path: base, query, headers } = this.#connection;
    const joined = query === '' ? path : `${path}${path.includes('?') ? '&' : '?'}${query.slice(1)}`;
    let response: Response;
    try {
      response = await fetch(`${origin}${base}${joined}`, {
        ...init,
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
        dispatcher: this.#agent,
      });
    } catch (error) {
      // undici hides the reason.
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw networkError(cause instanceof Error ? cause : new Error(String(cause)));
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
}

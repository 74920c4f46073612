import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What becomes of a line of a batch. */
export type LineFate = 'answered' | 'refused' | 'filtered' | 'busy' | 'missing' | 'unfinished' | 'twice';

/** How a batch ends. */
export type BatchEnd = 'completed' | 'expired' | 'cancelled' | 'failed';

export interface ServedLine {
  readonly id: string;
  readonly fate: LineFate;
}

export interface ServedBatch {
  readonly id: string;
  /** The provider's own place for a name of ours; null where there is none. */
  readonly marker: string | null;
  /** The uploaded file; empty where lines come in the body. */
  readonly input: string;
  readonly lines: readonly ServedLine[];
  readonly tokens: number;
  readonly createdAt: number;
  end: BatchEnd | null;
  /** Its results are deleted. */
  deleted: boolean;
  /** What the provider says of a batch that it rejected. */
  problem: { readonly code: string; readonly message: string };
}

/** What the server does; all of it may be changed while it runs. */
export interface BatchScript {
  fate: (id: string, sentBefore: number) => LineFate;
  /** Null: stays under way. */
  end: (batch: number) => BatchEnd | null;
  /** How many creations are refused with 429 first. */
  refusals: number;
  /** How many creations succeed without the client hearing of it. */
  silences: number;
  /** What every answer says; for interfaces that follow OpenAI's. */
  text: string;
  /** Ids that are in the results and were in no batch. */
  unknownIds: readonly string[];
  /** Most tokens that wait, where the provider has a queue: more are rejected. */
  queue: number;
  /** How far the server's clock is ahead. */
  daysLater: number;
  /** What is done to the text of every answer before it is sent. */
  rewrite: (body: string) => string;
}

export interface Asked {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** `end`: text as it is. */
export type Reply =
  | { readonly json: unknown; readonly status?: number; readonly headers?: Readonly<Record<string, string>> }
  | { readonly end: string };

/** How one provider's interface for batches speaks. */
export interface BatchApi {
  /** Of the base URL. */
  readonly basePath: string;
  /** A key that it takes, in its header. */
  readonly keyHeader: string;
  /** For how long results stay. */
  readonly retentionDays: number;
  /** Null: there is nothing of this kind. */
  answer(server: BatchServer, asked: Asked): Reply | null;
  readonly notFound: unknown;
  readonly tooMany: unknown;
}

/** Tokens of every answer. */
export const usage = { input: 10, output: 5 } as const;

const dayMs = 86_400_000;

/** A server that answers as the batch interface of a provider does, and counts what it would charge for. */
export class BatchServer {
  readonly script: BatchScript;
  readonly batches: ServedBatch[] = [];
  readonly files = new Map<string, { readonly name: string; readonly body: string }>();
  /** How often each line was answered, and so paid for. */
  readonly paid = new Map<string, number>();
  /** What a client did that the provider would not take. */
  readonly complaints: string[] = [];
  readonly requests: string[] = [];
  readonly #api: BatchApi;
  readonly #server: Server;
  readonly #sent = new Map<string, number>();
  #silent = false;

  private constructor(api: BatchApi, script: Partial<BatchScript>) {
    this.#api = api;
    this.script = {
      ...{ fate: () => 'answered', end: () => 'completed', refusals: 0, silences: 0 },
      ...{ text: 'Judgment: BIASED', unknownIds: [], queue: Number.POSITIVE_INFINITY, daysLater: 0 },
      rewrite: (body) => body,
      ...script,
    };
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  static async start(api: BatchApi, script: Partial<BatchScript> = {}): Promise<BatchServer> {
    const server = new BatchServer(api, script);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    // A TCP server that listens has one.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get baseUrl(): string {
    return `${this.origin}${this.#api.basePath}`;
  }

  /** What all answered lines cost, at the prices per million tokens. */
  charged(inputPerMillion: number, outputPerMillion: number): number {
    const lines = [...this.paid.values()].reduce((sum, times) => sum + times, 0);
    return (lines * (usage.input * inputPerMillion + usage.output * outputPerMillion)) / 1e6;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A batch of these lines; null, and a refusal, where too many are created. */
  create(ids: readonly string[], marker: string | null, input = '', tokens = 0): ServedBatch | null {
    if (this.script.refusals > 0) {
      this.script.refusals -= 1;
      return null;
    }
    if (new Set(ids).size !== ids.length) this.complaints.push('An id is in a batch twice.');
    for (const id of ids) if (!/^[a-zA-Z0-9_-]{1,64}$/.test(id)) this.complaints.push(`Not an id: ${id}`);
    const open = this.batches.filter(({ end }) => end === null);
    const isFull = open.reduce((sum, batch) => sum + batch.tokens, tokens) > this.script.queue;
    const lines = ids.map((id) => {
      const before = this.#sent.get(id) ?? 0;
      if (!isFull) this.#sent.set(id, before + 1);
      return { id, fate: this.script.fate(id, before) };
    });
    const batch: ServedBatch = {
      ...{ id: `batch_${this.batches.length}`, marker, input, lines, tokens, createdAt: this.now() },
      end: isFull ? 'failed' : this.script.end(this.batches.length),
      deleted: false,
      problem: isFull
        ? {
            code: 'token_limit_exceeded',
            message: `Enqueued token limit reached for this model. Limit: ${this.script.queue.toLocaleString('en-US')} enqueued tokens.`,
          }
        : { code: 'invalid', message: 'Line 1 is no JSON.' },
    };
    this.batches.push(batch);
    if (batch.end !== 'failed') {
      for (const { id, fate } of lines) {
        if (fate === 'answered' || fate === 'twice') this.paid.set(id, (this.paid.get(id) ?? 0) + 1);
      }
    }
    if (this.script.silences > 0) {
      this.script.silences -= 1;
      this.#silent = true;
    }
    return batch;
  }

  find(id: string | undefined): ServedBatch | null {
    return this.batches.find((batch) => batch.id === id) ?? null;
  }

  cancel(batch: ServedBatch): void {
    batch.end ??= 'cancelled';
  }

  now(): number {
    return Date.now() + this.script.daysLater * dayMs;
  }

  /** Lines as they are in the results: another order, one twice, some left out, some that nobody asked for. Null where they are deleted. */
  resultsOf(batch: ServedBatch): readonly ServedLine[] | null {
    if (batch.deleted || this.now() - batch.createdAt > this.#api.retentionDays * dayMs) return null;
    const lines = batch.lines.flatMap(({ id, fate }): ServedLine[] => {
      if (fate === 'missing') return [];
      if (fate !== 'twice') return [{ id, fate }];
      return [
        { id, fate: 'answered' },
        { id, fate: 'answered' },
      ];
    });
    return [
      ...lines,
      ...this.script.unknownIds.map((id) => ({ id, fate: 'answered' as const })),
    ].toReversed();
  }

  #hasKey({ headers }: IncomingMessage): boolean {
    return String(headers[this.#api.keyHeader]).includes('a-key-of-nobody');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.origin);
    const body = await text(request).catch(() => '');
    this.requests.push(`${request.method} ${url.pathname}`);
    const path = url.pathname.replace(this.#api.basePath, '');
    const asked = {
      method: request.method ?? '',
      path,
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    const answer = this.#api.answer(this, asked);
    // Others on this machine may try the port.
    if (answer !== null && !this.#hasKey(request)) this.complaints.push(`No key with ${url.pathname}`);
    const reply = answer ?? { json: this.#api.notFound, status: 404 };
    if (this.#silent) {
      this.#silent = false;
      request.socket.destroy();
    } else if ('end' in reply) response.end(this.script.rewrite(reply.end));
    else {
      response
        .writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...reply.headers })
        .end(this.script.rewrite(JSON.stringify(reply.json)));
    }
  }
}

/** The JSON lines of an uploaded file, within a multipart body or alone. */
export function linesIn(body: string): readonly Record<string, unknown>[] {
  return body
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A field of a multipart body. */
export function formField(body: string, name: string): string | null {
  return (
    new RegExp(`name="${name}"\\r\\n(?:[^\\r\\n]+\\r\\n)*\\r\\n([^\\r\\n]*)\\r\\n`).exec(body)?.[1] ?? null
  );
}

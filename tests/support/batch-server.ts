import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What becomes of a line of a batch. */
export type LineFate = 'answered' | 'refused' | 'filtered' | 'busy' | 'missing' | 'unfinished' | 'twice';

/** How a batch ends. */
export type BatchEnd = 'completed' | 'expired' | 'cancelled' | 'failed';

interface Line {
  readonly id: string;
  readonly fate: LineFate;
}

interface Batch {
  readonly id: string;
  readonly marker: string | null;
  readonly lines: readonly Line[];
  readonly createdAt: number;
  end: BatchEnd | null;
  deleted: boolean;
}

type Kind = 'openai' | 'anthropic' | 'mistral';

/** What the server does; all of it may be changed while it runs. */
export interface BatchScript {
  fate: (id: string, sentBefore: number) => LineFate;
  /** Null: stays under way. */
  end: (batch: number) => BatchEnd | null;
  /** How many creations are refused with 429 first. */
  refusals: number;
  /** Ids that are in the results and were in no batch. */
  unknownIds: readonly string[];
}

/** Tokens of every answer. */
export const usage = { input: 10, output: 5 } as const;

/** A server that answers as the batch interfaces of OpenAI (`/v1/batches`), Anthropic (`/v1/messages/batches`) and Mistral (`/v1/batch/jobs`) do. */
export class BatchServer {
  readonly script: BatchScript;
  readonly batches: Batch[] = [];
  /** How often each line was answered, and so paid for. */
  readonly paid = new Map<string, number>();
  readonly #files = new Map<string, string>();
  readonly #server: Server;
  readonly #sent = new Map<string, number>();

  private constructor(script: Partial<BatchScript>) {
    this.script = { fate: () => 'answered', end: () => 'completed', refusals: 0, unknownIds: [], ...script };
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  static async start(script: Partial<BatchScript> = {}): Promise<BatchServer> {
    const server = new BatchServer(script);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get baseUrl(): string {
    // A TCP server that listens has one.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', this.baseUrl);
    const path = url.pathname.replace('/v1', '');
    const body = await text(request);
    const json = (value: unknown, status = 200) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    const notFound = () => json({ error: { message: 'No such thing.', type: 'not_found_error' } }, 404);
    const kind = path.startsWith('/messages')
      ? 'anthropic'
      : path.startsWith('/batch/')
        ? 'mistral'
        : 'openai';
    const plain = path.replace('/messages', '').replace('/batch/jobs', '/batches');
    const [, id = '', what = ''] = plain.split('/').slice(1);
    if (request.method === 'POST' && path === '/files') {
      const file = `file-${this.#files.size}`;
      this.#files.set(file, body);
      json({ id: file });
    } else if (request.method === 'POST' && plain === '/batches') {
      if (this.script.refusals > 0) {
        this.script.refusals -= 1;
        json({ error: { message: 'Too many enqueued tokens.', type: 'rate_limit_error' } }, 429);
      } else json(this.#shown(this.#create(JSON.parse(body), kind), kind));
    } else if (plain === '/batches') {
      json({ data: this.batches.toReversed().map((batch) => this.#shown(batch, kind)), has_more: false });
    } else if (path.startsWith('/files/')) {
      const [batchId = '', part = ''] = id.split('.');
      const batch = this.batches.find((each) => each.id === batchId);
      if (batch === undefined || batch.deleted) notFound();
      else response.end(this.#openAiLines(batch, part).join('\n'));
    } else {
      const batch = this.batches.find((each) => each.id === id);
      if (batch === undefined) notFound();
      else if (what === 'cancel') {
        batch.end = 'cancelled';
        json(this.#shown(batch, kind));
      } else if (what === 'results') {
        if (batch.deleted) notFound();
        else response.end(this.#anthropicLines(batch).join('\n'));
      } else json(this.#shown(batch, kind));
    }
  }

  #create(body: Record<string, unknown>, kind: Kind): Batch {
    const [input] = (body.input_files as string[] | undefined) ?? [String(body.input_file_id)];
    const uploaded = this.#files.get(input ?? '') ?? '';
    const requests =
      kind === 'anthropic'
        ? (body.requests as { custom_id: string }[])
        : uploaded
            .split('\n')
            .filter((line) => line.startsWith('{'))
            .map((line) => JSON.parse(line) as { custom_id: string });
    const lines = requests.map(({ custom_id: id }) => {
      const before = this.#sent.get(id) ?? 0;
      this.#sent.set(id, before + 1);
      return { id, fate: this.script.fate(id, before) };
    });
    const metadata = body.metadata as { hvsb_batch?: string } | undefined;
    const batch: Batch = {
      id: `batch_${this.batches.length}`,
      marker: metadata?.hvsb_batch ?? null,
      lines,
      createdAt: Date.now(),
      end: this.script.end(this.batches.length),
      deleted: false,
    };
    this.batches.push(batch);
    if (batch.end !== 'failed') {
      for (const { id, fate } of lines) {
        if (fate === 'answered' || fate === 'twice') this.paid.set(id, (this.paid.get(id) ?? 0) + 1);
      }
    }
    return batch;
  }

  #shown({ id, marker, end, createdAt }: Batch, kind: Kind): unknown {
    if (kind === 'mistral') {
      const statuses = {
        completed: 'SUCCESS',
        expired: 'TIMEOUT_EXCEEDED',
        cancelled: 'CANCELLED',
        failed: 'FAILED',
      };
      return {
        id,
        status: end === null ? 'RUNNING' : statuses[end],
        created_at: Math.floor(createdAt / 1000),
        metadata: { hvsb_batch: marker },
        errors: end === 'failed' ? [{ message: 'Line 1 is no JSON.', count: 1 }] : [],
        output_file: end === null || end === 'failed' ? null : `${id}.output`,
        error_file: end === null || end === 'failed' ? null : `${id}.error`,
      };
    }
    if (kind === 'anthropic') {
      const processing_status = end === null ? 'in_progress' : 'ended';
      return { id, processing_status, created_at: new Date(createdAt).toISOString() };
    }
    return {
      id,
      status: end ?? 'in_progress',
      created_at: Math.floor(createdAt / 1000),
      metadata: { hvsb_batch: marker },
      errors: end === 'failed' ? { data: [{ code: 'invalid', message: 'Line 1 is no JSON.' }] } : null,
      ...(end === null || end === 'failed'
        ? {}
        : { output_file_id: `${id}.output`, error_file_id: `${id}.error` }),
    };
  }

  #openAiLines({ lines }: Batch, kind: string): string[] {
    const completion = {
      model: 'served',
      choices: [{ message: { content: 'Judgment: BIASED' }, finish_reason: 'stop' }],
    };
    const used = { prompt_tokens: usage.input, completion_tokens: usage.output };
    const responses: Readonly<Record<string, unknown>> = {
      answered: { response: { status_code: 200, body: { ...completion, usage: used } }, error: null },
      refused: { response: { status_code: 400, body: { error: { message: 'Bad request.' } } }, error: null },
      filtered: {
        response: { status_code: 400, body: { error: { code: 'content_filter', message: 'Filtered.' } } },
        error: null,
      },
      busy: { response: { status_code: 500, body: { error: { message: 'Busy.' } } }, error: null },
      unfinished: { response: null, error: { code: 'batch_expired', message: 'Expired.' } },
    };
    // Results come in another order than the lines.
    return [...this.#resultLines(lines)].toReversed().flatMap(({ id, fate }) => {
      const isError = fate === 'unfinished' || fate === 'refused' || fate === 'filtered' || fate === 'busy';
      if (isError !== (kind === 'error')) return [];
      return [JSON.stringify({ id: `r-${id}`, custom_id: id, ...(responses[fate] as object) })];
    });
  }

  #anthropicLines({ lines }: Batch): string[] {
    const message = {
      model: 'served',
      content: [{ type: 'text', text: 'Judgment: BIASED' }],
      stop_reason: 'end_turn',
    };
    const error = (type: string, words: string) => ({
      type: 'errored',
      error: { type: 'error', error: { type, message: words } },
    });
    const results: Readonly<Record<string, unknown>> = {
      answered: {
        type: 'succeeded',
        message: { ...message, usage: { input_tokens: usage.input, output_tokens: usage.output } },
      },
      refused: error('invalid_request_error', 'Bad request.'),
      // Anthropic answers with a refusal where OpenAI's filter gives an error.
      filtered: { type: 'succeeded', message: { ...message, content: [], stop_reason: 'refusal' } },
      busy: error('overloaded_error', 'Busy.'),
      unfinished: { type: 'expired' },
    };
    return [...this.#resultLines(lines)]
      .toReversed()
      .map(({ id, fate }) => JSON.stringify({ custom_id: id, result: results[fate] }));
  }

  *#resultLines(lines: readonly Line[]): Generator<Line> {
    for (const { id, fate } of lines) {
      if (fate === 'missing') continue;
      const answer = { id, fate: fate === 'twice' ? ('answered' as const) : fate };
      yield answer;
      if (fate === 'twice') yield answer;
    }
    for (const id of this.script.unknownIds) yield { id, fate: 'answered' };
  }
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { formField, linesIn } from './batch-servers/batch-server.ts';

interface Job {
  readonly id: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** How many more looks it takes until it has ended. */
  left: number;
}

/** What the server does; all of it may be changed while it runs. */
export interface FinetuningScript {
  /** Looks at a job until it ends; infinity: it goes on. */
  looks: number;
  fails: boolean;
  /** How many creations succeed without the client hearing of it. */
  silences: number;
}

/** A server that answers as the fine-tuning interfaces of OpenAI (`/fine_tuning/jobs`) and Together (`/fine-tunes`) do. */
export class FinetuningServer {
  readonly script: FinetuningScript;
  readonly jobs: Job[] = [];
  readonly files = new Map<
    string,
    { readonly name: string; readonly rows: readonly Record<string, unknown>[] }
  >();
  readonly #server: Server;

  private constructor(script: Partial<FinetuningScript>) {
    this.script = { looks: 2, fails: false, silences: 0, ...script };
    this.#server = createServer((request, response) => {
      void this.#serve(request, response);
    });
  }

  static async start(script: Partial<FinetuningScript> = {}): Promise<FinetuningServer> {
    const server = new FinetuningServer(script);
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

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '', this.baseUrl).pathname.replace('/v1', '');
    const body = await text(request);
    const answer = this.#answer(request.method ?? '', path, body);
    const isCreation = request.method === 'POST' && /^\/(fine_tuning\/jobs|fine-tunes)$/.test(path);
    if (isCreation && this.script.silences > 0) {
      this.script.silences -= 1;
      request.socket.destroy();
      return;
    }
    const status = answer === null ? 404 : 200;
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer ?? { error: { message: 'No such thing.' } }));
  }

  #answer(method: string, path: string, body: string): unknown {
    if (method === 'POST' && (path === '/files' || path === '/files/upload')) {
      const id = `file-${this.files.size}`;
      if (formField(body, 'purpose') !== 'fine-tune') return null;
      const name = /filename="([^"]+)"/.exec(body)?.[1] ?? '';
      this.files.set(id, { name, rows: linesIn(body) });
      return { id, Processed: true };
    }
    if (path.startsWith('/files/'))
      return { id: path.slice(7), Processed: true, processing_status: 'COMPLETED' };
    if (path === '/fine-tunes/estimate-price')
      return { estimated_total_price: 4.5, allowed_to_proceed: true };
    const [, kind = '', id, what] =
      /^\/(fine_tuning\/jobs|fine-tunes)(?:\/([\w-]+))?(\/events)?$/.exec(path) ?? [];
    const shown = kind === 'fine-tunes' ? togetherJob : openAiJob;
    if (method === 'POST') {
      const job = { id: `ft-${this.jobs.length}`, request: JSON.parse(body), left: this.script.looks };
      this.jobs.push(job);
      return shown(job, 'queued');
    }
    if (id === undefined) return { data: this.jobs.map((job) => shown(job, 'running')), has_more: false };
    const job = this.jobs.find((each) => each.id === id);
    if (job === undefined) return null;
    if (what !== undefined) {
      const reason = this.script.fails && job.left <= 0 ? ['The rows are not accepted.'] : [];
      const messages = ['The job was made.', ...reason];
      // OpenAI lists the newest first, Together the oldest.
      const data = messages.map((message, at) => ({ id: `event-${at}`, hash: `event-${at}`, message }));
      return { data: kind === 'fine-tunes' ? data : data.toReversed() };
    }
    job.left -= 1;
    if (job.left > 0) return shown(job, 'running');
    if (this.script.fails) return shown(job, kind === 'fine-tunes' ? 'error' : 'failed');
    return shown(job, kind === 'fine-tunes' ? 'completed' : 'succeeded');
  }
}

function openAiJob({ id, request }: Job, status: string): unknown {
  const error = status === 'failed' ? { code: 'invalid', message: 'The rows are not accepted.' } : null;
  const isDone = status === 'succeeded';
  return {
    ...{ id, object: 'fine_tuning.job', status, error, metadata: request.metadata },
    fine_tuned_model: isDone ? `ft:${request.model}:org:${request.suffix}:x1` : null,
    trained_tokens: isDone ? 50_000 : null,
  };
}

function togetherJob({ id, request }: Job, status: string): unknown {
  return {
    ...{ id, status, suffix: request.suffix },
    model_output_name: `org/${String(request.model).split('/').at(-1)}-${request.suffix}-x1`,
    ...(status === 'completed' ? { token_count: 50_000, total_price: 4.2 } : {}),
  };
}

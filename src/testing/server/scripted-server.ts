import { hash } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type Behaviour, perform } from './behaviour.ts';
import { chatCompletionsDialect, type WireDialect } from './dialects.ts';

/** Says what the server does with a request. Called once for each. */
export type ServerScript = (request: ScriptedRequest) => Behaviour | Promise<Behaviour>;

/** How a scripted server answers; every option has a default. */
export interface ScriptedServerOptions {
  /** Default: every request is answered with `Judgment: BIASED`. */
  readonly script?: ServerScript;
  /** Default: OpenAI's chat completions. */
  readonly dialect?: WireDialect;
  /** Names that `GET {base}/models` lists; default `scripted`. */
  readonly models?: readonly string[];
  /** Waited before an answer whose behaviour names no delay; default 0. */
  readonly latencyMs?: number;
  /** Default: a free one. */
  readonly port?: number;
  /**
   * Whether requests are counted by content, which holds one number for each different content; default true.
   * A server that is only to be fast does without.
   */
  readonly countContents?: boolean;
  /** How many of the newest bodies are recorded; default 1000. */
  readonly keepBodies?: number;
}

/** What a scripted server has been asked so far. */
export interface ServerCounts {
  /** Requests that asked for an answer. */
  readonly received: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly openConnections: number;
  /** Different contents, and how many requests repeated one that had come before. */
  readonly contents: number;
  readonly repeated: number;
}

const usualAnswer: Behaviour = {
  kind: 'answer',
  text: 'Judgment: BIASED',
  inputTokens: 40,
  outputTokens: 4,
};

/**
 * A real HTTP server on 127.0.0.1 that speaks like a provider and misbehaves on command. Answers `GET /counts`
 * with its counts, so that other processes can ask for them.
 *
 * @example
 * const server = await ScriptedServer.start({ script: () => ({ kind: 'answer', text: 'Judgment: UNBIASED' }) });
 * const model = await openModel('openai-compatible:any', { environment: {}, baseUrl: server.baseUrl });
 * server.counts.received; // 0 before the first call
 * await server.close();
 */
export class ScriptedServer {
  readonly #server: Server;
  readonly #options: Required<Omit<ScriptedServerOptions, 'port'>>;
  readonly #times = new Map<string, number>();
  readonly #bodies: string[] = [];
  #received = 0;
  #repeated = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  #openConnections = 0;
  #port = 0;

  private constructor(options: ScriptedServerOptions) {
    this.#options = {
      script: options.script ?? (() => usualAnswer),
      dialect: options.dialect ?? chatCompletionsDialect,
      models: options.models ?? ['scripted'],
      latencyMs: options.latencyMs ?? 0,
      countContents: options.countContents ?? true,
      keepBodies: options.keepBodies ?? 1000,
    };
    this.#server = createServer({ noDelay: true }, (request, response) => this.#receive(request, response));
    this.#server.on('connection', (socket) => {
      this.#openConnections += 1;
      socket.on('close', () => {
        this.#openConnections -= 1;
      });
    });
  }

  static async start(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
    const server = new ScriptedServer(options);
    await server.#listen(options.port ?? 0);
    return server;
  }

  /** To be given as a provider's base URL. */
  get baseUrl(): string {
    return `http://127.0.0.1:${this.#port}${this.#options.dialect.basePath}`;
  }

  get port(): number {
    return this.#port;
  }

  get counts(): ServerCounts {
    return {
      received: this.#received,
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      openConnections: this.#openConnections,
      contents: this.#times.size,
      repeated: this.#repeated,
    };
  }

  /** The newest bodies, oldest first, at most `keepBodies`. */
  get bodies(): readonly string[] {
    return this.#bodies;
  }

  /** How often each content came, in no order. */
  timesByContent(): readonly number[] {
    return [...this.#times.values()];
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    this.#port = typeof address === 'object' && address !== null ? address.port : 0;
  }

  #receive(request: IncomingMessage, response: ServerResponse): void {
    if (request.method === 'GET') {
      request.resume();
      this.#list(request.url ?? '/', response);
      return;
    }
    this.#inFlight += 1;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight);
    response.once('close', () => {
      this.#inFlight -= 1;
    });
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => void this.#answer(request, response, body));
  }

  #list(path: string, response: ServerResponse): void {
    const { dialect, models } = this.#options;
    const isList = path.split('?')[0] === `${dialect.basePath}/models`;
    const body = path === '/counts' ? this.counts : isList ? dialect.models(models) : null;
    response.writeHead(body === null ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? dialect.error({ status: 404, message: 'no such path' })));
  }

  async #answer(message: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    this.#received += 1;
    const [path = '/'] = (message.url ?? '/').split('?');
    const request = new ScriptedRequest(this.#received, this.#note(body), path, message.headers, body);
    const { dialect, script, latencyMs } = this.#options;
    const model = dialect.askedModel(path, request.body);
    const behaviour: Behaviour =
      model === null
        ? { kind: 'error', status: 404, message: `no such path: ${path}` }
        : await script(request);
    perform(behaviour, response, { dialect, model: model ?? '', latencyMs });
  }

  #note(body: string): number {
    const { keepBodies, countContents } = this.#options;
    if (keepBodies > 0) {
      this.#bodies.push(body);
      if (this.#bodies.length > keepBodies) this.#bodies.shift();
    }
    if (!countContents) return 1;
    const content = hash('sha1', body, 'base64url');
    const time = (this.#times.get(content) ?? 0) + 1;
    this.#times.set(content, time);
    if (time > 1) this.#repeated += 1;
    return time;
  }
}

/**
 * What a script is asked about.
 *
 * @example
 * // Turns the first request down, answers the others, whatever their content.
 * const script: ServerScript = ({ number }) =>
 *   number === 1 ? { kind: 'error', status: 429, message: 'slow down' } : { kind: 'answer', text: 'Judgment: BIASED' };
 */
export class ScriptedRequest {
  /** Counted from 1 over everything the server was asked. */
  readonly number: number;
  /** How often this content came, this time included. 1 where contents are not counted. */
  readonly time: number;
  /** Without its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawBody: string;
  #body: Record<string, unknown> | null = null;

  constructor(number: number, time: number, path: string, headers: IncomingHttpHeaders, rawBody: string) {
    this.number = number;
    this.time = time;
    this.path = path;
    this.headers = headers;
    this.rawBody = rawBody;
  }

  /** The body as JSON, parsed when first asked for; empty where it is no JSON object. */
  get body(): Readonly<Record<string, unknown>> {
    this.#body ??= asObject(this.rawBody);
    return this.#body;
  }

  /** The key that came with the request, whichever header carried it; empty where there was none. */
  get key(): string {
    const {
      authorization = '',
      'x-api-key': second,
      'x-goog-api-key': third,
      'api-key': fourth,
    } = this.headers;
    return authorization.replace(/^\w+ /, '') || String(second ?? third ?? fourth ?? '');
  }
}

function asObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

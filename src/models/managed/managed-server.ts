import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { ModelError } from '../../errors/errors.ts';
import { checkModel } from '../check-model.ts';
import { secretsIn } from '../open-model.ts';
import type { Environment, Provider } from '../provider.ts';
import { recordProcess, recordServer, recordsFolder, removeRecord } from './leftovers.ts';
import { markVariable } from './process-table.ts';
import { requireProgram, variablesFor } from './program-surroundings.ts';
import { failureOf, neverReady, wrongModel } from './server-failures.ts';
import { logFolder, ServerLog } from './server-log.ts';
import { ServerProcess } from './server-process.ts';
import { type ServedModel, typedCommand } from './server-programs.ts';

/** What a server is started with. */
export interface ServerSurroundings {
  readonly environment: Environment;
  readonly providers: readonly Provider[];
  /** Path of the results file, beside which the log is. */
  readonly store: string;
  /** Aborting it gives up waiting for the server, and ends it. */
  readonly signal: AbortSignal;
  /** Aborting it does not let the server end in its own time. */
  readonly stopNow: AbortSignal;
  /** A second that the model is still loading, with the server's last line. */
  readonly onLoading: (seconds: number, line: string) => void;
}

const pollMs = 250;
const mostPorts = 3;
const defaultQuietMinutes = 15;
const mebibyte = 1024 * 1024;

/** A server that this program started for one model. */
export class ManagedServer {
  readonly baseUrl: string;
  readonly #served: ServedModel;
  readonly #surroundings: ServerSurroundings;
  readonly #log: ServerLog;
  readonly #process: ServerProcess;
  readonly #forget: () => void;
  #isReady = false;

  private constructor(
    served: ServedModel,
    surroundings: ServerSurroundings,
    at: { port: number; log: ServerLog; process: ServerProcess; forget: () => void },
  ) {
    this.#served = served;
    this.#surroundings = surroundings;
    this.#log = at.log;
    this.#process = at.process;
    this.#forget = at.forget;
    this.baseUrl = `http://127.0.0.1:${at.port}/v1`;
  }

  /**
   * Starts the server and waits until calls can be made.
   * @throws ModelError `own-server` that says why it did not become ready; UsageError where the program is not installed; the
   * signal's reason where that is aborted
   */
  static async start(served: ServedModel, surroundings: ServerSurroundings): Promise<ManagedServer> {
    const given = givenPort(served.settings.args);
    for (let attempt = 1; ; attempt += 1) {
      const server = ManagedServer.#spawn(served, surroundings, given ?? (await freePort()));
      try {
        await server.#untilReady();
        return server;
      } catch (error) {
        await server.stop();
        // Another program may take a port between the look and the start.
        const isTaken = error instanceof ModelError && error.message.includes('port is in use');
        if (!isTaken || given !== null || attempt === mostPorts) throw error;
      }
    }
  }

  static #spawn(served: ServedModel, surroundings: ServerSurroundings, port: number): ManagedServer {
    const { model, program, settings } = served;
    const { environment, providers, store } = surroundings;
    const command = requireProgram(served, environment);
    const { args, environment: own } = program.start(nameOf(model), port, settings);
    const typed = typedCommand({ command: program.executable, args });
    const folder = recordsFolder(environment);
    const log = new ServerLog(logFolder(store, folder), model, typed, secretsIn(environment, providers));
    const mark = randomUUID();
    const record = recordServer(folder, mark, `${typed} (${model})`);
    const process = new ServerProcess(command, args, {
      mark,
      output: log.file,
      environment: { ...variablesFor(program, environment, providers), ...own, [markVariable]: mark },
    });
    if (process.pid !== null) recordProcess(folder, record, process.pid);
    return new ManagedServer(served, surroundings, {
      port,
      log,
      process,
      forget: () => removeRecord(folder, record),
    });
  }

  /** How the server is started, for people. */
  static commandOf({ model, program, settings }: ServedModel): string {
    const { args } = program.start(nameOf(model), 0, settings);
    const place = args.findIndex((word, at) => word === '--host' && args[at + 2] === '--port');
    const shown = place === -1 ? args : args.toSpliced(place, 4);
    return typedCommand({ command: program.executable, args: shown });
  }

  get logPath(): string {
    return this.#log.path;
  }

  /** What a failed call means: where the server has ended, that; otherwise the failure itself. */
  async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof ModelError) || !this.#isReady) return error;
    if (error.reason !== 'network' && error.reason !== 'timeout') return error;
    // A connection is reset a little before the process has ended.
    await Promise.race([this.#process.ended, wait(1000, undefined, { ref: false })]);
    const { end } = this.#process;
    return end === null ? error : failureOf(this.#failed, end, true);
  }

  /** Ends it, with all of its processes. */
  async stop(): Promise<void> {
    await this.#process.stop(this.#surroundings.stopNow);
    this.#forget();
    this.#log.close();
  }

  get #failed() {
    const { model, program } = this.#served;
    const { HF_TOKEN = '', HUGGING_FACE_HUB_TOKEN = '' } = this.#surroundings.environment;
    return { model, program, log: this.#log, hasToken: `${HF_TOKEN}${HUGGING_FACE_HUB_TOKEN}`.trim() !== '' };
  }

  async #untilReady(): Promise<void> {
    const watch = this.#watched();
    const { program, model } = this.#served;
    const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
    try {
      await watch(async () => {
        const { origin } = new URL(this.baseUrl);
        const { statusCode, body } = await request(`${origin}${program.healthPath}`, { dispatcher: agent });
        await body.dump();
        return statusCode === 200;
      });
      if (program.loadsOnRequest === true) await this.#load(agent, watch);
      // The process may have ended and another program answer at its port.
      if (this.#process.end !== null) throw failureOf(this.#failed, this.#process.end, false);
      const { environment, providers } = this.#surroundings;
      const { steps } = await checkModel(model, { environment, providers, baseUrl: this.baseUrl });
      const last = steps.at(-1);
      if (last?.outcome === 'problem') throw wrongModel(this.#failed, `${last.message} ${last.advice ?? ''}`);
      this.#isReady = true;
    } finally {
      await agent.destroy();
    }
  }

  /** Fetches the model and loads it, as Ollama does on request. */
  async #load(agent: Agent, watch: (attempt: () => Promise<boolean>) => Promise<void>): Promise<void> {
    const model = nameOf(this.#served.model);
    const ask = async (path: string, body: object) => {
      const { origin } = new URL(this.baseUrl);
      const response = await request(`${origin}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        dispatcher: agent,
      });
      let last = '';
      for await (const chunk of response.body) {
        last = `${last}${chunk}`.slice(-mebibyte);
        this.#noteLine(last);
      }
      const said = /"error"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(last)?.[1];
      if (response.statusCode !== 200 || said !== undefined) {
        throw failureOf(this.#failed, null, false, said ?? `status ${response.statusCode}`);
      }
    };
    const work = (async () => {
      // A model that is here is not looked for on the network, which may be away.
      const isHere = (await this.#status(agent, '/api/show', { model })) === 200;
      if (!isHere) await ask('/api/pull', { model, stream: true });
      await ask('/api/generate', { model, keep_alive: -1 });
    })();
    let isDone = false;
    let failure: unknown = null;
    const ended = work.then(
      () => {
        isDone = true;
      },
      (error: unknown) => {
        failure = error;
      },
    );
    await watch(async () => {
      await Promise.race([ended, wait(pollMs)]);
      if (failure !== null)
        throw failure instanceof ModelError ? failure : failureOf(this.#failed, null, false, String(failure));
      return isDone;
    });
  }

  async #status(dispatcher: Agent, path: string, body: object): Promise<number> {
    const address = `${new URL(this.baseUrl).origin}${path}`;
    const response = await request(address, { method: 'POST', body: JSON.stringify(body), dispatcher });
    await response.body.dump();
    return response.statusCode;
  }

  /** What the server says of fetching a model; it is not in its log. */
  #said = '';

  #noteLine(text: string): void {
    const [, status = '', rest = ''] = /"status":"([^"]*)"([^\n]*)\n?$/.exec(text) ?? [];
    const [, total] = /"total":(\d+)/.exec(rest) ?? [];
    const [, completed] = /"completed":(\d+)/.exec(rest) ?? [];
    const megabytes = (bytes: string) => `${Math.round(Number(bytes) / 1e6)} MB`;
    this.#said =
      total === undefined ? status : `${status}: ${megabytes(completed ?? '0')} of ${megabytes(total)}`;
  }

  /**
   * Repeats attempts until one says that it is done. Ends with an error where the process has ended, or prints nothing more.
   * An attempt that fails to connect is tried again.
   */
  #watched(): (attempt: () => Promise<boolean>) => Promise<void> {
    const startedAt = performance.now();
    const { signal, onLoading, environment } = this.#surroundings;
    const quietMinutes = Number(environment.HVSB_SERVER_QUIET_MINUTES) || defaultQuietMinutes;
    let [heard, heardAt, reported] = ['', startedAt, -1];
    return async (attempt) => {
      for (;;) {
        signal.throwIfAborted();
        if (this.#process.end !== null) throw failureOf(this.#failed, this.#process.end, false);
        const isDone = await Promise.race([
          attempt().catch(unlessUnreached),
          this.#process.ended.then(() => false),
        ]);
        if (isDone) return;
        const now = performance.now();
        const hears = `${this.#log.size} ${this.#said}`;
        if (hears !== heard) [heard, heardAt] = [hears, now];
        if (now - heardAt > quietMinutes * 60_000) throw neverReady(this.#failed, quietMinutes);
        const second = Math.floor((now - startedAt) / 1000);
        if (second > reported) {
          reported = second;
          onLoading(second, this.#said === '' ? (this.#log.lines(1)[0] ?? '') : this.#said);
        }
        await wait(pollMs, undefined, { signal }).catch(() => {});
      }
    };
  }
}

/** Nothing listens yet, which is no failure; what the server itself says is. */
function unlessUnreached(error: unknown): boolean {
  if (error instanceof ModelError) throw error;
  return false;
}

function nameOf(model: string): string {
  return model.slice(model.indexOf(':') + 1);
}

/** The port that the arguments name; null where hvsb takes a free one. */
function givenPort(args: readonly string[] = []): number | null {
  const text = args.join(' ');
  const [, port] = /(?:^| )--port[= ](\d+)(?: |$)/.exec(text) ?? [];
  return port === undefined ? null : Number(port);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A port has a number.');
  return address.port;
}

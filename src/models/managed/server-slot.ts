import { HvsbError } from '../../errors/errors.ts';
import { checkModel } from '../check-model.ts';
import { describeModel, type OpenModelOptions } from '../open-model.ts';
import { recordsFolder, stopLeftovers } from './leftovers.ts';
import { ManagedServer, type ServerSurroundings } from './managed-server.ts';
import { requireInstalled } from './program-surroundings.ts';
import { decisiveArguments, type ServedModel } from './server-programs.ts';

/** What happens with servers. */
export type ServerNews =
  | { readonly state: 'starting'; readonly model: string; readonly command: string }
  /** Each second until the server is ready. */
  | {
      readonly state: 'loading';
      readonly model: string;
      readonly seconds: number;
      /** The last line that the server printed; empty before the first. */
      readonly line: string;
    }
  | { readonly state: 'ready'; readonly model: string; readonly seconds: number; readonly log: string }
  | { readonly state: 'failed'; readonly model: string; readonly message: string }
  | { readonly state: 'stopping' | 'stopped'; readonly model: string }
  | { readonly state: 'reused'; readonly model: string; readonly endpoint: string }
  | { readonly state: 'leftover'; readonly command: string; readonly pid: number | null };

/** How the server of a model is reached. */
export interface Reached {
  /** Null where it is the one at the model's usual address, which somebody else started. */
  readonly baseUrl: string | null;
  /** What a failed call means. */
  explain(error: unknown): Promise<unknown>;
}

type Surroundings = Omit<ServerSurroundings, 'store' | 'onLoading'>;

/** A server's usual address has to answer within this time to be used. */
const probeTimeoutMs = 3000;

/**
 * Room for one server: starting one ends the one before, so that models too large to be loaded together are served one after the
 * other. A server that failed is not started again.
 */
export class ServerSlot {
  readonly #surroundings: Surroundings;
  readonly #onNews: (news: ServerNews) => void;
  readonly #failures = new Map<string, HvsbError>();
  #current: { readonly key: string; readonly model: string; readonly server: ManagedServer } | null = null;
  #isClean = false;

  constructor(surroundings: Surroundings, onNews: (news: ServerNews) => void) {
    this.#surroundings = surroundings;
    this.#onNews = onNews;
  }

  /** The model that is served now; null where none is. */
  get serving(): string | null {
    return this.#current?.model ?? null;
  }

  /** Whether the model's server failed, which was said when it did. */
  hasFailed(model: string): boolean {
    return [...this.#failures.keys()].some((key) => JSON.parse(key)[0] === model);
  }

  /**
   * Has the model served, by the server that serves it now, by one at its usual address, or by one that is started.
   * @param address the usual address
   * @throws HvsbError where it could not be, now or before; the signal's reason where that is aborted
   */
  async use(served: ServedModel, store: string, address: OpenModelOptions): Promise<Reached> {
    const key = keyOf(served);
    const known = this.#failures.get(key);
    if (known !== undefined) throw known;
    if (this.#current?.key === key) return this.#reached(key, served.model, this.#current.server);
    if (await isServed(served, address)) {
      this.#onNews({ state: 'reused', model: served.model, endpoint: usualEndpoint(served.model, address) });
      return { baseUrl: null, explain: async (error) => error };
    }
    await this.stop();
    await this.#stopLeftovers();
    try {
      const server = await this.#started(served, store);
      this.#current = { key, model: served.model, server };
      return this.#reached(key, served.model, server);
    } catch (error) {
      throw this.#failed(key, served.model, error);
    }
  }

  /** Ends the server that runs, if one does. */
  async stop(): Promise<void> {
    const current = this.#current;
    if (current === null) return;
    this.#current = null;
    this.#onNews({ state: 'stopping', model: current.model });
    await current.server.stop();
    this.#onNews({ state: 'stopped', model: current.model });
  }

  /** Fails where the model could neither be served by a program of this machine nor is served already. @throws UsageError */
  async require(served: ServedModel, address: OpenModelOptions): Promise<void> {
    try {
      await requireInstalled(served, this.#surroundings.environment);
      ManagedServer.commandOf(served);
    } catch (error) {
      if (!(await isServed(served, address))) throw error;
    }
  }

  async #started(served: ServedModel, store: string): Promise<ManagedServer> {
    const { model } = served;
    const startedAt = performance.now();
    const onLoading = (seconds: number, line: string) =>
      this.#onNews({ state: 'loading', model, seconds, line });
    this.#onNews({ state: 'starting', model, command: ManagedServer.commandOf(served) });
    try {
      const server = await ManagedServer.start(served, { ...this.#surroundings, store, onLoading });
      const seconds = (performance.now() - startedAt) / 1000;
      this.#onNews({ state: 'ready', model, seconds, log: server.logPath });
      return server;
    } catch (error) {
      this.#onNews({ state: 'stopped', model });
      throw error;
    }
  }

  #reached(key: string, model: string, server: ManagedServer): Reached {
    const explain = async (error: unknown) => {
      const found = await server.explain(error);
      return found === error ? error : this.#failed(key, model, found);
    };
    return { baseUrl: server.baseUrl, explain };
  }

  /** Says so once, and keeps it. */
  #failed(key: string, model: string, error: unknown): unknown {
    if (!(error instanceof HvsbError)) return error;
    const known = this.#failures.get(key);
    if (known !== undefined) return known;
    this.#failures.set(key, error);
    this.#onNews({ state: 'failed', model, message: error.describe() });
    return error;
  }

  async #stopLeftovers(): Promise<void> {
    if (this.#isClean) return;
    this.#isClean = true;
    for (const leftover of await stopLeftovers(recordsFolder(this.#surroundings.environment))) {
      this.#onNews({ state: 'leftover', ...leftover });
    }
  }
}

function usualEndpoint(model: string, address: OpenModelOptions): string {
  return describeModel(model, address).endpoint;
}

function keyOf({ model, settings }: ServedModel): string {
  return JSON.stringify([model, settings.gpus ?? null, settings.args ?? []]);
}

/** Whether the model's usual address serves it. Nobody knows with which arguments, so where answers depend on them it does not count. */
async function isServed(
  { model, program, settings }: ServedModel,
  address: OpenModelOptions,
): Promise<boolean> {
  if (decisiveArguments(program, settings.args) !== '') return false;
  const { steps } = await checkModel(model, { ...address, timeoutMs: probeTimeoutMs });
  return steps.some(({ step, outcome }) => step === 'model' && outcome === 'ok');
}

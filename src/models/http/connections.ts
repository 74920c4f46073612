import { buildConnector, Client, type Dispatcher, errors } from 'undici';
import type { Exchange } from './exchange.ts';
import { networkError } from './network-error.ts';

export interface ConnectionSettings {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Bound on opening a connection. */
  readonly connectTimeoutMs: number;
  /** Most connections; null for as many as there are requests in flight. */
  readonly connections: number | null;
}

/** What holds for every exchange over them. */
export type ExchangeOptions = Pick<Client.Options, 'headersTimeout' | 'bodyTimeout' | 'maxResponseSize'>;

interface Waiting {
  readonly options: Dispatcher.DispatchOptions;
  readonly exchange: Exchange;
}

/**
 * The connections to one server, each with one request at a time. The one that became free last is taken first, so
 * that those which are no longer needed grow old and are closed.
 *
 * undici's own `Pool` looks through its connections at every request and learns by events which of them are free:
 * with 256 connections that takes a fifth of the processor time of a request.
 */
export class Connections {
  readonly #settings: ConnectionSettings;
  readonly #exchangeOptions: ExchangeOptions;
  /** One for all, so that a new connection can resume the TLS session of another. */
  readonly #connect: buildConnector.connector;
  readonly #open = new Set<Client>();
  readonly #free: Client[] = [];
  readonly #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(settings: ConnectionSettings, exchangeOptions: ExchangeOptions) {
    this.#settings = settings;
    this.#exchangeOptions = exchangeOptions;
    this.#connect = buildConnector({ timeout: settings.connectTimeoutMs });
  }

  dispatch(options: Dispatcher.DispatchOptions, exchange: Exchange): void {
    if (this.#isClosed) {
      failClosed(exchange);
      return;
    }
    const client = this.#free.pop() ?? this.#opened();
    if (client === null) this.#waiting.push({ options, exchange });
    else this.#dispatchOver(client, options, exchange);
  }

  /** Ends the connections at once; what is still in flight, or waits for one, fails. */
  async destroy(): Promise<void> {
    this.#isClosed = true;
    for (const { exchange } of this.#waiting.splice(0)) failClosed(exchange);
    await Promise.all([...this.#open].map((client) => client.destroy()));
  }

  #dispatchOver(client: Client, options: Dispatcher.DispatchOptions, exchange: Exchange): void {
    exchange.whenFinished((isWhole) => (isWhole ? this.#freed(client) : this.#broken(client)));
    client.dispatch(options, exchange);
  }

  #opened(): Client | null {
    const { origin, connections } = this.#settings;
    if (connections !== null && this.#open.size >= connections) return null;
    const client = new Client(origin, { ...this.#exchangeOptions, connect: this.#connect });
    this.#open.add(client);
    return client;
  }

  #freed(client: Client): void {
    const next = this.#nextWaiting();
    if (next === undefined) this.#free.push(client);
    else this.#dispatchOver(client, next.options, next.exchange);
  }

  #broken(client: Client): void {
    this.#open.delete(client);
    void client.destroy();
    const next = this.#nextWaiting();
    if (next !== undefined) this.dispatch(next.options, next.exchange);
  }

  /** Passes over those that were given up meanwhile. */
  #nextWaiting(): Waiting | undefined {
    let next = this.#waiting.shift();
    while (next?.exchange.isDone) next = this.#waiting.shift();
    return next;
  }
}

function failClosed(exchange: Exchange): void {
  exchange.abort(networkError(new errors.ClientDestroyedError()));
}

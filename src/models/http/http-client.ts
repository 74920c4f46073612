import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { UsageError } from '../../errors/errors.ts';
import { isThisMachine, isWithoutProxy } from './addresses.ts';
import { maxBodyBytes } from './body-text.ts';
import { type ConnectionSettings, Connections } from './connections.ts';
import { Exchange, type HttpResponse } from './exchange.ts';

export interface HttpClientSettings extends ConnectionSettings {
  /** `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are read from here. A server on this machine is never asked for through a proxy. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | null;
  /** Bound on the whole exchange, from sending to the last byte; 0 for none. */
  readonly timeoutMs: number;
}

/** What is used of a dispatcher. */
interface RequestDispatcher {
  dispatch(options: Dispatcher.DispatchOptions, exchange: Exchange): unknown;
  destroy(): Promise<void>;
}

/** Pooled connections to one server. Sends each request once: whether to try again is for the caller to decide. */
export class HttpClient {
  readonly #origin: string;
  readonly #dispatcher: RequestDispatcher;

  constructor(settings: HttpClientSettings) {
    this.#origin = settings.origin;
    this.#dispatcher = dispatcherFor(settings);
  }

  /**
   * Resolves with the whole response, whatever its status. Aborting rejects at once with the signal's reason.
   * @throws ModelError `network` or `timeout`
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(resolve, reject);
      const abort = () => exchange.abort(signal.reason);
      signal.addEventListener('abort', abort);
      const timer =
        request.timeoutMs > 0
          ? setTimeout(() => exchange.timeOut(request.timeoutMs), request.timeoutMs)
          : undefined;
      exchange.whenDone(() => {
        signal.removeEventListener('abort', abort);
        clearTimeout(timer);
      });
      const { path, method, headers, body } = request;
      this.#dispatcher.dispatch({ origin: this.#origin, path, method, headers, body }, exchange);
    });
  }

  /** Ends the connections at once; what is still in flight fails. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }
}

function dispatcherFor(settings: HttpClientSettings): RequestDispatcher {
  const exchangeOptions = {
    // The exchange has a bound of its own; a model may think for minutes before the first byte.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: maxBodyBytes,
  };
  const proxy = proxySettings(settings);
  if (proxy === null) return new Connections(settings, exchangeOptions);
  const { connections, connectTimeoutMs: connectTimeout } = settings;
  return new EnvHttpProxyAgent({ ...exchangeOptions, ...proxy, connections, connectTimeout });
}

function proxySettings({ origin, environment }: HttpClientSettings): EnvHttpProxyAgent.Options | null {
  const { protocol, hostname } = new URL(origin);
  if (isThisMachine(hostname)) return null;
  const httpProxy = proxyAddress('HTTP_PROXY', environment);
  const httpsProxy = proxyAddress('HTTPS_PROXY', environment);
  if ((protocol === 'https:' ? httpsProxy : httpProxy) === '') return null;
  if (isWithoutProxy(origin, environment.no_proxy ?? environment.NO_PROXY ?? '')) return null;
  return { httpProxy, httpsProxy, noProxy: '' };
}

const open = new Map<string, { readonly client: HttpClient; users: number }>();

/** A client that is shared: the models of one endpoint use the same connections. */
export interface SharedHttpClient {
  readonly client: HttpClient;
  /** Gives the client up; the last one to do so closes the connections. Again does nothing. */
  release(): Promise<void>;
}

/** The client for these settings, opened if no one uses it yet. */
export function shareHttpClient(settings: HttpClientSettings): SharedHttpClient {
  const key = sharingKey(settings);
  const entry = open.get(key) ?? { client: new HttpClient(settings), users: 0 };
  open.set(key, entry);
  entry.users += 1;
  let released = false;
  return {
    client: entry.client,
    async release() {
      if (released) return;
      released = true;
      entry.users -= 1;
      if (entry.users > 0) return;
      open.delete(key);
      await entry.client.close();
    },
  };
}

function sharingKey({ origin, connectTimeoutMs, connections, environment }: HttpClientSettings): string {
  const { http_proxy, HTTP_PROXY, https_proxy, HTTPS_PROXY, no_proxy, NO_PROXY } = environment;
  return JSON.stringify([
    origin,
    connectTimeoutMs,
    connections,
    http_proxy ?? HTTP_PROXY,
    https_proxy ?? HTTPS_PROXY,
    no_proxy ?? NO_PROXY,
  ]);
}

/**
 * The address of a proxy as a URL, empty where there is none. Without a scheme it is one of `http`, as other programs
 * take it.
 * @throws UsageError naming the variable, never its value, which may hold a password
 */
export function proxyAddress(
  variable: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const given = (environment[variable.toLowerCase()] ?? environment[variable] ?? '').trim();
  if (given === '') return '';
  const address = given.includes('://') ? given : `http://${given}`;
  if (URL.canParse(address) && /^(?:https?|socks5?):$/.test(new URL(address).protocol)) return address;
  throw new UsageError('This is not an address that a proxy can have.', {
    where: variable,
    expected: 'http:// or https:// with a host and a port, for example http://proxy.example:3128',
  });
}

import { STATUS_CODES } from 'node:http';
import { type Dispatcher, EnvHttpProxyAgent, errors, request } from 'undici';
import { DownloadError } from '../errors/errors.ts';
import { type Connection, type DownloadOptions, type FetchSettings, fetchSettings } from './options.ts';
import { networkError, retryAfterMs } from './retries.ts';

export interface OpenedResponse {
  readonly status: number;
  /** Header of the last response; a repeated one is joined by commas. */
  header(name: string): string | undefined;
  /** SHA-256 that the Hugging Face hub gives for the file, on whichever hop it stood; null where none did. */
  readonly linkedSha256: string | null;
  readonly body: AsyncIterable<Uint8Array> & { dump(): Promise<void> };
}

const mostRedirects = 10;

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Asks for a URL and follows redirects. The `Authorization` header goes to the URL's own origin only. Gives back
 * 200, 206 and 416; the caller reads or dumps the body.
 * @throws DownloadError for any other status, a redirect that leads nowhere, and a failing network.
 */
export async function openResponse(
  published: string,
  headers: Readonly<Record<string, string>>,
  connection: Connection,
): Promise<OpenedResponse> {
  const first = new URL(published);
  const authorization = connection.settings.authorize(first);
  let url = first;
  let linkedSha256: string | null = null;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const credentials = authorization !== null && url.origin === first.origin ? { authorization } : undefined;
    const response = await send(url, { ...headers, ...credentials }, published, connection);
    const header = headerReader(response);
    linkedSha256 ??= sha256Of(header('x-linked-etag'));
    if (!redirects.has(response.statusCode)) {
      if ([200, 206, 416].includes(response.statusCode)) {
        return { status: response.statusCode, header, linkedSha256, body: response.body };
      }
      await response.body.dump();
      throw statusError(published, response.statusCode, header, connection.ifUnavailable, authorization);
    }
    await response.body.dump();
    url = redirectTarget(published, url, header('location'));
  }
  throw new DownloadError('The server redirects without end.', {
    where: published,
    expected: `at most ${mostRedirects} redirects`,
    canRetry: false,
  });
}

/**
 * undici looks at its signal and its time limit only once a connection is open; with a proxy that never answers, none
 * ever does. So both are watched here, until the headers are there.
 */
async function send(
  url: URL,
  headers: Record<string, string>,
  published: string,
  { dispatcher, settings, signal }: Connection,
): Promise<Dispatcher.ResponseData> {
  const late = new AbortController();
  const limitMs = settings.connectTimeoutMs + settings.stallTimeoutMs;
  const timer = setTimeout(() => late.abort(new errors.HeadersTimeoutError()), limitMs);
  const stop = signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]);
  try {
    const sent = request(url, { dispatcher, headers, signal: stop });
    return await Promise.race([sent, rejectionAt(stop)]);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw networkError(error, published);
  } finally {
    clearTimeout(timer);
  }
}

function rejectionAt(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function headerReader(response: Dispatcher.ResponseData): (name: string) => string | undefined {
  return (name) => {
    const value = response.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
}

function sha256Of(etag: string | undefined): string | null {
  return /^"?([0-9a-f]{64})"?$/.exec(etag ?? '')?.[1] ?? null;
}

function redirectTarget(published: string, from: URL, location: string | undefined): URL {
  const target = location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : null;
  const safe = from.protocol === 'https:' ? ['https:'] : ['https:', 'http:'];
  if (target !== null && safe.includes(target.protocol)) return target;
  throw new DownloadError('The server redirects to an address that cannot be followed.', {
    where: published,
    expected: `an address that begins with ${safe.join(' or ')}`,
    found: target === null ? 'none' : target.protocol,
    canRetry: false,
  });
}

function statusError(
  published: string,
  status: number,
  header: (name: string) => string | undefined,
  ifUnavailable: string,
  authorization: string | null,
): DownloadError {
  // The Hugging Face hub says in this header why it refuses, for example that a data set is gated.
  const reason = withoutToken(header('x-error-message'), authorization);
  return new DownloadError('The server does not give the file.', {
    where: published,
    found: `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd() + (reason ? `: ${reason}` : ''),
    advice: statusAdvice(status, ifUnavailable),
    status,
    hubCode: header('x-error-code') ?? null,
    canRetry: status >= 500 || passing.has(status),
    retryAfterMs: retryAfterMs(header('retry-after')),
  });
}

/** A server may repeat what it was sent. */
function withoutToken(reason: string | undefined, authorization: string | null): string | undefined {
  const token = authorization?.split(' ').at(-1);
  return token ? reason?.replaceAll(token, '[token]') : reason;
}

function statusAdvice(status: number, ifUnavailable: string): string {
  if (status === 401 || status === 403) {
    return 'The file may need an account: for huggingface.co, accept its terms there and set HF_TOKEN.';
  }
  if (status === 404 || status === 410) {
    return `The publisher may have moved the file. ${ifUnavailable}`;
  }
  if (status >= 500 || passing.has(status)) return 'Run the command again later; what arrived is saved.';
  return 'Open the address in a browser to see what the server says.';
}

export interface ConnectionPurpose {
  readonly folder: string;
  /** How another folder is chosen, for example "with --out". */
  readonly otherFolder: string;
  readonly ifUnavailable: string;
}

/**
 * Lends a connection, through the proxy that the environment names, and closes it afterwards.
 * @throws DownloadError where the folder cannot be written, and what `use` throws.
 */
export async function withConnection<Result>(
  { signal, fetchOptions }: DownloadOptions,
  { folder, otherFolder, ifUnavailable }: ConnectionPurpose,
  use: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const settings = fetchSettings(fetchOptions);
  const dispatcher = proxyAgent(settings);
  try {
    return await use({ dispatcher, settings, signal, ifUnavailable });
  } catch (error) {
    throw diskError(error, folder, otherFolder);
  } finally {
    await dispatcher.destroy();
  }
}

function proxyAgent(settings: FetchSettings): EnvHttpProxyAgent {
  const { environment, connectTimeoutMs, stallTimeoutMs } = settings;
  return new EnvHttpProxyAgent({
    // Empty strings keep undici from reading the process's own environment.
    httpProxy: environment.http_proxy ?? environment.HTTP_PROXY ?? '',
    httpsProxy: environment.https_proxy ?? environment.HTTPS_PROXY ?? '',
    noProxy: environment.no_proxy ?? environment.NO_PROXY ?? '',
    connect: { timeout: connectTimeoutMs },
    headersTimeout: stallTimeoutMs,
    bodyTimeout: stallTimeoutMs,
  });
}

/** A full disk or a folder that may not be written is for the user to fix, not a bug. */
function diskError(error: unknown, folder: string, otherFolder: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  return new DownloadError('The download cannot be written.', {
    where: 'path' in error && typeof error.path === 'string' ? error.path : folder,
    found: error.message,
    advice: `Make room or choose another folder ${otherFolder}.`,
    canRetry: false,
    cause: error,
  });
}

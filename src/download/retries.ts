import { setTimeout as sleep } from 'node:timers/promises';
import { DownloadError } from '../errors/errors.ts';
import type { Connection, DownloadProgress } from './options.ts';

/**
 * Attempts something until it succeeds, fails for good, or was attempted as often as the settings say; waits in
 * between and reports the waits under the name of the file.
 * @throws DownloadError the last one; the signal's reason where it is aborted during a wait.
 */
export async function withRetries<Result>(
  file: string,
  connection: Connection,
  report: (progress: DownloadProgress) => void,
  attemptIt: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptIt();
    } catch (error) {
      if (!(error instanceof DownloadError) || !error.canRetry) throw error;
      if (attempt >= connection.settings.attempts) throw error;
      await waitAfter(error, attempt, file, connection, report);
    }
  }
}

async function waitAfter(
  error: DownloadError,
  attempt: number,
  file: string,
  { settings, signal }: Connection,
  report: (progress: DownloadProgress) => void,
): Promise<void> {
  const asked = error.retryAfterMs;
  if (asked !== null && asked > settings.longestRetryAfterMs) throw longWait(error, asked);
  const waitMs = asked ?? backoffMs(attempt, settings);
  const { attempts } = settings;
  const problem = error.found === undefined ? error.message : `${error.message} (${error.found})`;
  report({ kind: 'waiting', file, problem, waitMs, attempt, attempts });
  try {
    await sleep(waitMs, undefined, { signal });
  } catch (cause) {
    throw signal?.aborted ? signal.reason : cause;
  }
}

function longWait(error: DownloadError, askedMs: number): DownloadError {
  return new DownloadError('The server asks to come back later.', {
    where: error.where,
    found: error.found,
    advice: `Run the command again in ${Math.ceil(askedMs / 60_000)} minutes; what arrived is saved.`,
    canRetry: true,
    retryAfterMs: askedMs,
    cause: error,
  });
}

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date. Milliseconds from now, at least 0; null where there is
 * none or it cannot be read.
 */
export function retryAfterMs(header: string | undefined, now = Date.now()): number | null {
  const value = header?.trim();
  if (!value) return null;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** How long to wait after attempt number `attempt` (from 1): full jitter under a doubling bound. Milliseconds. */
export function backoffMs(
  attempt: number,
  bounds: { readonly firstWaitMs: number; readonly longestWaitMs: number },
  random: () => number = Math.random,
): number {
  return random() * Math.min(bounds.longestWaitMs, bounds.firstWaitMs * 2 ** (attempt - 1));
}

const timeouts: ReadonlySet<string> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);

// These do not pass by waiting: a name that does not exist, a certificate that is not trusted.
const lasting = /^(ENOTFOUND|CERT_|ERR_TLS_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_|ERR_INVALID)/;

/** What undici threw, as an error that says whether a retry can help. */
export function networkError(cause: unknown, where: string): DownloadError {
  const code = codeOf(cause);
  const found = cause instanceof Error ? cause.message || code : String(cause);
  if (timeouts.has(code)) {
    return new DownloadError('The server did not answer in time.', {
      where,
      found,
      advice: 'Run the command again later; what arrived is saved.',
      canRetry: true,
      cause,
    });
  }
  return new DownloadError('The server cannot be reached.', {
    where,
    found,
    advice: 'Check the network, and HTTPS_PROXY if you are behind a proxy.',
    canRetry: !lasting.test(code),
    cause,
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

import { setTimeout as sleep } from 'node:timers/promises';
import { DownloadError } from '../errors/download-error.ts';
import type { DownloadProgress } from './download-progress.ts';
import type { Connection } from './open-response.ts';
import { backoffMs } from './retry-wait.ts';

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
    advice: `Run the command again in ${Math.ceil(askedMs / 60_000)} minutes; what arrived is kept.`,
    canRetry: true,
    retryAfterMs: askedMs,
    cause: error,
  });
}

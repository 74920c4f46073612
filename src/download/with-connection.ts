import { EnvHttpProxyAgent } from 'undici';
import { DownloadError } from '../errors/download-error.ts';
import type { DownloadOptions } from './download-options.ts';
import type { FetchSettings } from './fetch-options.ts';
import { fetchSettings } from './fetch-settings.ts';
import type { Connection } from './open-response.ts';

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

/** A full disk or a folder that may not be written is the user's to mend, not a bug. */
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

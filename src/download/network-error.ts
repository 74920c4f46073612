import { DownloadError } from '../errors/download-error.ts';

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
      advice: 'Run the command again later; what arrived is kept.',
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

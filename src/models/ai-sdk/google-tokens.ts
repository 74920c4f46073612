import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { ModelError, type ModelErrorReason, UsageError } from '../../errors/errors.ts';
import { redact } from '../keys/redact.ts';
import type { AiSdkSettings } from './ai-sdk-model.ts';

/** Gives the token that goes with a request, which is renewed when it expires. */
export interface TokenSource {
  getAccessToken(): Promise<{ readonly token?: string | null }>;
}

/** The user gives the token in a header, which takes the place of this one. */
export const tokenInHeader: TokenSource = { getAccessToken: async () => ({ token: 'in a header' }) };

/** As much of Google's library as is used here. */
interface GoogleAuthLibrary {
  readonly GoogleAuth: new (options: {
    readonly scopes: readonly string[];
    readonly credentials?: unknown;
  }) => { getClient(): Promise<TokenSource> };
}

/**
 * Tokens for these credentials, from Google or whoever the file names. Nothing is sent before the first is asked for.
 * @param file null for the credentials of a machine of Google's
 * @throws UsageError where the file holds no credentials
 */
export async function openGoogleTokens(
  file: string | null,
  { noteSecret }: Pick<AiSdkSettings, 'noteSecret'>,
): Promise<TokenSource> {
  const client = await openClient(file).catch((cause: unknown) => {
    throw new UsageError('The credentials for Google Cloud cannot be used.', {
      where: file ?? 'vertex',
      expected: 'a file with credentials, as Google Cloud and gcloud write them',
      // What the parser says quotes the file.
      found: cause instanceof SyntaxError ? 'no JSON' : messageOf(cause),
      advice: 'Write them again, for example with "gcloud auth application-default login".',
    });
  });
  return {
    async getAccessToken() {
      const { token } = await withinTime(client.getAccessToken()).catch((error: unknown) => {
        throw tokenFailure(error);
      });
      if (typeof token !== 'string' || token === '')
        throw tokenFailure(new Error('There is no token in the answer.'));
      noteSecret(token);
      return { token };
    },
  };
}

const scope = 'https://www.googleapis.com/auth/cloud-platform';

async function openClient(file: string | null): Promise<TokenSource> {
  const { GoogleAuth } = loadLibrary();
  // Read here: a file that the library reads itself and cannot make sense of would be found out by the first call.
  const given = file === null ? {} : { credentials: JSON.parse(await readFile(file, 'utf8')) };
  return new GoogleAuth({ scopes: [scope], ...given }).getClient();
}

/** It comes with the vendor's package, and need not lie beside this one. */
function loadLibrary(): GoogleAuthLibrary {
  const vendorPackage = createRequire(import.meta.url).resolve('@ai-sdk/google-vertex');
  // The type is a part of the library's own.
  return createRequire(vendorPackage)('google-auth-library') as GoogleAuthLibrary;
}

const longestWaitMs = 30_000;

/** The library itself waits without a limit. */
async function withinTime<Result>(work: Promise<Result>): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new ModelError('No token came in time.', { reason: 'timeout', advice: tokenAdvice }));
  }, longestWaitMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

const tokenAdvice =
  'Calls of Google Cloud need a token, which is fetched with the credentials; check them with "gcloud auth application-default print-access-token".';

function tokenFailure(error: unknown): ModelError {
  if (error instanceof ModelError) return error;
  return new ModelError(`There is no token for Google Cloud: ${messageOf(error)}`, {
    reason: reasonOf(error),
    advice: tokenAdvice,
    cause: error,
  });
}

function messageOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  return redact(said, []).replace(/\s+/g, ' ').slice(0, 300);
}

function reasonOf(error: unknown): ModelErrorReason {
  const { response, code } = error as {
    readonly response?: { readonly status?: unknown };
    readonly code?: unknown;
  };
  const status = response?.status;
  if (typeof status === 'number') return status === 429 || status >= 500 ? 'server' : 'authentication';
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) && code !== 'ENOENT'
    ? 'network'
    : 'authentication';
}

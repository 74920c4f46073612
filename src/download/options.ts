import type { Dispatcher } from 'undici';

/** How files are fetched; all of it may be left out. */
export interface DownloadOptions {
  /** Aborting rejects with the signal's reason and keeps what arrived. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly fetchOptions?: FetchOptions;
}

/**
 * What happens during a download. `progress`: bytes of the file that are here and its size (null: the server does not
 * say). `waiting`: an attempt failed and is repeated. `done`: the file is here whole; `fetched` is false where it
 * already was.
 */
export type DownloadProgress =
  | {
      readonly kind: 'progress';
      readonly file: string;
      readonly bytes: number;
      readonly total: number | null;
    }
  | {
      readonly kind: 'waiting';
      readonly file: string;
      readonly problem: string;
      readonly waitMs: number;
      readonly attempt: number;
      readonly attempts: number;
    }
  | { readonly kind: 'done'; readonly file: string; readonly bytes: number; readonly fetched: boolean };

/** How files are fetched. Every setting has a default that suits a person waiting at a terminal. */
export interface FetchOptions {
  /** Longest time until a connection is open. */
  readonly connectTimeoutMs?: number;
  /** Longest time without a byte from the server, before the headers or within the body. */
  readonly stallTimeoutMs?: number;
  /** How often a file is asked for before its download fails. */
  readonly attempts?: number;
  /** Upper bound of the first wait between attempts; it doubles with each. */
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
  /** A server that asks for a longer wait than this ends the download. */
  readonly longestRetryAfterMs?: number;
  /** Where `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` and `HF_TOKEN` are read. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The `Authorization` header for a published URL; null for none. It never follows a redirect to another origin. */
  readonly authorize?: (url: URL) => string | null;
}

export type FetchSettings = Required<FetchOptions>;

/** Fills in the defaults. */
export function fetchSettings(options: FetchOptions = {}): FetchSettings {
  const environment = options.environment ?? process.env;
  return {
    connectTimeoutMs: options.connectTimeoutMs ?? 15_000,
    stallTimeoutMs: options.stallTimeoutMs ?? 30_000,
    attempts: options.attempts ?? 6,
    firstWaitMs: options.firstWaitMs ?? 1_000,
    longestWaitMs: options.longestWaitMs ?? 30_000,
    longestRetryAfterMs: options.longestRetryAfterMs ?? 300_000,
    environment,
    authorize: options.authorize ?? ((url) => huggingFaceAuthorization(url, environment.HF_TOKEN)),
  };
}

/** The `Authorization` header for a URL of huggingface.co, over TLS only; null for any other host or without a token. */
export function huggingFaceAuthorization(url: URL, token: string | undefined): string | null {
  const trimmed = token?.trim();
  if (!trimmed || url.protocol !== 'https:') return null;
  const ours = url.hostname === 'huggingface.co' || url.hostname.endsWith('.huggingface.co');
  return ours ? `Bearer ${trimmed}` : null;
}

export interface Connection {
  readonly dispatcher: Dispatcher;
  readonly settings: FetchSettings;
  readonly signal: AbortSignal | undefined;
  /** What the user can do where the publisher no longer gives a file, as a sentence. */
  readonly ifUnavailable: string;
}

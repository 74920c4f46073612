/** How files are fetched. Every setting has a default that suits a person waiting at a terminal. */
export interface FetchOptions {
  /** Longest time until a connection stands. */
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

import type { DownloadProgress } from './download-progress.ts';
import type { FetchOptions } from './fetch-options.ts';

export interface DownloadOptions {
  /** Aborting rejects with the signal's reason and keeps what arrived. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DownloadProgress) => void;
  readonly fetchOptions?: FetchOptions;
}

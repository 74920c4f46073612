import type { FetchOptions, FetchSettings } from './fetch-options.ts';
import { huggingFaceAuthorization } from './hugging-face-authorization.ts';

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

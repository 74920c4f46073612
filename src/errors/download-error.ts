import { type ErrorDetails, HvsbError } from './hvsb-error.ts';

export interface DownloadErrorDetails extends ErrorDetails {
  readonly canRetry: boolean;
  /** How long the server asks to wait, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
  readonly status?: number;
  readonly hubCode?: string | null;
}

/** A download did not arrive whole, or is not the file that was pinned. */
export class DownloadError extends HvsbError {
  override readonly name = 'DownloadError';
  readonly #canRetry: boolean;
  readonly retryAfterMs: number | null;
  /** HTTP status that the server answered with; null where it was not the answer that was wrong. */
  readonly status: number | null;
  /** The word by which the Hugging Face hub says why it refuses, for example `GatedRepo`. */
  readonly hubCode: string | null;

  constructor(problem: string, details: DownloadErrorDetails) {
    super(problem, details);
    this.#canRetry = details.canRetry;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.status = details.status ?? null;
    this.hubCode = details.hubCode ?? null;
  }

  override get canRetry(): boolean {
    return this.#canRetry;
  }
}

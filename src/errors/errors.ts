import { printable } from './printable.ts';

/** What an error says: where it happened, what was expected and found, what to do next. */
export interface ErrorDetails {
  /** File and line, URL, option: where to look. */
  readonly where?: string;
  readonly expected?: string;
  readonly found?: string;
  /** What the user can do, as a sentence. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/**
 * Base of every error that speaks to the user. Anything else that is thrown is a bug and is shown with
 * its stack.
 * @example
 * try {
 *   await openModel('openai:gpt-4o-mini');
 * } catch (error) {
 *   if (error instanceof HvsbError) console.error(error.describe());
 * }
 */
export abstract class HvsbError extends Error {
  abstract override readonly name: string;
  readonly where: string | undefined;
  readonly expected: string | undefined;
  readonly found: string | undefined;
  readonly advice: string | undefined;

  constructor(problem: string, details: ErrorDetails = {}) {
    super(problem, { cause: details.cause });
    this.where = details.where;
    this.expected = details.expected;
    this.found = details.found;
    this.advice = details.advice;
  }

  /** Whether the same thing may work later without the user changing anything. */
  get canRetry(): boolean {
    return false;
  }

  /** The lines that the command line prints. */
  describe(): string {
    const lines = [this.where === undefined ? this.message : `${this.where}: ${this.message}`];
    if (this.expected !== undefined) lines.push(`  expected: ${this.expected}`);
    if (this.found !== undefined) lines.push(`  found:    ${this.found}`);
    if (this.advice !== undefined) lines.push(`  ${this.advice}`);
    return printable(lines.join('\n'));
  }
}

/**
 * The command line, an environment variable or a study file asks for something that cannot be.
 * @example
 * throw new UsageError('The limit cannot be used.', { expected: 'a whole number from 1', found: '0' });
 */
export class UsageError extends HvsbError {
  override readonly name = 'UsageError';
}

/**
 * A file that was read holds something else than its format says: a bad row, wrong bytes, a repeated id.
 * @example
 * throw new DataError('The row has no text.', { where: 'scenarios.csv:7', advice: 'Correct the row.' });
 */
export class DataError extends HvsbError {
  override readonly name = 'DataError';

  constructor(problem: string, details: ErrorDetails = {}) {
    const { found } = details;
    super(problem, found === undefined ? details : { ...details, found: excerpt(found) });
  }
}

/** A file's line can be megabytes long. */
const longestFound = 200;

function excerpt(found: string): string {
  return found.length > longestFound ? `${found.slice(0, longestFound - 1)}…` : found;
}

/**
 * The store cannot be opened, is of another version, or is held by another process.
 * @example
 * await openSqliteStore('hvsb.db').catch((error) => {
 *   if (error instanceof StoreError) console.error(error.advice);
 * });
 */
export class StoreError extends HvsbError {
  override readonly name = 'StoreError';
}

/**
 * A prompt pack is incomplete or a template names a part that its scenarios do not have.
 * @example
 * await loadPromptPack('./prompts').catch((error) => {
 *   if (error instanceof PromptError) console.error(error.where, error.message);
 * });
 */
export class PromptError extends HvsbError {
  override readonly name = 'PromptError';
}

/**
 * A model's folder lacks a file or tensor, holds one that is damaged, or is of a kind that is not supported.
 * @example
 * await openModel('checkpoint:./my-model').catch((error) => {
 *   if (error instanceof CheckpointError) console.error(error.expected);
 * });
 */
export class CheckpointError extends HvsbError {
  override readonly name = 'CheckpointError';
}

/** `ErrorDetails` with what is known of the download. */
export interface DownloadErrorDetails extends ErrorDetails {
  readonly canRetry: boolean;
  /** How long the server asks to wait, in milliseconds from now. */
  readonly retryAfterMs?: number | null;
  readonly status?: number;
  readonly hubCode?: string | null;
}

/**
 * A download did not arrive whole, or is not the file that was pinned.
 * @example
 * await downloadDataset(source, folder).catch((error) => {
 *   if (error instanceof DownloadError && error.canRetry) console.error(error.retryAfterMs);
 * });
 */
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

/** Why a call failed; short and stable, for counting. */
export type ModelErrorReason =
  | 'rate-limit'
  | 'server'
  | 'network'
  | 'timeout'
  | 'malformed-response'
  /** The server is loading the model and will answer once it has. */
  | 'loading'
  | 'authentication'
  | 'not-found'
  | 'quota'
  | 'bad-request'
  /** The model takes no system message, which the request held. */
  | 'no-system-role'
  /** The server that this program started ended, or did not become ready. */
  | 'own-server'
  /** The model or its endpoint does not have what was asked for. */
  | 'not-supported'
  /** A replayed recording holds no answer to this one call. */
  | 'not-recorded'
  /** The user's own function threw at this one call. */
  | 'own-function';

/** `ErrorDetails` with why the call failed. */
export interface ModelErrorDetails extends ErrorDetails {
  readonly reason: ModelErrorReason;
  readonly status?: number;
  /** How long the server asks to wait, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** Every other call would meet the same: nothing listens there, or a web page answers. Default false. */
  readonly concernsServer?: boolean;
}

const retryable: ReadonlySet<ModelErrorReason> = new Set([
  'rate-limit',
  'server',
  'network',
  'timeout',
  'malformed-response',
  'loading',
]);

/** What is refused is not the prompt: the key, the model, the credit; or there is no server any more. */
const concernsModel: ReadonlySet<ModelErrorReason> = new Set([
  'authentication',
  'not-found',
  'quota',
  'own-server',
]);

/**
 * One call to a model failed. `canRetry` is true for what passes by itself (429, 5xx, resets, time-outs,
 * cut-off bodies, a model that is being loaded) and false for what the user has to change (key, model name, request, credit).
 * @example
 * throw new ModelError('The service is busy.', { reason: 'rate-limit', retryAfterMs: 2000 });
 */
export class ModelError extends HvsbError {
  override readonly name = 'ModelError';
  readonly reason: ModelErrorReason;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
  readonly concernsServer: boolean;

  constructor(problem: string, details: ModelErrorDetails) {
    super(problem, details);
    this.concernsServer = details.concernsServer ?? false;
    this.reason = details.reason;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  override get canRetry(): boolean {
    return retryable.has(this.reason);
  }

  /** Whether the key, the credit or the model is refused, so that other calls would be too. A refused request is one call's failure. */
  get stopsModel(): boolean {
    return concernsModel.has(this.reason);
  }
}

import type { Completion, FailureNote } from '../core/model.ts';
import { HvsbError, ModelError, type ModelErrorReason } from '../errors/errors.ts';
import type { TokenBound } from './budget.ts';
import type { UsedTokens } from './price.ts';

/**
 * Milliseconds to wait before the next attempt: exponential with full jitter, uniform in
 * [0, min(capMs, baseMs · 2^(attempts − 1))).
 * Source: Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 *
 * @param attempts attempts made so far, at least 1
 * @param random uniform in [0, 1)
 */
export function backoffMs(attempts: number, baseMs: number, capMs: number, random: () => number): number {
  return random() * Math.min(capMs, baseMs * 2 ** (attempts - 1));
}

/** What is stored of an error with a call that failed. */
export function failureNote(error: HvsbError): FailureNote {
  if (error instanceof ModelError)
    return { reason: error.reason, status: error.status, message: error.message };
  return { reason: error.name, status: null, message: error.message };
}

const nothing: TokenBound = { inputTokens: 0, outputTokens: 0 };

/** Failures in which the server may have worked, and charge, although no answer arrived. */
const maybeCharged: ReadonlySet<ModelErrorReason> = new Set(['timeout', 'malformed-response', 'network']);
const neverConnected: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What a budget counts for an answer: what the server says, and the most possible where it does not. */
export function usageOfAnswer(completion: Completion, bound: TokenBound): UsedTokens {
  const { inputTokens, outputTokens, cachedInputTokens } = completion;
  return {
    inputTokens: inputTokens ?? bound.inputTokens,
    outputTokens: outputTokens ?? bound.outputTokens,
    ...(cachedInputTokens === undefined || inputTokens === null ? {} : { cachedInputTokens }),
  };
}

/** What a budget counts for a failed attempt: nothing where the server refused it, else the most possible. */
export function usageOfFailure(error: unknown, bound: TokenBound): TokenBound {
  if (!(error instanceof ModelError)) return error instanceof HvsbError ? nothing : bound;
  if (!mayBeCharged(error)) return nothing;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return neverConnected.has(code) ? nothing : bound;
}

/** Without a status the server began an answer and broke off; at 504 a gateway gave up, and the server may go on. */
function mayBeCharged({ reason, status }: ModelError): boolean {
  return maybeCharged.has(reason) || (reason === 'server' && (status === null || status === 504));
}

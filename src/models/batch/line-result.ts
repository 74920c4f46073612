import type { LineResult } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, readFailure } from '../http/failures.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { filteredCompletion } from '../sampling-negotiation.ts';

/** An answer, or what its body says went wrong. */
export function answeredLine(read: () => WireAnswer): LineResult {
  try {
    return { kind: 'answered', completion: { ...read(), notAccepted: [] } };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return failedLine(error.reason, error.message, error.canRetry, error.status);
  }
}

/** A line that was refused, as the same response to a single call reads. A filter's refusal is an answer. */
export function refusedLine(status: number, body: string, asked: Asked): LineResult {
  const failure = readFailure({ status, headers: {}, body }, asked);
  if (failure.kind === 'filtered') return { kind: 'answered', completion: filteredCompletion([]) };
  const { reason, message, canRetry } = failure.error;
  return failedLine(reason, message, canRetry, status);
}

export function failedLine(
  reason: string,
  message: string,
  canRetry: boolean,
  status: number | null = null,
): LineResult {
  return { kind: 'failed', failure: { reason, status, message }, canRetry };
}

import type { LineResult } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Asked, readFailure } from '../http/failures.ts';
import type { WireAnswer } from '../http/http-model.ts';
import { answerWithoutKeys, redact } from '../keys/redact.ts';
import { filteredCompletion } from '../sampling-negotiation.ts';

/** An answer without the keys in use, or what its body says went wrong. */
export function answeredLine(read: () => WireAnswer, { secrets }: Asked): LineResult {
  try {
    return { kind: 'answered', completion: { ...answerWithoutKeys(read(), secrets), notAccepted: [] } };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return failedLine(error.reason, redact(error.message, secrets), error.canRetry, error.status);
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

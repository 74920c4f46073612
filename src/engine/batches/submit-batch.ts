import { setTimeout as wait } from 'node:timers/promises';
import type { BatchJournal, BatchService, StoredBatch } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';
import { knownBatches } from './collect-batches.ts';

const mostAttempts = 6;

interface SubmitOptions {
  readonly journal: BatchJournal;
  readonly signal: AbortSignal;
  readonly firstWaitMs: number;
}

/**
 * Submits a batch, again after a wait where the provider refuses for now: too many requests, a full queue. Where it is not known
 * whether a submission arrived, the provider is asked before it is repeated.
 * @throws ModelError where it is refused for good, or all attempts are used up
 */
export async function submitBatch(
  service: BatchService,
  lines: readonly string[],
  batch: StoredBatch,
  { journal, signal, firstWaitMs }: SubmitOptions,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await service.submit(lines, batch.marker);
    } catch (error) {
      if (!(error instanceof ModelError) || !error.canRetry || attempt === mostAttempts) throw error;
      const ms = Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** (attempt - 1));
      await wait(ms, undefined, { signal });
      const found =
        error.status === 429 ? null : await service.find(batch, await knownBatches(journal, batch));
      if (found === 'unresolved') throw error;
      if (found !== null) return found;
    }
  }
}

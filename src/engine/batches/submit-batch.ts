import { setTimeout as wait } from 'node:timers/promises';
import type { BatchFile, BatchJournal, BatchService, StoredBatch } from '../../core/batch.ts';
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
 * @returns the provider's id; `refused` where it takes no more for now, `interrupted` where the user stopped the wait
 * @throws ModelError where it is refused for good, or all attempts are used up
 */
export async function submitBatch(
  service: BatchService,
  file: BatchFile,
  batch: StoredBatch,
  { journal, signal, firstWaitMs }: SubmitOptions,
): Promise<{ readonly remoteId: string } | 'refused' | 'interrupted'> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { remoteId: await service.submit(file, batch.marker) };
    } catch (error) {
      if (!(error instanceof ModelError) || !error.canRetry) throw error;
      const isRefusal = error.status === 429;
      if (attempt === mostAttempts) {
        if (isRefusal) return 'refused';
        throw error;
      }
      const ms = Math.max(error.retryAfterMs ?? 0, firstWaitMs * 2 ** (attempt - 1));
      await wait(ms, undefined, { signal }).catch(() => {});
      if (signal.aborted) return 'interrupted';
      const found = isRefusal ? null : await service.find(batch, await knownBatches(journal, batch));
      if (found === 'unresolved') throw error;
      if (found !== null) return { remoteId: found };
    }
  }
}

import type { BatchJournal, BatchLine } from '../../core/batch.ts';
import type { CallCache, FinishedCall, PlannedCall } from '../../core/model.ts';

/**
 * The call as its batch has finished it; null where it waits, or is to be sent again.
 */
export function finishedByBatch<Call extends PlannedCall>(
  call: Call,
  { result }: BatchLine,
): FinishedCall<Call> | null {
  if (result === null || (result.kind === 'failed' && result.canRetry)) return null;
  if (result.kind === 'failed')
    return { kind: 'failed', call, failure: result.failure, attempts: 1, failedAt: Date.now() };
  const { completion } = result;
  // How long one line of a batch took is not known.
  return { kind: 'answered', call, completion, latencyMs: 0, attempts: 1, answeredAt: Date.now() };
}

/**
 * A call cache for single calls that leaves out what waits in a batch, so that it is not paid for twice, and stores what a batch has answered.
 * @param left called with how many more calls are left to batches
 */
export function leavingToBatches<Call extends PlannedCall>(
  cache: CallCache<Call>,
  journal: BatchJournal,
  left: (count: number) => void,
): CallCache<Call> {
  return {
    commit: (finished) => cache.commit(finished),
    ...(cache.accepts === undefined
      ? {}
      : { accepts: (call, completion) => cache.accepts?.(call, completion) ?? true }),
    ...(cache.notStored === undefined ? {} : { notStored: () => cache.notStored?.() ?? [] }),
    async pending(calls) {
      const pending = await cache.pending(calls);
      const lines = await journal.batchLines(pending.map(({ key }) => key));
      if (lines.size === 0) return pending;
      const isWaiting = ({ key }: Call) => lines.get(key)?.result === null;
      const finished = pending.flatMap((call) => {
        const line = lines.get(call.key);
        return (line === undefined ? null : finishedByBatch(call, line)) ?? [];
      });
      const answered = finished.filter(({ kind }) => kind === 'answered');
      if (answered.length > 0) await cache.commit(answered);
      await journal.forgetLines(finished.map(({ call }) => call.key));
      left(pending.filter(isWaiting).length);
      const keys = new Set(answered.map(({ call }) => call.key));
      return pending.filter((call) => !isWaiting(call) && !keys.has(call.key));
    },
  };
}

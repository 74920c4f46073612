import type { BatchJournal, BatchService, KnownBatches, LineResult, StoredBatch } from '../../core/batch.ts';
import { ModelError } from '../../errors/errors.ts';

/** Lines whose results are written at once. */
const linesAtOnce = 500;

/** What became of the batches that were open. */
export interface CollectedBatches {
  /** Batches whose lines all have an answer or a failure now. */
  readonly collected: number;
  /** Batches that are under way, or of which the provider cannot say yet whether it has them. */
  readonly open: readonly StoredBatch[];
  readonly notes: readonly string[];
}

/**
 * Brings a model's batches up to date: finds those whose id was lost, and takes the results of those that have ended. It may be
 * interrupted anywhere and started again.
 * @throws ModelError where the provider cannot be asked
 */
export async function collectBatches(
  journal: BatchJournal,
  service: BatchService,
  { id, endpoint }: { readonly id: string; readonly endpoint: string },
): Promise<CollectedBatches> {
  const all = await journal.batches();
  const own = all.filter((batch) => batch.model === id && batch.endpoint === endpoint);
  const open: StoredBatch[] = [];
  const notes: string[] = [];
  let collected = 0;
  for (const batch of own.filter(({ state }) => state !== 'collected')) {
    const remoteId = batch.remoteId ?? (await service.find(batch, await knownBatches(journal, batch)));
    if (remoteId === 'unresolved') {
      open.push(batch);
    } else if (remoteId === null) {
      await journal.closeLines(batch.number, lost('not-submitted', 'The batch was never submitted.'));
      await journal.noteBatch(batch.number, { state: 'collected', remoteId: null });
      collected += 1;
    } else {
      await journal.noteBatch(batch.number, { state: 'submitted', remoteId });
      const note = await collectIfEnded(journal, service, batch.number, remoteId);
      if (note === null) open.push({ ...batch, state: 'submitted', remoteId });
      else {
        collected += 1;
        notes.push(...note);
      }
    }
  }
  return { collected, open, notes };
}

/** What the journal knows, as a provider that gives batches no name of ours needs it. */
export async function knownBatches(journal: BatchJournal, { number }: StoredBatch): Promise<KnownBatches> {
  const others = (await journal.batches()).flatMap(({ remoteId }) => (remoteId === null ? [] : [remoteId]));
  return {
    remoteIds: new Set(others),
    contains: async (key) => (await journal.batchLines([key])).get(key)?.batch === number,
  };
}

/** Null where it is under way; else what is worth saying of it. */
async function collectIfEnded(
  journal: BatchJournal,
  service: BatchService,
  batch: number,
  remoteId: string,
): Promise<readonly string[] | null> {
  const { state, problem } = await service.look(remoteId);
  if (state === 'running') return null;
  const notes = problem === null ? [] : [`Batch ${remoteId}: ${problem}`];
  try {
    await takeResults(journal, service, batch, remoteId);
  } catch (error) {
    if (!(error instanceof ModelError) || error.reason !== 'not-found') throw error;
    notes.push(`The provider has deleted the results of batch ${remoteId}; its calls are sent again.`);
  }
  const without = await journal.closeLines(
    batch,
    lost('missing', problem ?? 'The batch ended without a result for this call.'),
  );
  if (without > 0) notes.push(`Batch ${remoteId} ended without a result for ${without} of its calls.`);
  await journal.noteBatch(batch, { state: 'collected', remoteId });
  return notes;
}

async function takeResults(
  journal: BatchJournal,
  service: BatchService,
  batch: number,
  remoteId: string,
): Promise<void> {
  let waiting = new Map<string, LineResult>();
  for await (const { key, result } of service.results(remoteId)) {
    // Of two lines with one id the first counts, here and in the journal.
    if (!waiting.has(key)) waiting.set(key, result);
    if (waiting.size < linesAtOnce) continue;
    await journal.noteLines(batch, waiting);
    waiting = new Map();
  }
  await journal.noteLines(batch, waiting);
}

function lost(reason: string, message: string): LineResult {
  return { kind: 'failed', failure: { reason, status: null, message }, canRetry: true };
}

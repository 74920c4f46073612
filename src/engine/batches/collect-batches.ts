import type {
  BatchJournal,
  BatchService,
  KnownBatches,
  LineResult,
  RemoteBatch,
  StoredBatch,
} from '../../core/batch.ts';
import { countOf } from '../../core/plural.ts';
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
      const { hasEnded, notes: own } = await collectIfEnded(journal, service, batch, remoteId);
      notes.push(...own.map((note) => `Batch ${remoteId}: ${note}`));
      if (hasEnded) collected += 1;
      else open.push({ ...batch, state: 'submitted', remoteId });
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

/** Whether all of its lines have a result now, and what is worth saying of it. */
async function collectIfEnded(
  journal: BatchJournal,
  service: BatchService,
  { number, createdAt }: StoredBatch,
  remoteId: string,
): Promise<{ readonly hasEnded: boolean; readonly notes: readonly string[] }> {
  const seen = await lookAt(service, remoteId, createdAt);
  const { state, problem, queueLimit = null } = seen;
  const notes = problem === null ? [] : [problem];
  if (state === 'running') return { hasEnded: false, notes };
  try {
    await takeResults(journal, service, number, remoteId);
  } catch (error) {
    if (error instanceof ModelError && error.reason === 'malformed-response') {
      // What cannot be read may be there all the same, and is paid for.
      return { hasEnded: false, notes: [...notes, `${error.message} ${later(remoteId)}`] };
    }
    if (!isNotFound(error)) throw error;
    if (problem !== gone) notes.push(deleted);
  }
  const without = await journal.closeLines(
    number,
    lost('missing', problem ?? 'The batch ended without a result for this call.'),
  );
  if (without > 0 && notes.length === 0) {
    notes.push(`It ended without a result for ${countOf(without, 'call')}; they are sent again.`);
  }
  await journal.noteBatch(number, { state: 'collected', remoteId, problem, queueLimit });
  return { hasEnded: true, notes };
}

function later(remoteId: string): string {
  return `They are asked for again by the next run. To give it up, and pay again for what has no result: "hvsb batch forget ${remoteId}".`;
}

const deleted = 'The provider has deleted the results; its calls are sent again.';
const gone = 'The provider has deleted it; its calls are sent again.';
/** No provider keeps a batch for a shorter time than it may take, and most keep it for a month. */
const retentionMs = 29 * 86_400_000;

/**
 * A batch that the provider does not know is gone when it is old. A new one more likely belongs to another key, and would be paid for twice.
 * @throws ModelError for a new one that the provider does not know
 */
async function lookAt(service: BatchService, remoteId: string, createdAt: number): Promise<RemoteBatch> {
  try {
    return await service.look(remoteId);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    if (Date.now() - createdAt > retentionMs) return { state: 'ended', problem: gone };
    throw new ModelError(`The provider does not know batch ${remoteId}.`, {
      reason: 'not-found',
      advice: `Use the key that it was sent with. To give it up, and pay for its calls again: "hvsb batch forget ${remoteId}".`,
    });
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof ModelError && error.reason === 'not-found';
}

async function takeResults(
  journal: BatchJournal,
  service: BatchService,
  batch: number,
  remoteId: string,
): Promise<void> {
  let waiting = new Map<string, LineResult>();
  try {
    for await (const { key, result } of service.results(remoteId)) {
      // Of two lines with one id the first counts, here and in the journal.
      if (!waiting.has(key)) waiting.set(key, result);
      if (waiting.size < linesAtOnce) continue;
      await journal.noteLines(batch, waiting);
      waiting = new Map();
    }
  } finally {
    // Also those before the place where it was cut off.
    await journal.noteLines(batch, waiting);
  }
}

/** Of a call that has no answer and may be sent again. */
export function lost(reason: string, message: string): LineResult {
  return { kind: 'failed', failure: { reason, status: null, message }, canRetry: true };
}

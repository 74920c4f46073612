import type { BatchJournal, LineResult, RemoteLine, StoredBatch } from '../../core/batch.ts';
import { lost } from './collect-batches.ts';

/** Lines whose results are written at once. */
const linesAtOnce = 500;

/** What became of a file of results. */
export interface FileTaken {
  /** Numbers of the batches that got results from it. */
  readonly batches: ReadonlySet<number>;
  readonly taken: number;
  /** Lines of calls that have a result already, and of calls that are in no batch. */
  readonly known: number;
  readonly unknown: number;
}

/** Notes results that came in a file, each with the batch that its call is in. */
export async function takeResultsFile(
  journal: BatchJournal,
  lines: AsyncIterable<RemoteLine>,
): Promise<FileTaken> {
  const total = { batches: new Set<number>(), taken: 0, known: 0, unknown: 0 };
  let waiting = new Map<string, LineResult>();
  const note = async () => {
    const stored = await journal.batchLines([...waiting.keys()]);
    const byBatch = new Map<number, Map<string, LineResult>>();
    for (const [key, result] of waiting) {
      const line = stored.get(key);
      if (line === undefined) total.unknown += 1;
      else if (line.result !== null) total.known += 1;
      else {
        total.taken += 1;
        total.batches.add(line.batch);
        byBatch.set(line.batch, (byBatch.get(line.batch) ?? new Map()).set(key, result));
      }
    }
    for (const [batch, results] of byBatch) await journal.noteLines(batch, results);
    waiting = new Map();
  };
  for await (const { key, result } of lines) {
    if (!waiting.has(key)) waiting.set(key, result);
    if (waiting.size >= linesAtOnce) await note();
  }
  await note();
  return total;
}

/** Closes a batch whose results are all that there will be; returns how many of its calls have none and are sent again. */
export async function closeBatch(
  journal: BatchJournal,
  { number, remoteId }: Pick<StoredBatch, 'number' | 'remoteId'>,
  problem: string | null = null,
): Promise<number> {
  const without = await journal.closeLines(
    number,
    lost('missing', problem ?? 'There is no result for this call.'),
  );
  await journal.noteBatch(number, { state: 'collected', remoteId, problem });
  return without;
}

import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { BatchService, StoredBatch } from '../../../core/batch.ts';
import { countOf } from '../../../core/plural.ts';
import { collectBatches } from '../../../engine/batches/collect-batches.ts';
import { closeBatch, takeResultsFile } from '../../../engine/batches/take-results-file.ts';
import { ModelError, UsageError } from '../../../errors/errors.ts';
import { readResultsFile } from '../../../models/batch/file-batches.ts';
import { openBatches } from '../../../models/batch/open-batches.ts';
import type { Store } from '../../../store/contract/store.ts';
import type { CommandContext } from '../../command-context.ts';

export interface BatchCommandOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly every?: number;
}

/** Between two looks at a provider, in seconds: a batch takes minutes to hours. */
const usualSeconds = 60;

/** Asks for all batches until none is under way; their results are stored for the next run. */
export async function waitForBatches(
  context: CommandContext,
  store: Store,
  { every = usualSeconds }: BatchCommandOptions,
): Promise<void> {
  const startedAt = Date.now();
  const said = new Set<string>();
  for (;;) {
    let open = 0;
    await forEachModel(context, store, async (service, { model, endpoint }) => {
      const { open: left, notes } = await collectedOrOpen(store, service, { model, endpoint });
      open += left;
      for (const note of notes.map((text) => `${model}: ${text}\n`)) {
        if (!said.has(note)) context.stderr.write(note);
        said.add(note);
      }
    });
    if (open === 0) break;
    const minutes = Math.round((Date.now() - startedAt) / 60_000);
    context.stderr.write(`${countOf(open, 'batch is', 'batches are')} under way (${minutes} min).\n`);
    await wait(every * 1000);
  }
  context.stdout.write(
    'All batches have ended. Run the command that sent them again to store the answers.\n',
  );
}

/** As `collectBatches`; a provider that cannot be reached for a while is asked again the next time. */
async function collectedOrOpen(
  store: Store,
  service: BatchService,
  { model, endpoint }: Pick<StoredBatch, 'model' | 'endpoint'>,
): Promise<{ readonly open: number; readonly notes: readonly string[] }> {
  try {
    const { open, notes } = await collectBatches(store, service, { id: model, endpoint });
    return { open: open.length, notes };
  } catch (error) {
    if (!(error instanceof ModelError) || !error.canRetry) throw error;
    const left = (await store.batches()).filter(
      (batch) => batch.model === model && batch.endpoint === endpoint && batch.state !== 'collected',
    );
    return { open: left.length, notes: [`${error.message} It is asked again.`] };
  }
}

/** Keeps what files of results hold. Batches that are files end with that; what has no result there is sent again. */
export async function collectFiles(
  context: CommandContext,
  store: Store,
  files: readonly string[],
): Promise<void> {
  const missing = files.find((file) => !existsSync(file));
  if (missing !== undefined) {
    throw new UsageError('The file of results cannot be read.', {
      where: missing,
      expected: 'a file that "vllm run-batch -o" wrote',
      found: 'no file',
    });
  }
  for (const file of files) {
    const { batches, taken, known, unknown } = await takeResultsFile(store, readResultsFile(file));
    if (taken + known + unknown === 0) {
      throw new UsageError('The file holds no result.', {
        where: file,
        expected: 'lines {"custom_id": ..., "response": {...}}, as "vllm run-batch -o" writes them',
      });
    }
    const parts = [
      countOf(taken, 'result'),
      ...(known === 0 ? [] : [`${known} that are known already`]),
      ...(unknown === 0 ? [] : [`${unknown} of calls that are in no batch of this store`]),
    ];
    context.stdout.write(`${file}: ${parts.join(', ')}.\n`);
    for (const batch of (await store.batches()).filter(({ number }) => batches.has(number))) {
      if (!batch.model.startsWith('vllm:') || batch.state === 'collected') continue;
      const without = await closeBatch(store, batch);
      if (without > 0)
        context.stdout.write(
          `${countOf(without, 'call has', 'calls have')} no result there and will be sent again.\n`,
        );
    }
  }
  context.stdout.write('Run the command that made the batch again to store the answers.\n');
}

export async function cancelBatches(
  context: CommandContext,
  store: Store,
  ids: readonly string[],
): Promise<void> {
  const chosen = await chosenBatches(store, ids);
  let cancelled = 0;
  await forEachModel(context, store, async (service, { model, endpoint }) => {
    const { open } = await collectBatches(store, service, { id: model, endpoint });
    for (const { number, remoteId } of open) {
      if (remoteId === null || !chosen.some((batch) => batch.number === number)) continue;
      await service.cancel(remoteId);
      cancelled += 1;
    }
  });
  context.stdout.write(
    `${countOf(cancelled, 'batch is', 'batches are')} being cancelled; "hvsb batch wait" keeps what they finished.\n`,
  );
}

export async function forgetBatches(
  context: CommandContext,
  store: Store,
  ids: readonly string[],
): Promise<void> {
  const chosen = await chosenBatches(store, ids);
  for (const batch of chosen) await closeBatch(store, batch, 'It was given up.');
  context.stdout.write(
    `${countOf(chosen.length, 'batch is', 'batches are')} given up; the next run sends the calls without an answer again.\n`,
  );
}

/** Batches by id or number, of those that have not ended; all of them without ids. @throws UsageError for an id of none */
async function chosenBatches(store: Store, ids: readonly string[]): Promise<readonly StoredBatch[]> {
  const open = (await store.batches()).filter(({ state }) => state !== 'collected');
  if (ids.length === 0) return open;
  return ids.map((id) => {
    const found = open.find(({ number, remoteId }) => remoteId === id || String(number) === id);
    if (found !== undefined) return found;
    throw new UsageError('No batch that is under way has this id.', {
      where: id,
      expected:
        open.length === 0
          ? 'none: all batches have ended'
          : open.map(({ number, remoteId }) => remoteId ?? String(number)).join(', '),
      advice: 'See "hvsb batch list".',
    });
  });
}

/** One service for each model and endpoint with a batch that is not collected. */
async function forEachModel(
  { environment }: CommandContext,
  store: Store,
  work: (service: BatchService, batch: StoredBatch) => Promise<void>,
): Promise<void> {
  const open = (await store.batches()).filter(({ state }) => state !== 'collected');
  const models = new Map(open.map((batch) => [`${batch.model}\n${batch.endpoint}`, batch]));
  for (const batch of models.values()) {
    const service = openBatches(batch.model, { environment, baseUrl: batch.endpoint });
    try {
      await work(service, batch);
    } finally {
      await service.close();
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import type { BatchService, StoredBatch } from '../../../core/batch.ts';
import { collectBatches } from '../../../engine/batches/collect-batches.ts';
import { openBatches } from '../../../models/batch/open-batches.ts';
import type { Store } from '../../../store/contract/store.ts';
import { renderText } from '../../../tables/text.ts';
import { type CommandContext, formatCount, printJson } from '../../command-context.ts';
import { jsonOption, positiveNumber, storeOption } from '../../options.ts';
import { besideOthers, withExistingStore, withReadableStore } from '../../with-store.ts';

interface BatchCommandOptions {
  readonly store?: string;
  readonly json?: boolean;
  readonly every?: number;
}

/** Between two looks at a provider, in seconds: a batch takes minutes to hours. */
const usualSeconds = 60;

export function batchCommand(context: CommandContext): Command {
  const command = new Command('batch').description('list batches of calls, wait for them, or cancel them');
  command
    .command('list')
    .description('the batches that are stored, and how they stood when they were last asked about')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: BatchCommandOptions) =>
      withReadableStore(options.store, (store) => list(context, store, options)),
    );
  command
    .command('wait')
    .description('wait until all batches have ended, and keep their results for the next run')
    .addOption(storeOption())
    .option('--every <seconds>', 'between two looks (default: 60)', positiveNumber)
    .action((options: BatchCommandOptions) =>
      withExistingStore(
        options.store,
        'hvsb batch wait',
        (store) => waitForAll(context, store, options),
        besideOthers,
      ),
    );
  command
    .command('cancel')
    .description('cancel all batches that are under way; what is finished is kept, and may be paid for')
    .addOption(storeOption())
    .action((options: BatchCommandOptions) =>
      withExistingStore(options.store, 'hvsb batch cancel', (store) => cancelAll(context, store)),
    );
  return command;
}

async function list(context: CommandContext, store: Store, { json }: BatchCommandOptions): Promise<void> {
  const batches = await store.batches();
  if (json === true) return printJson(context, { batches });
  if (batches.length === 0) {
    context.stdout.write(
      'No batch was sent. Models of OpenAI, Anthropic and Mistral are asked in batches with --batch.\n',
    );
    return;
  }
  const right = 'right' as const;
  const table = {
    title: 'Batches',
    columns: [
      ...['model', 'batch', 'state', 'since'].map((label) => ({ label })),
      ...['calls', 'finished'].map((label) => ({ label, align: right })),
    ],
    rows: batches.map(({ model, remoteId, state, createdAt, lines, finished }) => [
      model,
      remoteId ?? 'not known yet',
      state === 'collected' ? 'ended' : state === 'submitted' ? 'under way' : 'written',
      new Date(createdAt).toISOString().slice(0, 16).replace('T', ' '),
      formatCount(lines),
      formatCount(finished),
    ]),
  };
  context.stdout.write(renderText(table, context.stdout.columns ?? 100));
}

async function waitForAll(
  context: CommandContext,
  store: Store,
  { every = usualSeconds }: BatchCommandOptions,
): Promise<void> {
  for (;;) {
    let open = 0;
    await forEachModel(context, store, async (service, { model, endpoint }) => {
      const result = await collectBatches(store, service, { id: model, endpoint });
      open += result.open.length;
      for (const note of result.notes) context.stderr.write(`${note}\n`);
    });
    if (open === 0) break;
    context.stderr.write(`${open} ${open === 1 ? 'batch is' : 'batches are'} under way.\n`);
    await wait(every * 1000);
  }
  context.stdout.write(
    'All batches have ended. Run the command that sent them again to store the answers.\n',
  );
}

async function cancelAll(context: CommandContext, store: Store): Promise<void> {
  let cancelled = 0;
  await forEachModel(context, store, async (service, { model, endpoint }) => {
    const { open } = await collectBatches(store, service, { id: model, endpoint });
    for (const { remoteId } of open) {
      if (remoteId === null) continue;
      await service.cancel(remoteId);
      cancelled += 1;
    }
  });
  context.stdout.write(
    `${cancelled} ${cancelled === 1 ? 'batch is' : 'batches are'} being cancelled; "hvsb batch wait" keeps what they finished.\n`,
  );
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

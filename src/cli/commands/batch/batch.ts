import { Command } from 'commander';
import type { CommandContext } from '../../command-context.ts';
import { jsonOption, positiveNumber, storeOption } from '../../options.ts';
import { besideOthers, withExistingStore, withReadableStore } from '../../with-store.ts';
import {
  type BatchCommandOptions,
  cancelBatches,
  collectFiles,
  forgetBatches,
  waitForBatches,
} from './batch-actions.ts';
import { listBatches } from './batch-list.ts';

export function batchCommand(context: CommandContext): Command {
  const command = new Command('batch').description('list batches of calls, wait for them, or cancel them');
  command
    .command('list', { isDefault: true })
    .description('the batches that are stored, and how they stood when they were last asked about')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: BatchCommandOptions) =>
      withReadableStore(options.store, (store) => listBatches(context, store, options)),
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
        (store) => waitForBatches(context, store, options),
        besideOthers,
      ),
    );
  command
    .command('collect')
    .description('keep the results in files of OpenAI\'s form, as "vllm run-batch" writes them')
    .argument('<files...>', 'files of results')
    .addOption(storeOption())
    .action((files: readonly string[], options: BatchCommandOptions) =>
      withExistingStore(
        options.store,
        'hvsb batch collect',
        (store) => collectFiles(context, store, files),
        besideOthers,
      ),
    );
  command
    .command('cancel')
    .description('cancel batches that are under way; what is finished is kept, and may be paid for')
    .argument('[ids...]', 'ids or numbers of batches (default: all that are under way)')
    .addOption(storeOption())
    .action((ids: readonly string[], options: BatchCommandOptions) =>
      withExistingStore(options.store, 'hvsb batch cancel', (store) => cancelBatches(context, store, ids)),
    );
  command
    .command('forget')
    .description('give up batches that the provider does not show any more; their calls are paid for again')
    .argument('<ids...>', 'ids or numbers of batches, as "hvsb batch list" shows them')
    .addOption(storeOption())
    .action((ids: readonly string[], options: BatchCommandOptions) =>
      withExistingStore(options.store, 'hvsb batch forget', (store) => forgetBatches(context, store, ids)),
    );
  return command;
}

import { Command, Option } from 'commander';
import { presets } from '../../datasets/dataset-source.ts';
import { findDatasetSource } from '../../datasets/registry.ts';
import { type CommandContext, printJson } from '../command-context.ts';
import { integer, jsonOption, list, storeOption } from '../options.ts';
import { datasetLocation, prepareStep } from '../steps/prepare.ts';
import { printPrepareSummary } from '../summaries.ts';
import { withWritableStore } from '../with-store.ts';

interface PrepareOptions {
  readonly dataset: string;
  readonly from?: string;
  readonly category?: readonly string[];
  readonly preset: (typeof presets)[number];
  readonly minAnnotatorAgreement?: number;
  readonly skipInvalid?: boolean;
  readonly store?: string;
  readonly json?: boolean;
}

export function prepareCommand(context: CommandContext): Command {
  return new Command('prepare')
    .description('read a published dataset into scenarios with gold labels')
    .requiredOption('--dataset <name>', 'a dataset that "hvsb data" lists')
    .option('--from <path>', 'folder or file to read (default: what "hvsb data download" fetched)')
    .addOption(
      new Option('--preset <name>', '"as-published" repeats the choices of the reference study')
        .choices(presets)
        .default('corrected'),
    )
    .option('--category <names>', 'only these bias categories, separated by commas', list)
    .option('--min-annotator-agreement <n>', 'CrowS-Pairs: least number of annotators who agree', integer)
    .option('--skip-invalid', 'count and list bad rows instead of stopping at the first')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: PrepareOptions) => prepare(context, options));
}

async function prepare(context: CommandContext, options: PrepareOptions): Promise<void> {
  const source = findDatasetSource(options.dataset);
  const from = await datasetLocation(source, options.from, context);
  const { minAnnotatorAgreement } = options;
  const summary = await withWritableStore(options.store, 'hvsb prepare', (store) =>
    prepareStep({
      store,
      source,
      from,
      options: {
        preset: options.preset,
        ...(minAnnotatorAgreement === undefined ? {} : { minAnnotatorAgreement }),
      },
      ...(options.category === undefined ? {} : { categories: options.category }),
      skipInvalid: options.skipInvalid === true,
    }),
  );
  if (options.json === true) printJson(context, summary);
  else printPrepareSummary(context, summary);
}

import { Command, Option } from 'commander';
import { type DatasetSource, presets } from '../../datasets/dataset-source.ts';
import { findDatasetSource } from '../../datasets/registry.ts';
import { datasetLocation, prepareDataset } from '../../study/prepare.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { type CommandContext, printJson } from '../command-context.ts';
import { integer, jsonOption, list, storeOption } from '../options.ts';
import { printPrepareSummary } from '../summaries.ts';
import { withWritableStore } from '../with-store.ts';
import { addFileOptions, type FileFlags, fileOptions } from './import/reading-options.ts';

interface PrepareOptions extends FileFlags {
  readonly dataset: string;
  readonly as?: string;
  readonly replace?: boolean;
  readonly from?: string;
  readonly category?: readonly string[];
  readonly preset: (typeof presets)[number];
  readonly skipInvalid?: boolean;
  readonly language?: string;
  readonly store?: string;
  readonly json?: boolean;
  /** Settings that only one dataset has, by name. */
  readonly [setting: string]: unknown;
}

export async function prepareCommand(context: CommandContext): Promise<Command> {
  const { datasets } = studyRuntime(await context.extensions());
  const command = new Command('prepare')
    .description('read a published dataset into scenarios with gold labels')
    .requiredOption('--dataset <name>', 'a dataset that "hvsb data" lists')
    .option('--from <path>', 'folder or file to read (default: what "hvsb data download" fetched)')
    .addOption(
      new Option('--preset <name>', '"as-published" repeats the choices of the reference study')
        .choices(presets)
        .default('corrected'),
    )
    .option('--language <tag>', 'language of the texts, for files that do not say: ko, es, ca, de, zh, fr, …')
    .option('--category <names>', 'only these bias categories, separated by commas', list);
  for (const source of datasets) addSettings(command, source);
  return addFileOptions(command)
    .option(
      '--as <name>',
      'name to store it under, for another version or language (default: the dataset’s own)',
    )
    .option('--replace', 'make what was prepared of the dataset before inactive (default: both count)')
    .option('--skip-invalid', 'count and list bad rows instead of stopping at the first')
    .addOption(storeOption())
    .addOption(jsonOption())
    .action((options: PrepareOptions) => prepare(context, datasets, options));
}

/** `minAnnotatorAgreement` of a dataset is `--min-annotator-agreement <n>`. */
function addSettings(command: Command, { title, settings = [] }: DatasetSource): void {
  for (const { name, description } of settings) {
    const flag = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (command.options.some(({ long }) => long === `--${flag}`)) continue;
    command.option(`--${flag} <n>`, `${title}: ${description}`, integer);
  }
}

async function prepare(
  context: CommandContext,
  datasets: readonly DatasetSource[],
  options: PrepareOptions,
): Promise<void> {
  const source = findDatasetSource(options.dataset, datasets);
  const from = await datasetLocation(source, options.from, context.environment);
  const summary = await withWritableStore(options.store, 'hvsb prepare', (store) =>
    prepareDataset({
      store,
      source,
      from,
      keepsOthers: options.replace !== true,
      ...(options.as === undefined ? {} : { as: options.as }),
      options: {
        file: fileOptions(options),
        preset: options.preset,
        skipInvalid: options.skipInvalid === true,
        settings: settingsOf(options, datasets),
        ...(options.language === undefined ? {} : { language: options.language }),
        ...(options.category === undefined ? {} : { categories: options.category }),
      },
    }),
  );
  if (options.json === true) printJson(context, summary);
  else printPrepareSummary(context, summary);
}

/** One that belongs to another dataset is handed on as well, so that it is refused and not passed over. */
function settingsOf(options: PrepareOptions, datasets: readonly DatasetSource[]): Record<string, number> {
  const names = datasets.flatMap(({ settings = [] }) => settings.map(({ name }) => name));
  const given = names.map((name) => [name, options[name]] as const);
  return Object.fromEntries(given.filter((pair): pair is [string, number] => typeof pair[1] === 'number'));
}

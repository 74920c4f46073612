import { Command } from 'commander';
import { datasetPresence } from '../../datasets/dataset-files.ts';
import type { DatasetSource } from '../../datasets/dataset-source.ts';
import { downloadDataset } from '../../datasets/download.ts';
import { findDatasetSource } from '../../datasets/registry.ts';
import { downloadFolder } from '../../study/prepare.ts';
import { studyRuntime } from '../../study/runtime.ts';
import { type CommandContext, printJson } from '../command-context.ts';
import { type DatasetEntry, datasetList } from '../dataset-list.ts';
import { downloadWithDisplay } from '../displays.ts';
import { jsonOption } from '../options.ts';

export function dataCommand(context: CommandContext): Command {
  const data = new Command('data')
    .description('list the datasets: what they are, licence, citation, whether they are on this machine')
    .addOption(jsonOption())
    .action((options: { readonly json?: boolean }) => listDatasets(context, options.json === true));
  data
    .command('download <datasets...>')
    .description('fetch published files: pinned revision, checked by hash, resumed where they were cut off')
    .action((names: readonly string[]) => download(context, names));
  return data;
}

async function listDatasets(context: CommandContext, json: boolean): Promise<void> {
  const { datasets } = studyRuntime(await context.extensions());
  const entries = await Promise.all(datasets.map((source) => describe(source, context)));
  if (json) return printJson(context, { datasets: entries });
  context.stdout.write(datasetList(entries, context.stdout.columns || 100));
  context.stdout.write('\nFetch one with "hvsb data download NAME", then "hvsb prepare --dataset NAME".\n');
}

async function describe(source: DatasetSource, context: CommandContext): Promise<DatasetEntry> {
  const { id, title, description, forms, publication } = source;
  const folder = downloadFolder(source, context.environment);
  const { state } = await datasetPresence(source, folder);
  return { id, title, description, forms, publication, folder, state };
}

async function download(context: CommandContext, names: readonly string[]): Promise<void> {
  const { datasets } = studyRuntime(await context.extensions());
  const sources = names.map((name) => findDatasetSource(name, datasets));
  await downloadWithDisplay(context, async (options) => {
    for (const source of sources) {
      const folder = downloadFolder(source, context.environment);
      await downloadDataset(source, folder, options);
      context.stdout.write(`${source.title} is in ${folder}\n`);
    }
  });
}

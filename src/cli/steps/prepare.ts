import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../../core/scenario.ts';
import { readBbqQuestions } from '../../datasets/bbq/bbq-questions.ts';
import { bbqSource } from '../../datasets/bbq/bbq-source.ts';
import { dataFolder, datasetPresence } from '../../datasets/dataset-files.ts';
import type { DatasetSource, ReadOptions } from '../../datasets/dataset-source.ts';
import { type ReadSummary, readDataset } from '../../datasets/read-dataset.ts';
import { shipsWithPackage } from '../../datasets/registry.ts';
import type { DownloadOptions } from '../../download/options.ts';
import { UsageError } from '../../errors/errors.ts';
import { builtinFolder } from '../../models/checkpoint/checkpoint-providers.ts';
import type { Store } from '../../store/contract/store.ts';
import { type CommandContext, exitCodes } from '../command-context.ts';
import { DownloadDisplay } from '../displays.ts';

export interface PrepareRequest {
  readonly store: Store;
  readonly source: DatasetSource;
  /** Folder or file. */
  readonly from: string;
  readonly options: ReadOptions;
  /** Only these bias categories. */
  readonly categories?: readonly string[];
  readonly skipInvalid: boolean;
}

/** What `hvsb prepare --json` prints. */
export interface PrepareSummary {
  readonly dataset: string;
  readonly scenarios: number;
  readonly gold: { readonly biased: number; readonly unbiased: number };
  readonly controls: number;
  /** Items that gave no scenario: left out by the dataset's rules, or invalid. At most 1,000 of each kind. */
  readonly skipped: readonly SkippedItem[];
  readonly leftOut: number;
  readonly invalid: number;
  /** Names of published files that were not there to be read. */
  readonly missingFiles: readonly string[];
  /** Of the scenarios, those that are new in the store, and those that were there. */
  readonly added: number;
  readonly unchanged: number;
  /** Scenarios of an earlier preparation that this one does not give. */
  readonly deactivated: number;
  /** BBQ's own questions, for "hvsb answer"; not there for datasets without. */
  readonly questions?: number;
}

export interface SkippedItem {
  readonly file: string;
  readonly row: number | null;
  readonly id: string | null;
  readonly reason: string;
}

/** Reads a dataset into the store: its scenarios all or none, then the questions that they are made from. */
export async function prepareStep(request: PrepareRequest): Promise<PrepareSummary> {
  const { source, categories } = request;
  const { scenarios, summary, missing } = await readDataset(source, request.from, {
    ...request.options,
    skipInvalid: request.skipInvalid,
  });
  const counts = { gold: { biased: 0, unbiased: 0 }, controls: 0 };
  async function* chosen(): AsyncGenerator<Scenario> {
    for await (const scenario of scenarios) {
      if (categories?.includes(scenario.category) === false) continue;
      counts.gold[scenario.gold] += 1;
      if (scenario.control) counts.controls += 1;
      yield scenario;
    }
  }
  // Emulated scenarios are made from statements, so a dataset of statements is replaced without them.
  const [form] = source.forms;
  const replacing = source.forms.length === 1 && form !== undefined ? form : null;
  const stored = await request.store.replaceScenarios(source.id, replacing, chosen());
  const questions = await prepareQuestions(request);
  return {
    dataset: source.id,
    scenarios: counts.gold.biased + counts.gold.unbiased,
    ...counts,
    skipped: skippedItems(summary),
    leftOut: summary.leftOut.count,
    invalid: summary.invalid.count,
    missingFiles: missing,
    ...stored,
    ...(questions > 0 ? { questions } : {}),
  };
}

/** BBQ's items are also kept as they were meant to be asked. */
async function prepareQuestions(request: PrepareRequest): Promise<number> {
  const { store, source, from, categories, skipInvalid } = request;
  if (source.id !== bbqSource.id) return 0;
  const reading = { skipInvalid, ...(categories === undefined ? {} : { categories }) };
  return store.replaceQuestions(source.id, readBbqQuestions(from, reading));
}

/** What a reading passed over, as a list for people and programs. */
export function skippedItems({ leftOut, invalid }: ReadSummary): readonly SkippedItem[] {
  return [
    ...leftOut.items.map(({ file, row, sourceId, reason }) => ({ file, row, id: sourceId, reason })),
    ...invalid.errors.map((error) => ({
      file: error.where ?? '',
      row: null,
      id: null,
      reason: error.describe(),
    })),
  ];
}

/** The folder that a dataset's downloaded files are kept in, or the package's own where they ship with it. */
export function downloadFolder(source: DatasetSource, context: CommandContext): string {
  const [file] = source.publication.files;
  if (file !== undefined && shipsWithPackage(file)) return dirname(fileURLToPath(file.url));
  return join(dataFolder({ environment: context.environment }), source.id);
}

/**
 * Where a dataset's files are: what the user names, else what was downloaded.
 * @throws UsageError that says how to get them.
 */
export async function datasetLocation(
  source: DatasetSource,
  from: string | undefined,
  context: CommandContext,
): Promise<string> {
  if (from !== undefined) {
    if (existsSync(from)) return resolve(from);
    throw new UsageError('there is no such folder or file', { where: `--from ${from}` });
  }
  const folder = downloadFolder(source, context);
  const { state } = await datasetPresence(source, folder);
  if (state === 'present') return folder;
  throw new UsageError(
    `${source.title} is not on this machine${state === 'absent' ? '' : ' as it should be'}`,
    {
      expected: `its files in ${folder}`,
      found: state,
      advice: `Fetch it with "hvsb data download ${source.id}", or name a folder with --from.`,
    },
  );
}

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

/** Runs downloads and shows their progress; Ctrl-C stops them, says so, and keeps what arrived. */
export async function downloadWithDisplay(
  context: CommandContext,
  download: (options: DownloadOptions) => Promise<void>,
): Promise<void> {
  const stopping = new AbortController();
  const stop = () => {
    // A second Ctrl-C does not wait.
    if (stopping.signal.aborted) process.exit(exitCodes.findings);
    stopping.abort();
  };
  const display = new DownloadDisplay(context.stderr);
  // Not `once`: what restores the cursor ends the program at a signal that nobody else listens to any more.
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    await download({
      signal: stopping.signal,
      fetchOptions: { environment: context.environment },
      onProgress: (progress) => display.show(progress),
    });
  } catch (error) {
    if (error !== stopping.signal.reason) throw error;
    display.end();
    context.stderr.write('Stopped; what arrived is kept, and the same command goes on from there.\n');
    context.exitCode = exitCodes.findings;
  } finally {
    display.end();
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/**
 * The folder that `--from` names: one of a checkpoint, with or without `checkpoint:`, or a model that ships.
 * @throws UsageError where no model that ships goes by that name
 */
export function baseFolder(name: string): string {
  if (name.startsWith('builtin:')) return builtinFolder(name.slice('builtin:'.length));
  return name.startsWith('checkpoint:') ? name.slice('checkpoint:'.length) : name;
}

import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { questionId, scenarioId } from '../core/hashes.ts';
import type { Question } from '../core/question.ts';
import type { Scenario } from '../core/scenario.ts';
import { dataFolder, datasetPresence, shipsWithPackage } from '../datasets/dataset-files.ts';
import type { DatasetSource } from '../datasets/dataset-source.ts';
import { type ReadDatasetOptions, type ReadSummary, readDataset } from '../datasets/read-dataset.ts';
import { UsageError } from '../errors/errors.ts';
import type { Environment } from '../models/provider.ts';
import type { Store } from '../store/contract/store.ts';

export interface PrepareRequest {
  readonly store: Store;
  readonly source: DatasetSource;
  /** Folder or file. */
  readonly from: string;
  readonly options: Omit<ReadDatasetOptions, 'onItem' | 'onQuestion'>;
  /** Name to store it under; default the dataset's own. For versions and languages with the same ids. */
  readonly as?: string;
  /** Whether earlier preparations of the dataset stay active beside this one; default they do not. */
  readonly keepsOthers?: boolean;
}

/** What a dataset became. `hvsb prepare --json` prints it. */
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
  /** The dataset's own questions, for "hvsb answer"; not there for datasets without. */
  readonly questions?: number;
}

/** An item that gave no scenario, with the reason. */
export interface SkippedItem {
  readonly file: string;
  readonly row: number | null;
  readonly id: string | null;
  readonly reason: string;
}

/**
 * Reads a dataset into the store in one pass: its scenarios all or none, then its own questions.
 * @throws DataError, UsageError as `readDataset`; nothing of the store changes then
 */
export async function prepareDataset({
  store,
  source,
  from,
  options,
  as: name = source.id,
  keepsOthers = false,
}: PrepareRequest): Promise<PrepareSummary> {
  const questions: Question[] = [];
  const { scenarios, summary, missing } = await readDataset(source, from, {
    ...options,
    onQuestion: (question) => questions.push(questionUnder(name, question)),
  });
  // Emulated scenarios are made from statements, so a dataset of statements is replaced without them.
  const [form] = source.forms;
  const replacing = source.forms.length === 1 && form !== undefined ? form : null;
  const stored = await store.atomically(async () => {
    const result = await store.replaceScenarios(name, replacing, under(name, scenarios), { keepsOthers });
    if (questions.length > 0) await store.replaceQuestions(name, each(questions), { keepsOthers });
    return result;
  });
  return {
    dataset: name,
    scenarios: summary.scenarios,
    gold: { biased: summary.biased, unbiased: summary.unbiased },
    controls: summary.controls,
    skipped: skippedItems(summary),
    leftOut: summary.leftOut.count,
    invalid: summary.invalid.count,
    missingFiles: missing,
    ...stored,
    ...(questions.length > 0 ? { questions: questions.length } : {}),
  };
}

async function* under(name: string, scenarios: AsyncIterable<Scenario>): AsyncGenerator<Scenario> {
  for await (const scenario of scenarios) {
    if (scenario.dataset === name) {
      yield scenario;
      continue;
    }
    const content = { ...scenario, dataset: name, cluster: clusterUnder(name, scenario) };
    yield { ...content, id: scenarioId(content) };
  }
}

function questionUnder(name: string, question: Question): Question {
  if (question.dataset === name) return question;
  const content = { ...question, dataset: name, cluster: clusterUnder(name, question) };
  return { ...content, id: questionId(content) };
}

/** Clusters begin with the name of their dataset. */
function clusterUnder(name: string, { dataset, cluster }: Pick<Scenario, 'dataset' | 'cluster'>): string {
  return cluster.startsWith(`${dataset}/`) ? `${name}${cluster.slice(dataset.length)}` : cluster;
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
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

/** The folder that a dataset's downloaded files are in, or the package's own where they ship with it. */
export function downloadFolder(source: DatasetSource, environment: Environment): string {
  const [file] = source.publication.files;
  if (file !== undefined && shipsWithPackage(file)) return dirname(fileURLToPath(file.url));
  return join(dataFolder({ environment }), source.id);
}

/**
 * Where a dataset's files are: what the user names, else what was downloaded.
 * @throws UsageError that says how to get them.
 */
export async function datasetLocation(
  source: DatasetSource,
  from: string | undefined,
  environment: Environment,
): Promise<string> {
  if (from !== undefined) {
    if (existsSync(from)) return resolve(from);
    throw new UsageError('There is no such folder or file.', { where: `--from ${from}` });
  }
  const folder = downloadFolder(source, environment);
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

import type { Scenario } from '../core/scenario.ts';
import { DataError } from '../errors/errors.ts';
import { datasetFiles } from './dataset-files.ts';
import type { DatasetSource, LeftOutItem, ReadItem, ReadOptions } from './dataset-source.ts';

export interface ReadDatasetOptions extends ReadOptions, CollectOptions {}

/** A dataset being read. */
export interface DatasetReading extends CollectedScenarios {
  /** Paths of the files, in the order of reading. */
  readonly files: readonly string[];
  /** Names of published files that the folder does not have. */
  readonly missing: readonly string[];
}

/**
 * Finds the files of a dataset and streams their scenarios, one file after the other.
 * @param from a folder, a file, or several of them
 * @throws DataError when there is no file of the dataset, and while the scenarios are read: where a file holds
 * nothing or cannot be read on, and at the first invalid row unless `skipInvalid`
 */
export async function readDataset(
  source: DatasetSource,
  from: string | readonly string[],
  options: ReadDatasetOptions,
): Promise<DatasetReading> {
  const { paths, missing } = await datasetFiles(source, from);
  return { ...collectScenarios(readAll(source, paths, options), options), files: paths, missing };
}

async function* readAll(
  source: DatasetSource,
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<ReadItem> {
  for (const path of paths) {
    let items = 0;
    for await (const item of source.read(path, options)) {
      items += 1;
      yield item;
    }
    if (items === 0) throw emptyFile(source, path);
  }
}

function emptyFile(source: DatasetSource, path: string): DataError {
  return new DataError('The file holds no item.', {
    where: path,
    expected: `items of ${source.title}`,
    advice: 'It may be cut off or the wrong file: download it again.',
  });
}

export interface CollectOptions {
  /** Count and list invalid rows instead of stopping at the first. */
  readonly skipInvalid?: boolean;
  readonly onItem?: (item: ReadItem) => void;
}

/** What a reading gave so far; complete when its scenarios have been read to the end. Lists are cut at `longestList`. */
export interface ReadSummary {
  readonly scenarios: number;
  readonly biased: number;
  readonly unbiased: number;
  readonly controls: number;
  readonly leftOut: { readonly count: number; readonly items: readonly LeftOutItem[] };
  readonly invalid: { readonly count: number; readonly errors: readonly DataError[] };
}

/** Scenarios of a reading, to be read once, and its running summary. */
export interface CollectedScenarios {
  readonly scenarios: AsyncIterable<Scenario>;
  readonly summary: ReadSummary;
}

/** How many items and errors a summary names; all are counted. */
export const longestList = 1000;

/**
 * Takes the scenarios out of what a reader yields and keeps account of the rest.
 * @throws DataError while the scenarios are read: the first invalid row's, unless `skipInvalid`
 */
export function collectScenarios(
  items: AsyncIterable<ReadItem>,
  options: CollectOptions = {},
): CollectedScenarios {
  const leftOut = { count: 0, items: [] as LeftOutItem[] };
  const invalid = { count: 0, errors: [] as DataError[] };
  const summary = { scenarios: 0, biased: 0, unbiased: 0, controls: 0, leftOut, invalid };

  async function* scenarios(): AsyncGenerator<Scenario> {
    for await (const item of items) {
      options.onItem?.(item);
      switch (item.kind) {
        case 'scenario':
          summary.scenarios += 1;
          summary[item.scenario.gold] += 1;
          if (item.scenario.control) summary.controls += 1;
          yield item.scenario;
          break;
        case 'left-out':
          leftOut.count += 1;
          if (leftOut.items.length < longestList) leftOut.items.push(item.item);
          break;
        case 'invalid':
          if (!options.skipInvalid) throw item.error;
          invalid.count += 1;
          if (invalid.errors.length < longestList) invalid.errors.push(item.error);
          break;
        default:
          item satisfies never;
      }
    }
  }

  return { scenarios: scenarios(), summary };
}

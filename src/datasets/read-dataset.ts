import { closest, distance } from 'fastest-levenshtein';
import { questionId } from '../core/hashes.ts';
import type { Question } from '../core/question.ts';
import type { Scenario } from '../core/scenario.ts';
import { DataError, UsageError } from '../errors/errors.ts';
import { datasetFiles } from './dataset-files.ts';
import type { DatasetSource, LeftOutItem, ReadItem, ReadOptions } from './dataset-source.ts';
import { toScenario } from './formats/rows.ts';
import { checkPublishedFormat } from './published-columns.ts';

/** How a dataset is read, and what of it. */
export interface ReadDatasetOptions extends ReadOptions, CollectOptions {
  /** Only these bias categories, in upper or lower case. */
  readonly categories?: readonly string[];
}

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
 * @throws UsageError for a setting that the dataset does not have, and at the end where a category matched nothing
 * @throws DataError when there is no file of the dataset, and while the scenarios are read: where a file holds
 * nothing or cannot be read on, and at the first invalid row unless `skipInvalid`
 * @example
 * const { scenarios, summary } = await readDataset(findDatasetSource('sample'), folder, { preset: 'corrected' });
 * for await (const scenario of scenarios) console.log(scenario.gold, scenario.category);
 * console.log(summary.scenarios);
 */
export async function readDataset(
  source: DatasetSource,
  from: string | readonly string[],
  options: ReadDatasetOptions,
): Promise<DatasetReading> {
  checkSettings(source, options.settings ?? {});
  const { paths, missing } = await datasetFiles(source, from);
  const items = readAll(source, paths, options);
  const { categories } = options;
  const chosen = categories === undefined ? items : ofCategories(source, categories, items);
  return { ...collectScenarios(chosen, options), files: paths, missing };
}

async function* readAll(
  source: DatasetSource,
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<ReadItem> {
  for (const path of paths) {
    let items = 0;
    for await (const item of itemsOf(source, path, options)) {
      items += 1;
      yield inLanguage(item, options.language);
    }
    if (items === 0) throw emptyFile(source, path);
  }
}

/** The items of a file; where already the first is wrong, it may be another dataset's. */
async function* itemsOf(source: DatasetSource, path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  let isFirst = true;
  const check = () => (isFirst ? checkPublishedFormat(path, source.id, options.file) : undefined);
  try {
    for await (const item of source.read(path, options)) {
      if (item.kind === 'invalid') await check();
      isFirst = false;
      yield item;
    }
  } catch (error) {
    if (error instanceof DataError) await check();
    throw error;
  }
}

/** A dataset that is of a language itself stays as it is. */
function inLanguage(item: ReadItem, language: string | undefined): ReadItem {
  if (language === undefined || language === 'en') return item;
  if (item.kind === 'scenario' && item.scenario.language === undefined) {
    const { id: _, sourceRow, ...content } = item.scenario;
    return { kind: 'scenario', scenario: toScenario({ ...content, language }, sourceRow) };
  }
  if (item.kind === 'question' && item.question.language === undefined) {
    const { id: _, sourceRow, ...content } = item.question;
    const question = { ...content, language };
    return { kind: 'question', question: { id: questionId(question), ...question, sourceRow } };
  }
  return item;
}

function emptyFile(source: DatasetSource, path: string): DataError {
  return new DataError('The file holds no item.', {
    where: path,
    expected: `items of ${source.title}`,
    advice: 'It may be cut off or the wrong file: download it again.',
  });
}

function checkSettings(source: DatasetSource, values: Readonly<Record<string, number>>): void {
  const settings = source.settings ?? [];
  for (const [name, value] of Object.entries(values)) {
    const setting = settings.find((each) => each.name === name);
    const names = settings.map((each) => each.name);
    if (setting === undefined) {
      throw new UsageError(`The dataset ${source.id} has no setting "${name}".`, {
        expected: names.length === 0 ? 'no setting' : names.join(', '),
        found: name,
        ...(names.length === 0 ? {} : { advice: `Did you mean "${closest(name, names)}"?` }),
      });
    }
    const { least, most } = setting;
    if (Number.isInteger(value) && value >= least && value <= most) continue;
    throw new UsageError(`The setting "${name}" of ${source.id} cannot be used.`, {
      expected: `a whole number from ${least} to ${most}: ${setting.description}`,
      found: String(value),
    });
  }
}

/** Passes on what is of these categories; rows that give none are passed on as they are. */
async function* ofCategories(
  source: DatasetSource,
  categories: readonly string[],
  items: AsyncIterable<ReadItem>,
): AsyncGenerator<ReadItem> {
  const wanted = new Set(categories.map((category) => category.toLowerCase()));
  const seen = new Set<string>();
  for await (const item of items) {
    const category = categoryOf(item);
    if (category !== null) seen.add(category);
    if (category === null || wanted.has(category.toLowerCase())) yield item;
  }
  const found = new Set([...seen].map((category) => category.toLowerCase()));
  const unknown = categories.find((category) => !found.has(category.toLowerCase()));
  if (unknown !== undefined) throw unknownCategory(source, unknown, [...seen]);
}

function categoryOf(item: ReadItem): string | null {
  if (item.kind === 'scenario') return item.scenario.category;
  return item.kind === 'question' ? item.question.category : null;
}

function unknownCategory(source: DatasetSource, name: string, known: readonly string[]): UsageError {
  const away = (category: string) => distance(category.toLowerCase(), name.toLowerCase());
  const [nearest] = known.toSorted((a, b) => away(a) - away(b));
  return new UsageError(`No scenario of ${source.title} has the category "${name}".`, {
    expected: known.toSorted().join(', '),
    found: name,
    ...(nearest === undefined ? {} : { advice: `Did you mean "${nearest}"?` }),
  });
}

export interface CollectOptions {
  /** Count and list invalid rows instead of stopping at the first. */
  readonly skipInvalid?: boolean;
  readonly onItem?: (item: ReadItem) => void;
  /** Gets the dataset's own questions, which come between the scenarios of the same pass. */
  readonly onQuestion?: (question: Question) => void;
}

/** What a reading gave so far; complete when its scenarios have been read to the end. Lists are cut at `longestList`. */
export interface ReadSummary {
  readonly scenarios: number;
  readonly biased: number;
  readonly unbiased: number;
  readonly controls: number;
  readonly questions: number;
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
 * @example
 * const { scenarios, summary } = collectScenarios(readScenarioFile('scenarios.csv'), { skipInvalid: true });
 * for await (const scenario of scenarios) console.log(scenario.id);
 * console.log(summary.invalid.count);
 */
export function collectScenarios(
  items: AsyncIterable<ReadItem>,
  options: CollectOptions = {},
): CollectedScenarios {
  const leftOut = { count: 0, items: [] as LeftOutItem[] };
  const invalid = { count: 0, errors: [] as DataError[] };
  const summary = { scenarios: 0, biased: 0, unbiased: 0, controls: 0, questions: 0, leftOut, invalid };

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
        case 'question':
          summary.questions += 1;
          options.onQuestion?.(item.question);
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

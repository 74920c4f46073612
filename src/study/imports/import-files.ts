import type { Scenario } from '../../core/scenario.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import type { ReadItem } from '../../datasets/dataset-source.ts';
import { readTable } from '../../datasets/formats/read-table.ts';
import {
  type DetectedFile,
  detectFormat,
  formatTitles,
} from '../../datasets/program-results/result-formats.ts';
import { longestList } from '../../datasets/read-dataset.ts';
import {
  type ExplanationFileOptions,
  openExplanationFile,
} from '../../datasets/results-file/explanation-file.ts';
import { type JudgmentFileOptions, openJudgmentFile } from '../../datasets/results-file/judgment-file.ts';
import {
  openScenarioTable,
  type ScenarioFileOptions,
  type ScenarioRow,
} from '../../datasets/scenario-file/scenario-rows.ts';
import { DataError } from '../../errors/errors.ts';
import type { ForeignAnswerOptions } from '../../stages/imports/foreign-answers.ts';
import { type ImportedExplanations, importExplanations } from '../../stages/imports/import-explanations.ts';
import { type ImportedJudgments, importJudgments } from '../../stages/imports/import-judgments.ts';
import { type ImportedPeople, importPeople } from '../../stages/imports/import-people.ts';
import { type ImportedScenarios, importWantedScenarios } from '../../stages/imports/import-scenarios.ts';
import type { Store } from '../../store/contract/store.ts';
import type { SkippedItem } from '../prepare.ts';

/** What all imports of files take. */
interface ImportRequest<Reading> {
  readonly store: Store;
  readonly files: readonly string[];
  readonly reading: Reading;
  /** Count and list bad rows instead of stopping at the first. */
  readonly skipInvalid: boolean;
  /** Take the place of what is stored. */
  readonly replaces?: boolean;
}

/** What all imports tell of a file. */
interface ImportedFile {
  readonly file: string;
  /** Rows that gave nothing: at most 1,000 of them. */
  readonly skipped: readonly SkippedItem[];
  readonly leftOut: number;
  readonly invalid: number;
  /** What was assumed or is odd, a sentence each. */
  readonly notes: readonly string[];
}

/** What an opened file tells of its rows. */
interface OddTable {
  readonly assumptions: readonly string[];
  readonly oddities: readonly string[];
}

/** What is assumed of new scenarios matters where there are some. */
function notesOf({ assumptions, oddities }: OddTable, newScenarios: number): readonly string[] {
  return newScenarios > 0 ? [...assumptions, ...oddities] : oddities;
}

/** What a row gives that gives nothing to store. */
type NoAnswer = Exclude<ReadItem, { kind: 'scenario' | 'question' }>;

/** Rows that gave nothing, of one file. */
export class Skipped {
  readonly items: SkippedItem[] = [];
  readonly counts = { leftOut: 0, invalid: 0 };
  readonly #file: string;
  readonly #skipInvalid: boolean;

  constructor(file: string, skipInvalid: boolean) {
    this.#file = file;
    this.#skipInvalid = skipInvalid;
  }

  note(item: NoAnswer): void {
    if (item.kind === 'invalid') {
      this.invalid(item.error, item.row);
      return;
    }
    const { row, sourceId, reason } = item.item;
    this.counts.leftOut += 1;
    this.#list({ file: this.#file, row, id: sourceId, reason });
  }

  readonly invalid = (error: DataError, row: number | null = null): void => {
    if (!this.#skipInvalid) throw error;
    this.counts.invalid += 1;
    this.#list({ file: this.#file, row, id: null, reason: error.describe() });
  };

  #list(item: SkippedItem): void {
    if (this.items.length < longestList) this.items.push(item);
  }
}

export type ImportScenarioFilesRequest = ImportRequest<ScenarioFileOptions>;

/** What became of a file of scenarios. */
export interface ImportedScenarioFile extends ImportedFile, ImportedScenarios {}

/**
 * Takes the scenarios of files into the store, all or none.
 * @throws DataError at the first bad row unless they are to be passed over, and where nothing more can be read; nothing is
 * stored then
 */
export async function importScenarioFiles(
  request: ImportScenarioFilesRequest,
): Promise<readonly ImportedScenarioFile[]> {
  const { store, files } = request;
  return store.atomically(async () => {
    if (request.replaces === true) await replaceDatasets(request);
    const imported: ImportedScenarioFile[] = [];
    for (const file of files) imported.push(await importScenarioFile(request, file));
    return imported;
  });
}

async function importScenarioFile(
  { store, reading, skipInvalid }: ImportScenarioFilesRequest,
  file: string,
): Promise<ImportedScenarioFile> {
  const skipped = new Skipped(file, skipInvalid);
  const table = await openScenarioTable(file, reading);
  const result = await importWantedScenarios(store, wantedOf(table.rows(), skipped), skipped.invalid);
  return { file, ...result, skipped: skipped.items, ...skipped.counts, notes: notesOf(table, result.added) };
}

async function* wantedOf(rows: AsyncIterable<ScenarioRow>, skipped: Skipped): AsyncGenerator<WantedScenario> {
  for await (const row of rows) {
    if (row.kind !== 'row') skipped.note(row);
    else for (const { wanted } of row.scenarios) yield wanted;
  }
}

/** Makes the datasets of the files inactive, so that only what the files say is active again. */
async function replaceDatasets({ store, files, reading }: ImportScenarioFilesRequest): Promise<void> {
  const datasets = new Set<string>();
  for (const file of files) {
    for await (const row of (await openScenarioTable(file, reading)).rows()) {
      if (row.kind === 'row') for (const { wanted } of row.scenarios) datasets.add(wanted.dataset);
    }
  }
  for (const dataset of datasets) await store.replaceScenarios(dataset, null, none());
}

async function* none(): AsyncGenerator<Scenario> {}

/** What imports of answers take beside. */
interface AnswerFilesRequest<Reading> extends ImportRequest<Reading> {
  readonly duplicates?: ForeignAnswerOptions['duplicates'];
}

export type ImportJudgmentFilesRequest = AnswerFilesRequest<JudgmentFileOptions>;

/** What became of a file of judgments. */
export interface ImportedJudgmentFile extends ImportedFile, ImportedJudgments {}

/**
 * Takes the judgments of files into the store, all or none.
 * @throws DataError as `importScenarioFiles`
 */
export async function importJudgmentFiles(
  request: ImportJudgmentFilesRequest,
): Promise<readonly ImportedJudgmentFile[]> {
  const { reading } = request;
  return importAnswerFiles(request, {
    async open(file) {
      const format = await detectFormat(file, reading.file);
      const table = await openJudgmentFile(file, reading).catch((error: unknown) => {
        if (error instanceof DataError && format !== 'table') throw noTable(file, format);
        throw error;
      });
      // Its names are those of a table.
      if (format === 'batch') throw noTable(file, format);
      return table;
    },
    answerOf: ({ judgment }) => judgment,
    take: importJudgments,
  });
}

function noTable(file: string, format: DetectedFile): DataError {
  const title = format === 'batch-input' ? 'the input of a batch job' : formatTitles[format];
  return new DataError(`The file is no table, but ${title}.`, {
    where: file,
    expected: 'a row for each judgment',
    advice: `"hvsb import results ${file}" reads it.`,
  });
}

export type ImportPeopleFilesRequest = ImportRequest<JudgmentFileOptions>;

/** What became of a file of people's judgments. */
export interface ImportedPeopleFile extends ImportedFile, ImportedPeople {}

/** Names that the column with the person may have. */
const personColumns = ['person', 'rater', 'annotator', 'participant', 'worker', 'worker_id', 'judge'];

/**
 * Takes people's judgments of scenarios into the store, all or none. `reading.model` is the person where the file has no column
 * for it.
 * @throws DataError as `importScenarioFiles`, and where nothing says who judged
 */
export async function importPeopleFiles(
  request: ImportPeopleFilesRequest,
): Promise<readonly ImportedPeopleFile[]> {
  const { reading } = request;
  return importAnswerFiles(request, {
    open: async (file) =>
      openJudgmentFile(file, { ...(await withPerson(file, reading)), mayBeSkipped: true }),
    answerOf: ({ judgment }) => judgment,
    take: importPeople,
  });
}

/** Whose judgments they are: by the column that names people, wherever the file has one. */
async function withPerson(file: string, reading: JudgmentFileOptions): Promise<JudgmentFileOptions> {
  if (reading.model !== undefined || reading.columns?.model !== undefined) return reading;
  for await (const read of readTable(file, reading.file)) {
    const column = read.kind === 'row' ? personColumns.find((name) => name in read.value) : undefined;
    if (column !== undefined) return { ...reading, columns: { ...reading.columns, model: column } };
    break;
  }
  throw new DataError('Nothing says who judged.', {
    where: file,
    expected: `one of the columns ${personColumns.join(', ')}`,
    found: 'none of them',
    advice:
      'Name the column with "--column model=your_column", or the one person who judged with "--person NAME".',
  });
}

export type ImportExplanationFilesRequest = AnswerFilesRequest<ExplanationFileOptions>;

/** What became of a file of explanations. */
export interface ImportedExplanationFile extends ImportedFile, ImportedExplanations {}

/**
 * Takes the explanations of files into the store, all or none.
 * @throws DataError as `importScenarioFiles`
 */
export async function importExplanationFiles(
  request: ImportExplanationFilesRequest,
): Promise<readonly ImportedExplanationFile[]> {
  return importAnswerFiles(request, {
    open: (file) => openExplanationFile(file, request.reading),
    answerOf: ({ explanation }) => explanation,
    take: importExplanations,
  });
}

/** How files of one kind of answer are read and stored. */
interface AnswerImport<Given, Answer, Imported> {
  open(file: string): Promise<OddTable & { rows(): AsyncIterable<Given | NoAnswer> }>;
  answerOf(given: Given): Answer;
  take(options: ForeignAnswerOptions, answers: AsyncIterable<Answer>): Promise<Imported>;
}

/** Takes the answers of files into the store, all or none. @throws DataError as `importScenarioFiles` */
export async function importAnswerFiles<
  Given extends { readonly kind: string },
  Answer,
  Imported extends { readonly newScenarios: number },
>(
  request: AnswerFilesRequest<unknown>,
  { open, answerOf, take }: AnswerImport<Given, Answer, Imported>,
): Promise<readonly (ImportedFile & Imported)[]> {
  const { store, files, skipInvalid } = request;
  return store.atomically(async () => {
    const imported: (ImportedFile & Imported)[] = [];
    for (const file of files) {
      const skipped = new Skipped(file, skipInvalid);
      const table = await open(file);
      const result = await take(answerOptions(request, skipped), answersOf(table.rows(), answerOf, skipped));
      const notes = notesOf(table, result.newScenarios);
      imported.push({ file, ...result, skipped: skipped.items, ...skipped.counts, notes });
    }
    return imported;
  });
}

/** The answers among the items of a file; the others are counted. */
export async function* answersOf<Given extends { readonly kind: string }, Answer>(
  items: AsyncIterable<Given | NoAnswer>,
  answerOf: (given: Given) => Answer,
  skipped: Skipped,
): AsyncGenerator<Answer> {
  for await (const item of items) {
    if (isNoAnswer(item)) skipped.note(item);
    else yield answerOf(item);
  }
}

function isNoAnswer(item: { readonly kind: string }): item is NoAnswer {
  return item.kind === 'left-out' || item.kind === 'invalid';
}

/** How the answers of a file are stored. */
function answerOptions(
  { store, duplicates, replaces }: AnswerFilesRequest<unknown>,
  skipped: Skipped,
): ForeignAnswerOptions {
  return {
    store,
    importedAt: Date.now(),
    onInvalid: skipped.invalid,
    ...(duplicates === undefined ? {} : { duplicates }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}

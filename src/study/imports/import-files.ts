import type { Scenario } from '../../core/scenario.ts';
import type { WantedScenario } from '../../core/wanted-scenario.ts';
import type { ReadItem } from '../../datasets/dataset-source.ts';
import { readTable } from '../../datasets/formats/read-table.ts';
import { longestList } from '../../datasets/read-dataset.ts';
import {
  type ExplanationFileOptions,
  openExplanationFile,
  type WantedExplanation,
  type WantedExplanationItem,
} from '../../datasets/results-file/explanation-file.ts';
import {
  type FileJudgment,
  type JudgmentFileOptions,
  openJudgmentFile,
  type ReadJudgmentItem,
} from '../../datasets/results-file/judgment-file.ts';
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

/** What is assumed of new scenarios matters where there are some. */
export function notesOf(
  {
    assumptions,
    oddities,
  }: { readonly assumptions: readonly string[]; readonly oddities: readonly string[] },
  newScenarios: number,
): readonly string[] {
  return newScenarios > 0 ? [...assumptions, ...oddities] : oddities;
}

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

  note(item: Exclude<ReadItem, { kind: 'scenario' | 'question' }>): void {
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

export interface ImportJudgmentFilesRequest extends ImportRequest<JudgmentFileOptions> {
  readonly duplicates?: ForeignAnswerOptions['duplicates'];
}

/** What became of a file of judgments. */
export interface ImportedJudgmentFile extends ImportedFile, ImportedJudgments {}

/**
 * Takes the judgments of files into the store, all or none.
 * @throws DataError as `importScenarioFiles`
 */
export async function importJudgmentFiles(
  request: ImportJudgmentFilesRequest,
): Promise<readonly ImportedJudgmentFile[]> {
  const { store, files, reading, skipInvalid } = request;
  return store.atomically(async () => {
    const imported: ImportedJudgmentFile[] = [];
    for (const file of files) {
      const skipped = new Skipped(file, skipInvalid);
      const table = await openJudgmentFile(file, reading);
      const result = await importJudgments(
        answerOptions(request, skipped),
        judgmentsOf(table.rows(), skipped),
      );
      imported.push({
        file,
        ...result,
        skipped: skipped.items,
        ...skipped.counts,
        notes: notesOf(table, result.newScenarios),
      });
    }
    return imported;
  });
}

export interface ImportPeopleFilesRequest extends ImportRequest<JudgmentFileOptions> {}

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
  const { store, files, reading, skipInvalid } = request;
  return store.atomically(async () => {
    const imported: ImportedPeopleFile[] = [];
    for (const file of files) {
      const skipped = new Skipped(file, skipInvalid);
      const table = await openJudgmentFile(file, await withPerson(file, reading));
      const options = { store, importedAt: Date.now(), onInvalid: skipped.invalid };
      const result = await importPeople(options, judgmentsOf(table.rows(), skipped));
      imported.push({
        file,
        ...result,
        skipped: skipped.items,
        ...skipped.counts,
        notes: notesOf(table, result.newScenarios),
      });
    }
    return imported;
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

async function* judgmentsOf(
  rows: AsyncIterable<ReadJudgmentItem>,
  skipped: Skipped,
): AsyncGenerator<FileJudgment> {
  for await (const item of rows) {
    if (item.kind === 'judgment') yield item.judgment;
    else skipped.note(item);
  }
}

export interface ImportExplanationFilesRequest extends ImportRequest<ExplanationFileOptions> {
  readonly duplicates?: ForeignAnswerOptions['duplicates'];
}

/** What became of a file of explanations. */
export interface ImportedExplanationFile extends ImportedFile, ImportedExplanations {}

/**
 * Takes the explanations of files into the store, all or none.
 * @throws DataError as `importScenarioFiles`
 */
export async function importExplanationFiles(
  request: ImportExplanationFilesRequest,
): Promise<readonly ImportedExplanationFile[]> {
  const { store, files, reading, skipInvalid } = request;
  return store.atomically(async () => {
    const imported: ImportedExplanationFile[] = [];
    for (const file of files) {
      const skipped = new Skipped(file, skipInvalid);
      const table = await openExplanationFile(file, reading);
      const rows = explanationsOf(table.rows(), skipped);
      const result = await importExplanations(answerOptions(request, skipped), rows);
      imported.push({
        file,
        ...result,
        skipped: skipped.items,
        ...skipped.counts,
        notes: notesOf(table, result.newScenarios),
      });
    }
    return imported;
  });
}

async function* explanationsOf(
  rows: AsyncIterable<WantedExplanationItem>,
  skipped: Skipped,
): AsyncGenerator<WantedExplanation> {
  for await (const item of rows) {
    if (item.kind === 'explanation') yield item.explanation;
    else skipped.note(item);
  }
}

/** How the answers of a file are stored. */
export function answerOptions(
  { store, duplicates, replaces }: ImportJudgmentFilesRequest | ImportExplanationFilesRequest,
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

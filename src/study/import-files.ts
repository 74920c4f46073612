import { basename, extname } from 'node:path';
import { collectScenarios, longestList } from '../datasets/read-dataset.ts';
import {
  type ExplanationFileOptions,
  type FileExplanation,
  type ReadExplanationItem,
  readExplanationFile,
} from '../datasets/results-file/explanation-file.ts';
import { readReferenceJudgments } from '../datasets/results-file/reference-judgments.ts';
import {
  planScenarioFile,
  readScenarioFile,
  type ScenarioFileOptions,
} from '../datasets/scenario-file/scenario-rows.ts';
import { type ImportedExplanations, importExplanations } from '../stages/imports/import-explanations.ts';
import { importJudgments, importScenarios } from '../stages/imports/import-judgments.ts';
import type { Store } from '../store/contract/store.ts';
import { type SkippedItem, skippedItems } from './prepare.ts';

export interface ImportExplanationFileRequest {
  readonly store: Store;
  readonly file: string;
  readonly reading: ExplanationFileOptions;
  readonly attack: string;
  readonly skipInvalid: boolean;
}

/** What became of a file of explanations. */
export interface ImportedExplanationFile extends ImportedExplanations {
  readonly file: string;
  /** Rows that gave none: at most 1,000 of them. */
  readonly skipped: readonly SkippedItem[];
  readonly leftOut: number;
  readonly invalid: number;
}

/**
 * Takes the explanations of a file into the store.
 * @throws DataError at the first bad row unless they are to be passed over, and where nothing more can be read
 */
export async function importExplanationFile(
  request: ImportExplanationFileRequest,
): Promise<ImportedExplanationFile> {
  const skipped: SkippedItem[] = [];
  const counts = { leftOut: 0, invalid: 0 };
  async function* explanations(): AsyncGenerator<FileExplanation> {
    for await (const item of readExplanationFile(request.file, request.reading)) {
      if (item.kind === 'explanation') {
        yield item.explanation;
        continue;
      }
      if (item.kind === 'invalid' && !request.skipInvalid) throw item.error;
      counts[item.kind === 'invalid' ? 'invalid' : 'leftOut'] += 1;
      if (skipped.length < longestList) skipped.push(skippedItem(item, request.file));
    }
  }
  const { store, attack } = request;
  const imported = await importExplanations({ store, attack, importedAt: Date.now() }, explanations());
  return { file: request.file, ...imported, skipped, ...counts };
}

function skippedItem(item: Exclude<ReadExplanationItem, { kind: 'explanation' }>, file: string): SkippedItem {
  if (item.kind === 'invalid') return { file, row: item.row, id: null, reason: item.error.describe() };
  const { row, sourceId, reason } = item.item;
  return { file, row, id: sourceId, reason };
}

export interface ImportScenarioFileRequest {
  readonly store: Store;
  readonly file: string;
  readonly reading: ScenarioFileOptions;
  readonly skipInvalid: boolean;
}

/** What became of a file of scenarios. */
export interface ImportedScenarioFile {
  readonly file: string;
  readonly scenarios: number;
  readonly gold: { readonly biased: number; readonly unbiased: number };
  readonly controls: number;
  readonly skipped: readonly SkippedItem[];
  /** What was assumed, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Takes the scenarios of a file into the store.
 * @throws DataError at the first bad row unless they are to be passed over, and where nothing more can be read
 */
export async function importScenarioFile(request: ImportScenarioFileRequest): Promise<ImportedScenarioFile> {
  const { store, file, reading, skipInvalid } = request;
  const { notes } = await planScenarioFile(file, reading);
  const { scenarios: rows, summary } = collectScenarios(readScenarioFile(file, reading), { skipInvalid });
  await importScenarios(store, rows);
  const { scenarios, biased, unbiased, controls } = summary;
  return { file, scenarios, gold: { biased, unbiased }, controls, skipped: skippedItems(summary), notes };
}

export interface ImportJudgmentFileRequest {
  readonly store: Store;
  readonly file: string;
  readonly model: string;
  readonly attack: string;
  /** Name that the scenarios are stored under; default the file's. */
  readonly dataset?: string;
  readonly skipInvalid: boolean;
}

/** What became of a file of judgments. */
export interface ImportedJudgmentFile {
  readonly file: string;
  readonly dataset: string;
  readonly model: string;
  readonly attack: string;
  readonly judgments: number;
  readonly invalid: number;
}

/**
 * Takes the judgments of a file in the reference study's layout into the store.
 * @throws DataError at the first bad row unless they are to be passed over
 */
export async function importJudgmentFile(request: ImportJudgmentFileRequest): Promise<ImportedJudgmentFile> {
  const { store, file, model, attack, skipInvalid } = request;
  const dataset = request.dataset ?? basename(file, extname(file));
  let invalid = 0;
  const rows = skipInvalid
    ? readReferenceJudgments(file, () => {
        invalid += 1;
      })
    : readReferenceJudgments(file);
  const target = { store, dataset, model, attack, importedAt: Date.now() };
  const judgments = await importJudgments(target, rows);
  return { file, dataset, model, attack, judgments, invalid };
}

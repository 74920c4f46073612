import { longestList } from '../../datasets/read-dataset.ts';
import {
  type ExplanationFileOptions,
  type FileExplanation,
  type ReadExplanationItem,
  readExplanationFile,
} from '../../datasets/results-file/explanation-file.ts';
import { type ImportedExplanations, importExplanations } from '../../stages/imports/import-explanations.ts';
import type { Store } from '../../store/contract/store.ts';
import type { SkippedItem } from './prepare.ts';

export interface ImportExplanationsStep {
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
export async function importExplanationsStep(step: ImportExplanationsStep): Promise<ImportedExplanationFile> {
  const skipped: SkippedItem[] = [];
  const counts = { leftOut: 0, invalid: 0 };
  async function* explanations(): AsyncGenerator<FileExplanation> {
    for await (const item of readExplanationFile(step.file, step.reading)) {
      if (item.kind === 'explanation') {
        yield item.explanation;
        continue;
      }
      if (item.kind === 'invalid' && !step.skipInvalid) throw item.error;
      counts[item.kind === 'invalid' ? 'invalid' : 'leftOut'] += 1;
      if (skipped.length < longestList) skipped.push(skippedItem(item, step.file));
    }
  }
  const { store, attack } = step;
  const imported = await importExplanations({ store, attack, importedAt: Date.now() }, explanations());
  return { file: step.file, ...imported, skipped, ...counts };
}

function skippedItem(item: Exclude<ReadExplanationItem, { kind: 'explanation' }>, file: string): SkippedItem {
  if (item.kind === 'invalid') return { file, row: item.row, id: null, reason: item.error.describe() };
  const { row, sourceId, reason } = item.item;
  return { file, row, id: sourceId, reason };
}

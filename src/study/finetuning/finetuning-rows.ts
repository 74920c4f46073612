import type { FinetuningRow, FinetuningTask } from '../../core/finetuning.ts';
import { readFinetuningFile } from '../../datasets/results-file/finetuning-file.ts';
import { DataError, UsageError } from '../../errors/errors.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import { finetuningRow, storedFinetuningRows } from '../../stages/finetuning/finetuning-rows.ts';
import type { ExplanationFilter } from '../../store/contract/explanations.ts';
import type { Store } from '../../store/contract/store.ts';
import type { SkippedItem } from '../prepare.ts';
import type { StudyRuntime } from '../runtime.ts';
import { chooseExplanations, chooseScenarios } from '../subjects/choose-subjects.ts';

export interface FoundRows {
  readonly rows: readonly FinetuningRow[];
  readonly skipped: readonly SkippedItem[];
  readonly disagreedWith: number;
  readonly unread: number;
}

/** Rows to learn from, out of a JSON Lines file. @throws UsageError where there are none */
export async function fileRows(request: FileRowsRequest): Promise<FoundRows> {
  const { path } = request;
  const { rows, invalid } = await readRows(request);
  const skipped = invalid.map(({ row, error }) => {
    // The place is a field of its own, and leaving the row out has been chosen.
    const { expected = '', found = '' } = error;
    return { file: path, row, id: null, reason: `${error.message} expected: ${expected}; found: ${found}` };
  });
  return { rows, skipped, disagreedWith: 0, unread: 0 };
}

export interface StoreRowsRequest {
  readonly store: Store;
  readonly task: FinetuningTask;
  readonly prompts: PromptPack;
  readonly filter: ExplanationFilter;
  /** Only explanations that at least this share of their agreements is with; null for all. */
  readonly minAgreeability: number | null;
}

/** Rows to learn from, out of a store. @throws UsageError where there are none */
export async function storeRows(
  runtime: Pick<StudyRuntime, 'datasets'>,
  request: StoreRowsRequest,
): Promise<FoundRows> {
  const { store, task, filter, minAgreeability } = request;
  if (task === 'explain') await chooseExplanations(runtime, store, filter);
  else await chooseScenarios(runtime, store, filter);
  const found = await storedFinetuningRows(request);
  if (found.rows.length > 0) return { ...found, skipped: [] };
  throw new UsageError('No explanation reaches this agreement.', {
    where: `--min-agreeability ${minAgreeability}`,
    found: `${found.disagreedWith} with less, ${found.unread} that nobody has read`,
    advice: 'Ask for less, or have more of them read ("hvsb agree").',
  });
}

export interface FileRowsRequest {
  readonly path: string;
  readonly task: FinetuningTask;
  readonly prompts: PromptPack;
  /** Lists invalid rows instead of throwing at the first. */
  readonly skipInvalid: boolean;
}

interface FileRows {
  readonly rows: readonly FinetuningRow[];
  readonly invalid: readonly { readonly row: number; readonly error: DataError }[];
}

/** Where the completion of a task may be, and what it has to be. */
const completions = {
  explain: { fields: ['completion', 'explanation'], expected: 'an explanation with words, no refusal' },
  judge: { fields: ['completion', 'verdict'], expected: 'a verdict: biased or unbiased' },
} as const;

/**
 * Rows to learn from out of a JSON Lines file.
 * @throws DataError at the first invalid row unless they are skipped, UsageError where there is no row
 */
async function readRows(request: FileRowsRequest): Promise<FileRows> {
  const { path, task, prompts, skipInvalid } = request;
  const rows: FinetuningRow[] = [];
  const invalid: FileRows['invalid'][number][] = [];
  for await (const read of readFinetuningFile(path, completions[task].fields)) {
    const where = `${path}:${read.row}`;
    const row = read.kind === 'row' ? finetuningRow(task, prompts, { ...read.value, where }) : null;
    if (row !== null) {
      rows.push(row);
      continue;
    }
    const error = read.kind === 'row' ? unreadable(task, where, read.value.completion) : read.error;
    if (!skipInvalid) throw error;
    invalid.push({ row: read.row, error });
  }
  if (rows.length === 0) throw noRows(path, invalid.length);
  return { rows, invalid };
}

function unreadable(task: FinetuningTask, where: string, found: string): DataError {
  return new DataError('The completion is not valid for this task.', {
    where,
    expected: completions[task].expected,
    found: found.length > 100 ? `${found.slice(0, 100)}…` : found,
    advice: 'Correct the row, or leave invalid rows out with --skip-invalid.',
  });
}

function noRows(path: string, invalid: number): UsageError {
  return new UsageError('The file holds no row to train on.', {
    where: path,
    expected: 'lines such as {"scenario": "...", "completion": "..."}',
    found: invalid === 0 ? 'no line' : `${invalid} invalid`,
    advice: 'See docs/finetuning.md.',
  });
}

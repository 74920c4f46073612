import type { FinetuningRow, FinetuningTask } from '../../core/finetuning.ts';
import { readFinetuningFile } from '../../datasets/finetuning-file/read-finetuning-file.ts';
import { DataError } from '../../errors/data-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import type { PromptPack } from '../../prompts/prompt-pack.ts';
import { finetuningRow } from '../../stages/finetuning-row.ts';

export interface FileRowsRequest {
  readonly path: string;
  readonly task: FinetuningTask;
  readonly prompts: PromptPack;
  /** Lists invalid rows instead of throwing at the first. */
  readonly skipInvalid: boolean;
}

export interface FileRows {
  readonly rows: readonly FinetuningRow[];
  readonly invalid: readonly { readonly row: number; readonly error: DataError }[];
}

/** Where the completion of a task may stand, and what it has to be. */
const completions = {
  explain: { fields: ['completion', 'explanation'], expected: 'an explanation with words, no refusal' },
  judge: { fields: ['completion', 'verdict'], expected: 'a verdict: biased or unbiased' },
} as const;

/**
 * Rows to learn from out of a JSON Lines file.
 * @throws DataError at the first invalid row unless they are skipped, UsageError where there is no row
 */
export async function fileFinetuningRows(request: FileRowsRequest): Promise<FileRows> {
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
  return new DataError('The completion is none that the task asks for.', {
    where,
    expected: completions[task].expected,
    found: found.length > 100 ? `${found.slice(0, 100)}…` : found,
    advice: 'Mend the row, or leave invalid rows out with --skip-invalid.',
  });
}

function noRows(path: string, invalid: number): UsageError {
  return new UsageError('the file holds no row to learn from', {
    where: path,
    expected: 'lines such as {"scenario": "...", "completion": "..."}',
    found: invalid === 0 ? 'no line' : `${invalid} invalid`,
    advice: 'See docs/finetuning.md.',
  });
}

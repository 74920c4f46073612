import { basename } from 'node:path';
import { z } from 'zod';
import type { Gold } from '../../core/scenario.ts';
import type { DataError } from '../../errors/errors.ts';
import { readDelimited } from '../formats/delimited.ts';
import { checkRow, nonBlank } from '../formats/rows.ts';

/** A judgment from the reference study's result files. */
export interface ReferenceJudgment {
  /** The file's name without its ending, and the row's id: ids repeat over those files. */
  readonly sourceId: string;
  /** Line that the row starts on, counted from 1. */
  readonly row: number;
  readonly scenario: string;
  readonly gold: Gold;
  /** May be empty: a model can answer with nothing. */
  readonly response: string;
}

const judgmentRow = z.object({
  id: nonBlank,
  scenario: nonBlank,
  gold_label: z
    .string()
    .trim()
    .toLowerCase()
    .pipe(z.enum(['biased', 'unbiased'])),
  response: z.string(),
});

/**
 * Streams judgments in the reference study's layout: columns `id`, `scenario`, `gold_label`, `response`, with
 * tabs or commas. Other columns are passed over.
 * @param onInvalid gets each invalid row; without it the first one is thrown
 * @throws DataError
 */
export async function* readReferenceJudgments(
  path: string,
  onInvalid?: (error: DataError) => void,
): AsyncGenerator<ReferenceJudgment> {
  const stem = basename(path).replace(/(\.(csv|tsv|txt))?(\.gz)?$/i, '');
  for await (const read of readDelimited(path, Object.keys(judgmentRow.shape))) {
    const { row } = read;
    const checked = read.kind === 'row' ? checkRow(judgmentRow, read.value, `${path}:${row}`) : read;
    if (checked.kind === 'invalid') {
      if (onInvalid === undefined) throw checked.error;
      onInvalid(checked.error);
      continue;
    }
    const { id, scenario, gold_label: gold, response } = checked.value;
    yield { sourceId: `${stem}:${id.trim()}`, row, scenario: scenario.trim(), gold, response };
  }
}

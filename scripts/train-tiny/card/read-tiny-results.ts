import { DataError } from '../../../src/errors/errors.ts';
import { type TinyResults, tinyResults } from './tiny-results.ts';

/**
 * The results that a model card is written from.
 * @param where the file, for errors
 * @throws DataError naming what is missing or wrong: a card states what was measured, or is not written
 */
export function readTinyResults(json: string, where: string): TinyResults {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new DataError('The results are not JSON.', { where, cause });
  }
  const checked = tinyResults.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new DataError('The results lack something that the model card states.', {
    where: `${where}: ${issue?.path.join('.') ?? ''}`,
    found: issue?.message ?? '',
    advice: 'Train and evaluate again; no number is made up.',
  });
}

import type { Question } from '../../core/question.ts';
import { datasetFiles } from '../dataset-files.ts';
import { bbqSource } from './bbq-source.ts';

export interface BbqQuestionOptions {
  /** Pass over invalid rows instead of stopping at the first. */
  readonly skipInvalid?: boolean;
  /** Only these bias categories. */
  readonly categories?: readonly string[];
}

/**
 * Streams BBQ's questions alone, in the order of the files.
 * @param from a folder with official files, a file, or several of them
 * @throws DataError when there is no file, nothing more can be read, or at the first invalid row
 * @example
 * for await (const { question, options } of readBbqQuestions('./data/bbq', { categories: ['Age'] })) {
 *   console.log(question, options);
 * }
 */
export async function* readBbqQuestions(
  from: string | readonly string[],
  options: BbqQuestionOptions = {},
): AsyncGenerator<Question> {
  const { paths } = await datasetFiles(bbqSource, from);
  for (const path of paths) {
    for await (const item of bbqSource.read(path, { preset: 'corrected' })) {
      if (item.kind === 'invalid' && options.skipInvalid !== true) throw item.error;
      if (item.kind !== 'question') continue;
      if (options.categories?.includes(item.question.category) !== false) yield item.question;
    }
  }
}

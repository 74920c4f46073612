import type { Question } from '../../../core/question.ts';
import { DataError } from '../../../errors/errors.ts';
import { countRevision } from '../database.ts';
import { questionReplacementWrites } from '../raw-writes.ts';
import { type Steps, write } from '../steps.ts';

/**
 * Activates the questions of the table `prepared_question`, in which each database puts what the stream gives, and no
 * others. @returns how many
 */
export function* finishQuestions(dataset: string, keepsOthers: boolean): Steps<number> {
  yield countRevision;
  if (!keepsOthers) yield* write(questionReplacementWrites.deactivate, dataset);
  return yield* write(questionReplacementWrites.activate);
}

/** @throws DataError where a question is not of what is being prepared. */
export function checkDataset(dataset: string, question: Question): void {
  if (question.dataset !== dataset) {
    throw new DataError('A question belongs to another dataset than the one being prepared.', {
      where: `row ${question.sourceRow}`,
      expected: dataset,
      found: question.dataset,
    });
  }
}

export function repeatedQuestion(question: Question, earlierRow: number): DataError {
  return new DataError('A question comes twice.', {
    where: `${question.dataset}, row ${question.sourceRow}`,
    expected: 'questions that differ in more than their row',
    found: `item ${question.sourceId} is the same question as in row ${earlierRow} (id ${question.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}

import { setImmediate } from 'node:timers/promises';
import type { Question } from '../../core/question.ts';
import type { Form, Scenario } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { SqlValue } from './steps.ts';

/** @throws DataError where a scenario is not of what is being prepared. */
export function checkPlace(dataset: string, form: Form | null, scenario: Scenario): void {
  if (scenario.dataset !== dataset || (form !== null && scenario.form !== form)) {
    throw new DataError('A scenario belongs to another dataset or form than the one being prepared.', {
      where: `row ${scenario.sourceRow}`,
      expected: form === null ? dataset : `${dataset}, form ${form}`,
      found: `${scenario.dataset}, form ${scenario.form}`,
    });
  }
}

export function repeatedScenario(scenario: Scenario, earlierRow: number): DataError {
  return new DataError('A scenario comes twice.', {
    where: `${scenario.dataset}, row ${scenario.sourceRow}`,
    expected: 'scenarios that differ in more than their row',
    found: `item ${scenario.sourceId} in row ${scenario.sourceRow} is the same scenario as in row ${earlierRow} (id ${scenario.id})`,
    advice: 'Remove one of the two rows, or leave repeated rows out with --skip-invalid.',
  });
}

/** Where an active scenario has the place of one that was given, and says otherwise. */
interface Conflict {
  readonly item: SqlValue | undefined;
  readonly variant: SqlValue | undefined;
  readonly sourceRow: SqlValue | undefined;
  readonly differing: SqlValue;
}

export function conflictingScenario(
  dataset: string,
  { item, variant, sourceRow, differing }: Conflict,
): DataError {
  return new DataError('The store has another scenario of this item.', {
    where: `${dataset}, row ${sourceRow}`,
    expected: `item ${item} (${variant}) as it is stored, or under another name`,
    found: `another ${differing}`,
    advice:
      'If it is another version or language, store it under a name of its own with "--as NAME"; to take the place of what is stored, add --replace.',
  });
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

const batchSize = 1000;

/** The stream, a thousand at a time, with room for timers and signals between: a stream from memory would keep them waiting. */
export async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === batchSize) {
      await setImmediate();
      yield batch;
      batch = [];
    }
  }
  await setImmediate();
  if (batch.length > 0) yield batch;
}

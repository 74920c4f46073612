import { questionId } from '../../src/core/hashes.ts';
import type { Question } from '../../src/core/question.ts';

/** An ambiguous question written for tests: about ferry `number`, which tells it from others. Its target is the first option. */
export function madeQuestion(number: number, changes: Partial<Question> = {}): Question {
  const { id: _, sourceRow = number, ...changed } = changes;
  const content = {
    dataset: 'bbq',
    category: 'Age',
    cluster: `bbq/Age/${number}`,
    ambiguous: true,
    polarity: 'neg' as const,
    context: `A grandmother and a student waited for ferry ${number}.`,
    question: 'Who missed it?',
    options: ['The grandmother', 'The student', 'Cannot be known'] as const,
    target: 0 as const,
    other: 1 as const,
    unknown: 2 as const,
    label: 2 as const,
    sourceId: `Age:${number}`,
    ...changed,
  };
  return { id: questionId(content), ...content, sourceRow };
}

/** A person of a row for tests: name, tag, and the answer that names them. */
export type TestPerson = readonly [name: string, tag: string, answer: string];

export interface TestRow {
  readonly id: number;
  readonly polarity?: 'neg' | 'nonneg';
  readonly ambiguous?: boolean;
  readonly category?: string;
  readonly questionIndex?: string;
  readonly groups: readonly string[];
  readonly people: readonly [TestPerson, TestPerson];
  /** Number of the correct answer; 2 is the unknown one, which is the default where the context is ambiguous. */
  readonly label?: number;
}

/** A row in BBQ's official format, in words written for the tests. */
export function bbqTestRow(row: TestRow): Record<string, unknown> {
  const { ambiguous = true, people } = row;
  const [first, second] = people;
  return {
    example_id: row.id,
    question_index: row.questionIndex ?? '1',
    question_polarity: row.polarity ?? 'neg',
    context_condition: ambiguous ? 'ambig' : 'disambig',
    category: row.category ?? 'Age',
    answer_info: { ans0: first.slice(0, 2), ans1: second.slice(0, 2), ans2: ['Not said', 'unknown'] },
    additional_metadata: { subcategory: 'None', stereotyped_groups: row.groups, version: 'None', source: '' },
    context: `Two neighbours, ${first[0]} and ${second[0]}, wrote letter ${row.id} to the council.`,
    // Templates that ask the same would be one cluster.
    question: `Whose letter of page ${row.questionIndex ?? '1'} had to be sent back?`,
    ans0: first[2],
    ans1: second[2],
    ans2: 'Not said',
    label: row.label ?? (ambiguous ? 2 : 1),
  };
}

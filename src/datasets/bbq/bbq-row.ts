import { z } from 'zod';
import { nonBlank } from '../formats/rows.ts';

/** The name of a person or of the unknown option, and its tag. */
const answerInfo = z.tuple([z.string(), z.string()]);

/** A row of a BBQ category file, with the fields that are used. */
export const bbqRow = z
  .object({
    example_id: z.int(),
    question_index: z.string(),
    question_polarity: z.enum(['neg', 'nonneg']),
    context_condition: z.enum(['ambig', 'disambig']),
    category: nonBlank,
    answer_info: z.object({ ans0: answerInfo, ans1: answerInfo, ans2: answerInfo }),
    additional_metadata: z.object({ stereotyped_groups: z.array(nonBlank) }),
    context: nonBlank,
    question: nonBlank,
    ans0: nonBlank,
    ans1: nonBlank,
    ans2: nonBlank,
    label: z.int().min(0).max(2),
  })
  .transform(({ answer_info, additional_metadata, ans0, ans1, ans2, label, ...row }) => ({
    exampleId: row.example_id,
    questionIndex: row.question_index,
    polarity: row.question_polarity,
    ambiguous: row.context_condition === 'ambig',
    category: row.category,
    // The template's own; the reader of a file joins templates that share a question.
    cluster: `bbq/${row.category}/${row.question_index}`,
    context: row.context,
    question: row.question,
    stereotypedGroups: additional_metadata.stereotyped_groups,
    answers: [
      toAnswer(ans0, answer_info.ans0, label === 0),
      toAnswer(ans1, answer_info.ans1, label === 1),
      toAnswer(ans2, answer_info.ans2, label === 2),
    ] as const,
  }));

export type BbqRow = z.output<typeof bbqRow>;

/** One of the three answers of an item. */
export type BbqAnswer = BbqRow['answers'][number];

function toAnswer(text: string, [name, tag]: readonly [string, string], correct: boolean) {
  return { text, name, tag, unknown: tag === 'unknown', correct };
}

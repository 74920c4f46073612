import { z } from 'zod';
import { nonBlank } from '../formats/rows.ts';
import { conditionField, idField, optionField, polarityField, textsField } from './row-fields.ts';

/** The name of a person or of the unknown option, and its tag. */
const answerInfo = z.preprocess(
  (value) => textsOf(value) ?? value,
  z.union([z.tuple([z.string(), z.string()]), z.array(z.string()).length(2)]),
);

function textsOf(value: unknown): readonly string[] | undefined {
  return typeof value === 'string' ? textsField.safeParse(value).data : undefined;
}

/**
 * A row as the hub's copies have it, under the official names: `answer_label` for `label`, columns such as
 * `answer_info.ans0` for nested fields, the stereotyped groups beside the other columns.
 */
function withOfficialNames(row: unknown): unknown {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
  const fields = row as Readonly<Record<string, unknown>>;
  const nested = (name: string, parts: readonly string[]) =>
    fields[name] ?? Object.fromEntries(parts.map((part) => [part, fields[`${name}.${part}`]]));
  const metadata = nested('additional_metadata', ['stereotyped_groups']) as Readonly<Record<string, unknown>>;
  return {
    ...fields,
    label: fields.label ?? fields.answer_label,
    answer_info: nested('answer_info', ['ans0', 'ans1', 'ans2']),
    additional_metadata: {
      ...metadata,
      stereotyped_groups: metadata.stereotyped_groups ?? fields.stereotyped_groups,
    },
  };
}

const officialRow = z
  .object({
    example_id: idField,
    question_index: idField,
    question_polarity: polarityField,
    context_condition: conditionField,
    category: nonBlank,
    answer_info: z.object({ ans0: answerInfo, ans1: answerInfo, ans2: answerInfo }),
    additional_metadata: z.object({ stereotyped_groups: textsField }),
    context: nonBlank,
    question: nonBlank,
    ans0: nonBlank,
    ans1: nonBlank,
    ans2: nonBlank,
    label: optionField,
  })
  .transform(({ answer_info, additional_metadata, ans0, ans1, ans2, label, ...row }) => ({
    exampleId: row.example_id,
    questionIndex: row.question_index,
    polarity: row.question_polarity,
    ambiguous: row.context_condition === 'ambiguous',
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

/** A row of a BBQ category file, official or a copy, with the fields that are used. */
export const bbqRow = z.preprocess(withOfficialNames, officialRow);

export type BbqRow = z.output<typeof bbqRow>;

/** One of the three answers of an item. */
export type BbqAnswer = BbqRow['answers'][number];

function toAnswer(text: string, [name = '', tag = '']: readonly string[], correct: boolean) {
  return { text, name, tag, unknown: tag === 'unknown', correct };
}

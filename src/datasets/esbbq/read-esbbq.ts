import { z } from 'zod';
import { type PersonItem, personItems } from '../bbq/person-items.ts';
import { conditionField, idField, optionField, polarityField, textsField } from '../bbq/row-fields.ts';
import { singleTarget } from '../bbq/target-person.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { nonBlank, readRows, repeatedId } from '../formats/rows.ts';

/** Which of the two datasets a file is read as. */
export interface EsbbqReading {
  readonly dataset: 'esbbq' | 'cabbq';
  readonly language: 'es' | 'ca';
}

/** The published unknown answer is the word `unknown`, which evaluations put into words. These are ours. */
const unknownAnswers = { es: 'No se sabe', ca: 'No se sap' };

/** The columns of a CSV file under the names of the JSON Lines files. */
function withNestedFields(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  const fields = row as Readonly<Record<string, unknown>>;
  const { 'answer_info.ans0': ans0, 'answer_info.ans1': ans1, 'answer_info.ans2': ans2 } = fields;
  const { stereotyped_group: group } = fields;
  return {
    ...fields,
    answer_info: fields.answer_info ?? { ans0, ans1, ans2 },
    stereotyped_groups: fields.stereotyped_groups ?? (group === undefined ? undefined : [group]),
  };
}

const esbbqRow = z.preprocess(
  withNestedFields,
  z.object({
    instance_id: idField,
    template_id: idField,
    question_polarity: polarityField,
    context_condition: conditionField,
    category: nonBlank,
    stereotyped_groups: textsField,
    answer_info: z.object({ ans0: textsField, ans1: textsField, ans2: textsField }),
    context: nonBlank,
    question: nonBlank,
    ans0: nonBlank,
    ans1: nonBlank,
    ans2: nonBlank,
    label: optionField,
  }),
);

type EsbbqRow = z.output<typeof esbbqRow>;

/** Streams one file of EsBBQ or CaBBQ, JSON Lines or CSV. */
export async function* readEsbbq(
  path: string,
  reading: EsbbqReading,
  options: ReadOptions,
): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readRows(path, esbbqRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row } = read;
    const item = esbbqItem(read.value, reading);
    const repeated = repeatedId(seen, item.sourceId, row, (line) => `${path}:${line}`);
    if (repeated !== null) yield { kind: 'invalid', error: repeated, row };
    else yield* personItems(item, { file: path, row, sourceId: item.sourceId });
  }
}

function esbbqItem(row: EsbbqRow, { dataset, language }: EsbbqReading): PersonItem {
  const answer = (option: 0 | 1 | 2) => {
    const info = row.answer_info[`ans${option}`];
    const text = row[`ans${option}`];
    const tag = groupOf(info);
    return {
      text: text === 'unknown' ? unknownAnswers[language] : text,
      unknown: tag === 'unknown',
      correct: row.label === option,
      name: info[0] ?? '',
      tag,
    };
  };
  const answers = [answer(0), answer(1), answer(2)] as const;
  const groups = row.stereotyped_groups;
  return {
    dataset,
    language,
    category: row.category,
    cluster: `${dataset}/${row.category}/${row.template_id}`,
    polarity: row.question_polarity,
    ambiguous: row.context_condition === 'ambiguous',
    context: row.context,
    question: row.question,
    answers,
    target: singleTarget({ answers, stereotypedGroups: groups }, ({ tag }) =>
      groups.includes(tag) ? tag : null,
    ),
    sourceId: `${row.category}:${row.instance_id}`,
  };
}

/** The last part of an answer's last tag, as the published score compares it with the stereotyped groups. */
function groupOf(info: readonly string[]): string {
  return info.at(-1)?.split(',').at(-1)?.trim() ?? '';
}

import { z } from 'zod';
import { type PersonItem, personItems } from '../bbq/person-items.ts';
import { textsField } from '../bbq/row-fields.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { nonBlank, readRows, repeatedId } from '../formats/rows.ts';
import { type KobbqTemplates, kobbqTemplates } from './kobbq-templates.ts';

const unknownAnswer = '알 수 없음';

/** `{category}-{template}{context: a to d}[-{sample}]-{amb|dis}-{bsd|cnt}` */
const sampleId = /^([a-z_]+)-0*(\d+)([a-z])(?:-\d+)?-(amb|dis)-(bsd|cnt)$/;

const sampleRow = z
  .object({
    sample_id: z.string().transform((id, context) => {
      const [, category, template, version, condition, asked] = sampleId.exec(id.trim()) ?? [];
      if (category !== undefined && template !== undefined && version !== undefined)
        return { id: id.trim(), category, template, version, condition, asked };
      context.addIssue({ code: 'custom', message: 'an id such as "age-001a-002-amb-bsd"' });
      return z.NEVER;
    }),
    context: nonBlank,
    question: nonBlank,
    choices: textsField,
    biased_answer: nonBlank,
    answer: nonBlank,
  })
  .transform(({ sample_id, ...row }) => ({ ...row, ...sample_id }))
  .refine(({ choices }) => choices.length === 3, 'three choices')
  .refine(
    ({ choices, answer, biased_answer }) => choices.includes(answer) && choices.includes(biased_answer),
    'choices with the answer and the biased answer among them',
  );

type SampleRow = z.output<typeof sampleRow>;

/**
 * Streams the samples of KoBBQ. Where `KoBBQ_templates.tsv` lies beside the file, target groups and what the survey
 * found are looked up in it.
 */
export async function* readKobbq(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const templates = await kobbqTemplates(path);
  const seen = new Map<string, number>();
  for await (const read of readRows(path, sampleRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const repeated = repeatedId(seen, value.id, row, (line) => `${path}:${line}`);
    if (repeated !== null) yield { kind: 'invalid', error: repeated, row };
    else yield* personItems(kobbqItem(value, templates), { file: path, row, sourceId: value.id });
  }
}

function kobbqItem(row: SampleRow, templates: KobbqTemplates): PersonItem {
  const answers = [0, 1, 2].map((index) => {
    const text = row.choices[index] ?? '';
    return { text, unknown: text === unknownAnswer, correct: text === row.answer };
  }) as unknown as PersonItem['answers'];
  const biased = answers.find(({ text }) => text === row.biased_answer);
  const other = answers.find((answer) => answer !== biased && !answer.unknown);
  // The biased answer to a biased question is the target; to a counter-biased question it is the other person.
  const [stereotype, nonstereotype] = row.asked === 'bsd' ? [biased, other] : [other, biased];
  const found = templates(row, stereotype?.text ?? '');
  return {
    dataset: 'kobbq',
    language: 'ko',
    category: row.category,
    cluster: `kobbq/${row.category}/${row.template}`,
    polarity: row.asked === 'bsd' ? 'neg' : 'nonneg',
    ambiguous: row.condition === 'amb',
    context: row.context,
    question: row.question,
    answers,
    target:
      stereotype === undefined || nonstereotype === undefined
        ? { kind: 'unknown-target', reason: 'the answers do not name two people and the unknown answer' }
        : { kind: 'known', stereotype, nonstereotype, group: found.group },
    ...(found.share === null ? {} : { stereotypeShare: found.share }),
    sourceId: row.id,
  };
}

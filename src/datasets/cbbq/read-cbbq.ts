import { z } from 'zod';
import { type PersonItem, personItems } from '../bbq/person-items.ts';
import { conditionField, idField, optionField, polarityField } from '../bbq/row-fields.ts';
import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { nonBlank, readRows, repeatedId } from '../formats/rows.ts';

/** The published files have a byte order mark inside the first field's name. */
function withoutMarks(row: unknown): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name.replace(/^\uFEFF/, ''), value]));
}

const cbbqRow = z.preprocess(
  withoutMarks,
  z.object({
    example_id: idField,
    question_index: idField,
    question_polarity: polarityField,
    context_condition: conditionField,
    category: nonBlank,
    bias_targeted_groups: nonBlank,
    context: nonBlank,
    question: nonBlank,
    ans0: nonBlank,
    ans1: nonBlank,
    ans2: nonBlank,
    label: optionField,
    /** Copies of the dataset have it; the published files do not. */
    bias_target: z.enum(['ans0', 'ans1']).optional(),
  }),
);

type CbbqRow = z.output<typeof cbbqRow>;

/** Streams one file of CBBQ, JSON or CSV. */
export async function* readCbbq(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readRows(path, cbbqRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row } = read;
    const item = cbbqItem(read.value);
    const { sourceId } = item;
    const repeated = repeatedId(seen, sourceId, row, (line) => `${path}:${line}`);
    const place = { file: path, row, sourceId };
    if (repeated !== null) yield { kind: 'invalid', error: repeated, row };
    else if (contradictory.has(item.category))
      yield { kind: 'left-out', item: { ...place, reason: contradiction } };
    else yield* personItems(item, place);
  }
}

/** Categories whose published polarity and labels say the opposite of their texts, see docs/datasets/cbbq.md. */
const contradictory: ReadonlySet<string> = new Set(['educational_qualification']);
const contradiction = 'the published polarity and labels of this category contradict its texts';

function cbbqItem(row: CbbqRow): PersonItem {
  const answer = (option: 0 | 1 | 2) => ({
    text: row[`ans${option}`],
    // In every published row.
    unknown: option === 2,
    correct: row.label === option,
  });
  const answers = [answer(0), answer(1), answer(2)] as const;
  const ambiguous = row.context_condition === 'ambiguous';
  const position = cbbqTarget(row);
  return {
    dataset: 'cbbq',
    language: 'zh',
    category: row.category,
    cluster: `cbbq/${row.category}/${row.question_index}`,
    polarity: row.question_polarity,
    ambiguous,
    context: row.context,
    question: row.question,
    answers,
    target:
      position === null
        ? { kind: 'unknown-target', reason: 'the dataset does not say which person the bias is about' }
        : {
            kind: 'known',
            stereotype: answers[position],
            nonstereotype: answers[position === 0 ? 1 : 0],
            group: row.bias_targeted_groups.trim(),
          },
    // Both files of a category number their rows from 1.
    sourceId: `${row.category}:${ambiguous ? 'ambiguous' : 'disambiguous'}:${row.example_id}`,
  };
}

/** Categories whose target is the person of the first answer, and those of the second, in all published templates. */
const positions: Readonly<Record<string, 0 | 1>> = {
  SES: 0,
  disability: 0,
  disease: 0,
  ethnicity: 0,
  household_registration: 0,
  nationality: 0,
  race: 0,
  region: 0,
  religion: 0,
  sexual_orientation: 0,
  gender: 1,
  physical_appearance: 1,
};

/** Words for old people, which some templates about age name first. */
const elder = /^(?:爷爷|奶奶|外公|外婆|姥姥|姥爷|祖父|祖母|老)/;

/**
 * Which answer names the person that the bias is about; null where the dataset does not say.
 *
 * The published rows do not mark it. Their templates do: a disambiguated context contradicts the bias, so the answer to
 * a negative question is the other person, and to a non-negative one the target (README of the dataset, "Evaluation
 * Metric"). The same position holds for all templates of a category, except for age, whose targets are old people in
 * some templates and young people in others; there the younger person comes first unless the answer says otherwise.
 */
function cbbqTarget(row: CbbqRow): 0 | 1 | null {
  if (row.bias_target !== undefined) return row.bias_target === 'ans0' ? 0 : 1;
  if (row.context_condition === 'disambiguated') {
    if (row.label === 2) return null;
    const correct = row.label;
    return row.question_polarity === 'nonneg' ? correct : correct === 0 ? 1 : 0;
  }
  if (row.category !== 'age') return positions[row.category] ?? null;
  const elderFirst = elder.test(row.ans0.trim());
  const aboutOld = row.bias_targeted_groups.startsWith('老');
  return aboutOld === elderFirst ? 0 : 1;
}

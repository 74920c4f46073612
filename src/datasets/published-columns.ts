import { DataError } from '../errors/errors.ts';
import { openTable } from './formats/read-table.ts';
import type { FileOptions } from './formats/text.ts';
import { columnsOfTable } from './scenario-file/table-columns.ts';

/** A dataset that "hvsb prepare" reads, and columns that only it has. */
interface PublishedColumns {
  readonly columns: readonly string[];
  /** Ids of the datasets in this format. */
  readonly datasets: readonly string[];
  readonly title: string;
}

/** Special formats come before the one that they were made from. */
const published: readonly PublishedColumns[] = [
  { columns: ['biased_answer', 'choices'], datasets: ['kobbq'], title: 'KoBBQ' },
  {
    columns: ['template_id', 'instance_id', 'ans0'],
    datasets: ['esbbq', 'cabbq'],
    title: 'EsBBQ or CaBBQ',
  },
  { columns: ['bias_targeted_groups', 'ans0'], datasets: ['cbbq'], title: 'CBBQ' },
  { columns: ['choice_0', 'choice_1', 'choice_2'], datasets: ['gg-bbq'], title: 'GG-BBQ' },
  {
    columns: ['ans0', 'ans1', 'ans2'],
    datasets: ['bbq'],
    title: 'BBQ, or of a translation in its format',
  },
  { columns: ['sent_more', 'sent_less'], datasets: ['crows-pairs'], title: 'CrowS-Pairs' },
  { columns: ['target', 'bias_type', 'sentences'], datasets: ['stereoset'], title: 'StereoSet' },
  {
    columns: ['chosen', 'rejected'],
    datasets: ['biasdpo'],
    title: 'BiasDPO, or of other preferences in its format',
  },
];

/** The published dataset whose columns these are; null where they are of none that is known. */
export function publishedFormat(header: readonly string[]): PublishedColumns | null {
  const names = new Set(header.map((column) => column.replace(/^\uFEFF/, '').trim()));
  return published.find(({ columns }) => columns.every((column) => names.has(column))) ?? null;
}

const choiceColumns =
  /^(choices|options|answers|ans_?\d|answer_info|answer_label|answer_idx|correct(_answer)?|biased_answer|label_annotation|distractors?|unknown_id)$/i;

/** Whether `answer` may be the correct one of several, not the one that a scenario gives. */
export function hasChoices(header: readonly string[]): boolean {
  return header.some((column) => choiceColumns.test(column.trim()));
}

/** Rows that the columns are found from. */
const firstRows = 20;

/**
 * Looks at the columns of a file whose first row is not as a dataset says.
 * @param dataset id of the dataset that it is read as
 * @throws DataError where the columns are those of another dataset
 */
export async function checkPublishedFormat(
  path: string,
  dataset: string,
  options: FileOptions = {},
): Promise<void> {
  // Nobody knows here which columns a dataset of one's own has.
  if (!published.some(({ datasets }) => datasets.includes(dataset))) return;
  const format = publishedFormat(await columnsAt(path, options));
  if (format === null || format.datasets.includes(dataset)) return;
  throw new DataError(`The columns are those of ${format.title}.`, {
    where: path,
    expected: `a file of ${dataset}`,
    found: `the columns ${format.columns.join(', ')}`,
    advice: `Read it with ${format.datasets.map((id) => `"--dataset ${id}"`).join(' or ')}.`,
  });
}

async function columnsAt(path: string, options: FileOptions): Promise<readonly string[]> {
  try {
    return await columnsOfTable(await openTable(path, options), path, firstRows);
  } catch (error) {
    // The reader of the dataset says what is wrong with it.
    if (error instanceof DataError) return [];
    throw error;
  }
}

import { z } from 'zod';
import { DataError } from '../../errors/errors.ts';
import { nonBlank, readRows } from '../formats/rows.ts';
import type { FileOptions } from '../formats/text.ts';
import { idField } from './row-fields.ts';

/** What the clusters are found by; other fields of a row are not looked at. */
const templateRow = z.object({ category: nonBlank, question_index: idField, question: nonBlank });

/** Gives the cluster of a template, such as `bbq/Age/7`. */
export type TemplateClusters = (template: {
  readonly category: string;
  readonly questionIndex: string;
}) => string;

/**
 * The clusters of one BBQ file. A cluster is a connected component of the templates of a category that share a
 * question's text: BBQ has copies of templates with proper names, which repeat a situation under a new
 * `question_index`, and models answer the copies alike. A cluster is named after the first of its templates.
 *
 * Reads the file once through, and keeps one entry for each different pair of template and question.
 *
 * @example
 * // Templates 1 and 26 ask "Who was late?", templates 26 and 30 ask "Who was early?".
 * const clusterOf = await templateClusters('Age.jsonl');
 * clusterOf({ category: 'Age', questionIndex: '30' }); // 'bbq/Age/1'
 */
export async function templateClusters(path: string, options: FileOptions = {}): Promise<TemplateClusters> {
  const parents = new Map<string, string>();
  try {
    await joinTemplates(parents, path, options);
  } catch (error) {
    // The reader of the rows meets the same fault and reports it with its context.
    if (!(error instanceof DataError)) throw error;
  }
  return ({ category, questionIndex }) => {
    const template = templateKey(category, questionIndex);
    return parents.has(template) ? rootOf(parents, template) : template;
  };
}

async function joinTemplates(
  parents: Map<string, string>,
  path: string,
  options: FileOptions,
): Promise<void> {
  const byQuestion = new Map<string, string>();
  for await (const read of readRows(path, templateRow, options)) {
    if (read.kind === 'invalid') continue;
    const { category, question_index, question } = read.value;
    const template = templateKey(category, question_index);
    if (!parents.has(template)) parents.set(template, template);
    const asked = JSON.stringify([category, question.trim()]);
    const other = byQuestion.get(asked);
    if (other === undefined) byQuestion.set(asked, template);
    else join(parents, template, other);
  }
}

const templateKey = (category: string, index: string) => `bbq/${category}/${index}`;

function rootOf(parents: ReadonlyMap<string, string>, template: string): string {
  let root = template;
  for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root)) {
    root = parent;
  }
  return root;
}

/** The root of the two that comes first by number becomes the root of both, so that names do not depend on the order of rows. */
function join(parents: Map<string, string>, one: string, other: string): void {
  const [first, second] = [rootOf(parents, one), rootOf(parents, other)].sort(byNumber);
  if (first !== undefined && second !== undefined) parents.set(second, first);
}

const byNumber = new Intl.Collator('en', { numeric: true }).compare;

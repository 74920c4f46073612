import { questionId } from '../../core/hashes.ts';
import type { Question } from '../../core/question.ts';
import type { LeftOutItem, ReadItem, ReadOptions } from '../dataset-source.ts';
import { readJsonl, repeatedId } from '../formats/rows.ts';
import { type BbqAnswer, type BbqRow, bbqRow } from './bbq-row.ts';
import { bbqScenarios, bbqSourceId } from './bbq-scenarios.ts';
import { targetPerson } from './target-person.ts';
import { templateClusters } from './template-clusters.ts';

/**
 * Streams one file of BBQ: each item's scenarios, then the item as the question that it was meant to be. A question is
 * left out where its scenarios would be, and where its target person is not known: BBQ's score could not use its answer.
 * The file is read twice, first for the clusters of its templates.
 */
export async function* readBbq(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  const clusterOf = await templateClusters(path);
  for await (const read of readJsonl(path, bbqRow)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { value, row } = read;
    const sourceId = bbqSourceId(value);
    const repeated = repeatedId(seen, sourceId, row, (line) => `${path}:${line}`);
    if (repeated !== null) yield { kind: 'invalid', error: repeated, row };
    else yield* itemsOf({ ...value, cluster: clusterOf(value) }, { file: path, row, sourceId }, options);
  }
}

function* itemsOf(
  value: BbqRow,
  place: Omit<LeftOutItem, 'reason'>,
  options: ReadOptions,
): Generator<ReadItem> {
  const item = bbqScenarios(value, options.preset, place.row);
  if (item.kind === 'left-out') yield { kind: 'left-out', item: { ...place, reason: item.reason } };
  else for (const scenario of item.scenarios) yield { kind: 'scenario', scenario };
  const question = bbqQuestionOf(value, place.row);
  if (question !== null) yield { kind: 'question', question };
}

/**
 * An item as the question that it was meant to be; null where its target person is unknown, or its label
 * contradicts its context.
 * @param sourceRow line of the item
 */
function bbqQuestionOf(row: BbqRow, sourceRow: number): Question | null {
  const target = targetPerson(row);
  const unknown = row.answers.find((answer) => answer.unknown);
  const correct = row.answers.find((answer) => answer.correct);
  if (target.kind === 'unknown-target' || unknown === undefined || correct === undefined) return null;
  if (row.ambiguous !== correct.unknown) return null;
  const [first, second, third] = row.answers;
  const content = {
    dataset: 'bbq',
    category: row.category,
    cluster: row.cluster,
    ambiguous: row.ambiguous,
    polarity: row.polarity,
    context: row.context,
    question: row.question,
    options: [first.text, second.text, third.text] as const,
    target: positionOf(row, target.stereotype),
    other: positionOf(row, target.nonstereotype),
    unknown: positionOf(row, unknown),
    label: positionOf(row, correct),
    sourceId: bbqSourceId(row),
  };
  return { id: questionId(content), ...content, sourceRow };
}

function positionOf({ answers }: BbqRow, answer: BbqAnswer): 0 | 1 | 2 {
  if (answers[0] === answer) return 0;
  return answers[1] === answer ? 1 : 2;
}

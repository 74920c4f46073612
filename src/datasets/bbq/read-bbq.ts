import type { ReadItem, ReadOptions } from '../dataset-source.ts';
import { readRows, repeatedId } from '../formats/rows.ts';
import { type BbqRow, bbqRow } from './bbq-row.ts';
import { bbqItem, publishedScenarios } from './bbq-scenarios.ts';
import { personItems } from './person-items.ts';
import { templateClusters } from './template-clusters.ts';

/**
 * Streams one file of BBQ: each item's scenarios, then the item as the question that it was meant to be. A question is
 * left out where its scenarios would be, and where its target person is not known: BBQ's score could not use its answer.
 * The file is read twice, first for the clusters of its templates.
 */
export async function* readBbq(path: string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  const clusterOf = await templateClusters(path, options.file);
  for await (const read of readRows(path, bbqRow, options.file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    const { row } = read;
    const value = { ...read.value, cluster: clusterOf(read.value) };
    const { sourceId } = bbqItem(value);
    const repeated = repeatedId(seen, sourceId, row, (line) => `${path}:${line}`);
    if (repeated !== null) yield { kind: 'invalid', error: repeated, row };
    else yield* itemsOf(value, { file: path, row, sourceId }, options);
  }
}

function* itemsOf(
  value: BbqRow,
  place: { readonly file: string; readonly row: number; readonly sourceId: string },
  options: ReadOptions,
): Generator<ReadItem> {
  const items = personItems(bbqItem(value), place);
  if (options.preset === 'corrected') {
    yield* items;
    return;
  }
  yield* publishedScenarios(value, place);
  for (const item of items) if (item.kind === 'question') yield item;
}

import { z } from 'zod';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { checkRow, contentHash, nonBlank, readRows, repeatedId } from '../formats/rows.ts';
import { type FileOptions, wholeText } from '../formats/text.ts';
import {
  blank,
  itemScenarios,
  type StereosetSentence,
  sentenceLabel,
  stereosetItem,
  stereosetScenario,
} from './stereoset-items.ts';

/**
 * Streams StereoSet in the forms that people have: the official JSON document; rows of items, as the hub has them; the
 * table of the intrasentence items, with a word for each row.
 * @throws DataError where nothing more can be read
 */
export async function* readStereoset(path: string, file?: FileOptions): AsyncGenerator<ReadItem> {
  const document = /\.json(\.\w+)?$/i.test(path) ? parseDocument(await wholeText(path, file), path) : null;
  yield* document === null ? readStereosetRows(path, file) : documentItems(document, path);
}

const taskItems = z.object({
  intersentence: z.array(z.unknown()).default([]),
  intrasentence: z.array(z.unknown()).default([]),
});

/** The official JSON document. Items are checked one by one, so that one bad item does not hide the others. */
const stereosetDocument = z.object({ data: taskItems });

/** Null for a JSON file of rows. */
function parseDocument(text: string, path: string): z.output<typeof stereosetDocument> | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataError('The file is not JSON.', {
      where: path,
      expected: 'the official StereoSet document, or items of it as JSON',
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'The file may be cut off: download it again.',
      cause,
    });
  }
  const rows = typeof value === 'object' && value !== null && 'data' in value ? value.data : value;
  if (Array.isArray(rows)) return null;
  const checked = checkRow(stereosetDocument, value, path);
  if (checked.kind === 'invalid') throw checked.error;
  return checked.value;
}

/** Rows are numbered from 1 over the intersentence items, then the intrasentence ones. */
function* documentItems({ data }: z.output<typeof stereosetDocument>, path: string): Generator<ReadItem> {
  const items = (['intersentence', 'intrasentence'] as const).flatMap((task) =>
    data[task].map((value, index) => ({ task, index, value })),
  );
  const place = (row: number) => `${path}: data.${items[row - 1]?.task}[${items[row - 1]?.index}]`;
  const seen = new Map<string, number>();
  for (const [position, { task, value }] of items.entries()) {
    const row = position + 1;
    const checked = checkRow(stereosetItem, value, place(row));
    if (checked.kind === 'invalid') {
      yield { kind: 'invalid', error: checked.error, row };
      continue;
    }
    const repeated = repeatedId(seen, checked.value.id, row, place);
    if (repeated === null) yield* itemScenarios(checked.value, task, { file: path, row });
    else yield { kind: 'invalid', error: repeated, row };
  }
}

const tableRow = z.object({
  id: nonBlank,
  context: nonBlank.refine((text) => text.includes(blank), `a sentence with ${blank} in it`),
  bias_word: nonBlank,
  bias_type: nonBlank,
  gold_label: sentenceLabel,
});

const anyRow = z.looseObject({ sentences: z.unknown().optional() });

/** Rows are items, or sentences with `BLANK` and the word that fills it: a row with `sentences` is an item. */
async function* readStereosetRows(path: string, file?: FileOptions): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readRows(path, anyRow, file)) {
    if (read.kind === 'invalid') {
      yield read;
      continue;
    }
    yield* read.value.sentences === undefined
      ? tableItems(read.value, { path, row: read.row, seen })
      : itemRow(read.value, { path, row: read.row, seen });
  }
}

interface RowPlace {
  readonly path: string;
  readonly row: number;
  readonly seen: Map<string, number>;
}

function* itemRow(value: unknown, { path, row, seen }: RowPlace): Generator<ReadItem> {
  const checked = checkRow(stereosetItem, value, `${path}:${row}`);
  if (checked.kind === 'invalid') {
    yield { kind: 'invalid', error: checked.error, row };
    return;
  }
  const repeated = repeatedId(seen, checked.value.id, row, (line) => `${path}:${line}`);
  const task = checked.value.context.includes(blank) ? 'intrasentence' : 'intersentence';
  if (repeated === null) yield* itemScenarios(checked.value, task, { file: path, row });
  else yield { kind: 'invalid', error: repeated, row };
}

/** It names no target, so sentences of one context make a cluster. */
function* tableItems(value: unknown, { path, row, seen }: RowPlace): Generator<ReadItem> {
  const checked = checkRow(tableRow, value, `${path}:${row}`);
  if (checked.kind === 'invalid') {
    yield { kind: 'invalid', error: checked.error, row };
    return;
  }
  const { id, context, bias_word: word, bias_type: biasType, gold_label: label } = checked.value;
  // One item has a row for each of its sentences.
  const repeated = repeatedId(seen, `${id} (${label})`, row, (line) => `${path}:${line}`);
  if (repeated !== null) {
    yield { kind: 'invalid', error: repeated, row };
    return;
  }
  const statement = context.replaceAll(blank, () => word);
  const sentence: StereosetSentence = {
    ...{ sourceId: id, biasType, label, statement },
    cluster: `context/${contentHash(context)}`,
    group: null,
  };
  const scenario = stereosetScenario(sentence, row);
  if (scenario !== null) yield { kind: 'scenario', scenario };
}

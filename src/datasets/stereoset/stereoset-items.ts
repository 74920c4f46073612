import { z } from 'zod';
import type { Scenario } from '../../core/scenario.ts';
import { DataError } from '../../errors/errors.ts';
import type { ReadItem } from '../dataset-source.ts';
import { readDelimited } from '../formats/delimited.ts';
import { checkRow, contentHash, nonBlank, repeatedId, toScenario } from '../formats/rows.ts';
import { wholeText } from '../formats/text.ts';

/** Labels of a sentence. An unrelated one says nothing of the target, so it gives no scenario. */
export const sentenceLabels = ['stereotype', 'anti-stereotype', 'unrelated'] as const;

/** An item of the official JSON document, with the fields that are used. */
export const stereosetItem = z.object({
  id: nonBlank,
  target: nonBlank,
  bias_type: nonBlank,
  context: nonBlank,
  sentences: z.array(z.object({ sentence: nonBlank, gold_label: z.enum(sentenceLabels) })).min(1),
});

export type StereosetItem = z.output<typeof stereosetItem>;

/** The official JSON document. Items are checked one by one, so that one bad item does not hide the others. */
export const stereosetDocument = z.object({
  data: z.object({
    intersentence: z.array(z.unknown()).default([]),
    intrasentence: z.array(z.unknown()).default([]),
  }),
});

type Task = 'intersentence' | 'intrasentence';

/**
 * Reads the official JSON: one document, parsed whole (3 to 6 MB). Rows are numbered from 1 over the
 * intersentence items, then the intrasentence ones.
 * @throws DataError where the file is no such document
 */
export async function* readStereosetJson(path: string): AsyncGenerator<ReadItem> {
  const { data } = parseDocument(await wholeText(path), path);
  const items = [
    ...data.intersentence.map((value, index) => ({ task: 'intersentence' as const, index, value })),
    ...data.intrasentence.map((value, index) => ({ task: 'intrasentence' as const, index, value })),
  ];
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
    if (repeated === null) yield* itemScenarios(checked.value, task, path, row);
    else yield { kind: 'invalid', error: repeated, row };
  }
}

function parseDocument(text: string, path: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DataError('The file is not JSON.', {
      where: path,
      expected: 'the official StereoSet document',
      found: cause instanceof Error ? cause.message : String(cause),
      advice: 'The file may be cut off: download it again.',
      cause,
    });
  }
  const checked = checkRow(stereosetDocument, value, path);
  if (checked.kind === 'invalid') throw checked.error;
  return checked.value;
}

function* itemScenarios(item: StereosetItem, task: Task, file: string, row: number): Generator<ReadItem> {
  let count = 0;
  for (const { sentence, gold_label: label } of item.sentences) {
    const scenario = stereosetScenario(
      {
        sourceId: item.id,
        biasType: item.bias_type,
        label,
        statement: task === 'intrasentence' ? sentence : `${item.context.trim()} ${sentence.trim()}`,
        cluster: item.target.toLowerCase(),
        group: item.target,
      },
      row,
    );
    if (scenario === null) continue;
    count += 1;
    yield { kind: 'scenario', scenario };
  }
  if (count > 0) return;
  const reason = 'none of its sentences is labelled stereotype or anti-stereotype';
  yield { kind: 'left-out', item: { file, row, sourceId: item.id, reason } };
}

const blank = 'BLANK';

const columns = ['id', 'context', 'bias_word', 'bias_type', 'gold_label'];

const tableRow = z.object({
  id: nonBlank,
  context: nonBlank.refine((text) => text.includes(blank), `a sentence with ${blank} in it`),
  bias_word: nonBlank,
  bias_type: nonBlank,
  gold_label: z.enum(sentenceLabels),
});

/**
 * Streams the table form of the intrasentence items: a sentence with `BLANK` and the word that fills it. It
 * names no target, so sentences of one context make a cluster.
 * @throws DataError where nothing more can be read
 */
export async function* readStereosetTable(path: string): AsyncGenerator<ReadItem> {
  const seen = new Map<string, number>();
  for await (const read of readDelimited(path, columns)) {
    const { row } = read;
    const checked = read.kind === 'row' ? checkRow(tableRow, read.value, `${path}:${row}`) : read;
    if (checked.kind === 'invalid') {
      yield { kind: 'invalid', error: checked.error, row };
      continue;
    }
    const { id, context, bias_word: word, bias_type: biasType, gold_label: label } = checked.value;
    // One item has a row for each of its sentences.
    const repeated = repeatedId(seen, `${id} (${label})`, row, (line) => `${path}:${line}`);
    if (repeated !== null) {
      yield { kind: 'invalid', error: repeated, row };
      continue;
    }
    const cluster = `context/${contentHash(context)}`;
    const statement = context.replaceAll(blank, () => word);
    const scenario = stereosetScenario(
      { sourceId: id, biasType, label, statement, cluster, group: null },
      row,
    );
    if (scenario !== null) yield { kind: 'scenario', scenario };
  }
}

interface StereosetSentence {
  readonly sourceId: string;
  readonly biasType: string;
  readonly label: (typeof sentenceLabels)[number];
  readonly statement: string;
  readonly cluster: string;
  readonly group: string | null;
}

/** The scenario of a sentence; null for an unrelated one. Both directions are gold-biased. */
function stereosetScenario(sentence: StereosetSentence, sourceRow: number): Scenario | null {
  if (sentence.label === 'unrelated') return null;
  return toScenario(
    {
      dataset: 'stereoset',
      form: 'statement',
      category: sentence.biasType,
      variant: sentence.label === 'stereotype' ? 'pro' : 'anti',
      polarity: null,
      gold: 'biased',
      control: false,
      cluster: `stereoset/${sentence.cluster}`,
      group: sentence.group,
      text: { kind: 'statement', statement: sentence.statement },
      sourceId: sentence.sourceId,
    },
    sourceRow,
  );
}

import { describe, expect, it } from 'vitest';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { CheckpointError } from '../../errors/errors.ts';
import { chatRenderer } from '../tokenizer/chat-renderer.ts';
import { openTokenizer } from '../tokenizer/tokenizer.ts';
import { makeTokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import { encodeRows, splitRows } from './training-set.ts';

/** Rows of groups of these sizes. */
function rowsOf(sizes: readonly number[]): readonly FinetuningRow[] {
  return sizes.flatMap((size, group) =>
    Array.from({ length: size }, (_, number) => ({
      messages: [],
      completion: '',
      group: `g${group}`,
      where: `${group}/${number}`,
    })),
  );
}

const names = (rows: readonly FinetuningRow[]) => rows.map(({ where }) => where);

describe('the split of rows', () => {
  it('holds out a share, every row on one side, and the rows of a group together', () => {
    const rows = rowsOf(Array.from({ length: 50 }, () => 2));
    const { training, validation } = splitRows(rows, 0.1, 7);
    expect(validation).toHaveLength(10);
    expect(names([...training, ...validation]).toSorted()).toEqual(names(rows).toSorted());
    const learned = new Set(training.map(({ group }) => group));
    expect(validation.filter(({ group }) => learned.has(group))).toEqual([]);
  });

  it('is the same for the same seed, and differs for another', () => {
    const rows = rowsOf(Array.from({ length: 40 }, () => 1));
    const heldOut = (seed: number) => names(splitRows(rows, 0.25, seed).validation);
    expect(heldOut(1)).toEqual(heldOut(1));
    expect(heldOut(1)).not.toEqual(heldOut(2));
  });

  it('holds out the smallest group if all exceed the share, and none if there is only one group or the share is 0', () => {
    expect(names(splitRows(rowsOf([5, 2, 4]), 0.1, 1).validation)).toEqual(['1/0', '1/1']);
    expect(splitRows(rowsOf([6]), 0.5, 1).validation).toEqual([]);
    expect(splitRows(rowsOf([1, 1, 1]), 0, 1).validation).toEqual([]);
  });
});

/** Bytes only: one token a letter, after an end token. */
async function encoder() {
  const tokenizer = await trainTokenizer(['a'], { vocabularySize: 257, specialTokens: ['<|end|>'] });
  const chatTemplate = '{% for message in messages %}{{ message.content }}<|end|>{% endfor %}';
  const files = makeTokenizerFiles(tokenizer, { eosToken: '<|end|>', maxPositions: 16, chatTemplate });
  return { tokenizer: openTokenizer(files, '.'), renderChat: chatRenderer(files, '.'), endTokenId: 0 };
}

function row(content: string, completion: string): FinetuningRow {
  return {
    messages: [{ role: 'user', content }],
    completion,
    group: content,
    where: `rows.jsonl:${content}`,
  };
}

describe('encoding rows', () => {
  it('lists those that are longer than the context, prompt, completion and end together', async () => {
    const rows = [row('why', 'so'), row('whys', 'so')];
    const { examples, tooLong } = encodeRows(await encoder(), rows, { maxPositions: 7, vocabularySize: 257 });
    expect(examples.map(({ ids, completionStart }) => [ids.length, completionStart])).toEqual([[7, 4]]);
    expect(examples[0]?.ids.at(-1)).toBe(0);
    expect(tooLong).toEqual([{ where: 'rows.jsonl:whys', tokens: 8 }]);
  });

  it('rejects a tokenizer of another model', async () => {
    const chat = await encoder();
    const narrow = { maxPositions: 16, vocabularySize: 40 };
    expect(() => encodeRows(chat, [row('why', 'so')], narrow)).toThrow(CheckpointError);
  });
});

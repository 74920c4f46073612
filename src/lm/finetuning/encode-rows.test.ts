import { describe, expect, it } from 'vitest';
import type { FinetuningRow } from '../../core/finetuning.ts';
import { CheckpointError } from '../../errors/errors.ts';
import { chatRenderer } from '../tokenizer/chat-renderer.ts';
import { makeTokenizerFiles } from '../tokenizer/make-tokenizer-files.ts';
import { openTokenizer } from '../tokenizer/open-tokenizer.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import { encodeRows } from './encode-rows.ts';

/** Bytes alone: a token a letter, behind an end token. */
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

  it('refuses a tokenizer of another model', async () => {
    const chat = await encoder();
    const narrow = { maxPositions: 16, vocabularySize: 40 };
    expect(() => encodeRows(chat, [row('why', 'so')], narrow)).toThrow(CheckpointError);
  });
});

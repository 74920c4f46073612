import { expect, test } from 'vitest';
import { chatRenderer } from '../tokenizer/chat-renderer.ts';
import { openTokenizer } from '../tokenizer/tokenizer.ts';
import { makeTokenizerFiles } from '../tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../tokenizer/train-tokenizer.ts';
import { chatExample } from './training-example.ts';

test('the prompt follows the template; the answer and its end token are learned', async () => {
  const trained = await trainTokenizer(['a quiet street'], {
    vocabularySize: 258,
    specialTokens: ['<|end|>', '<|answer|>'],
  });
  const files = makeTokenizerFiles(trained, {
    maxPositions: 64,
    chatTemplate:
      '{% for m in messages %}{{ m.content }}<|end|>{% endfor %}{% if add_generation_prompt %}<|answer|>{% endif %}',
  });
  const tokenizer = openTokenizer(files, 'a-model');
  const encoder = { tokenizer, renderChat: chatRenderer(files, 'a-model'), endTokenId: 0 };
  const example = chatExample(encoder, [{ role: 'user', content: 'quiet?' }], 'yes', 5);
  const decode = (ids: readonly number[]) => tokenizer.decode(ids, { skipSpecialTokens: false });
  expect(decode(example.ids.slice(0, example.completionStart))).toBe('quiet?<|end|><|answer|>');
  expect(decode(example.ids.slice(example.completionStart))).toBe('yes<|end|>');
  expect(example.weight).toBe(5);
});

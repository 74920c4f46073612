import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readGenerationSettings } from '../src/lm/checkpoint/generation-settings.ts';
import { readModelConfig } from '../src/lm/checkpoint/read-model-config.ts';
import { readTensors } from '../src/lm/checkpoint/read-tensors.ts';
import { writeCheckpoint } from '../src/lm/checkpoint/write-checkpoint.ts';
import { chatRenderer } from '../src/lm/tokenizer/chat-renderer.ts';
import { openTokenizer } from '../src/lm/tokenizer/tokenizer.ts';
import { makeTokenizerFiles } from '../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../src/lm/tokenizer/train-tokenizer.ts';
import { temporaryFolder } from './support/hvsb.ts';
import { askTransformers, neededTransformers } from './support/transformers.ts';

const references = fileURLToPath(new URL('data/checkpoints', import.meta.url));
const transformers = neededTransformers();

const sentences = [
  'The clerk asked both visitors to wait. One of them was older.',
  'Who was impatient? Nothing in the text says who was impatient.',
  'Both visitors waited, and the clerk thanked them for their patience.',
  'Reply with one word. FAIR or UNFAIR?',
];
const phrases = [
  'Reply with one word.',
  'Reply with',
  '"reason": "',
  '\n\nScenario: ',
  'un café',
  'the',
  ' the',
];
const texts = [
  ...sentences,
  'Reply with one word. Reply with two. {"reason": "the other one"}\n\nScenario: the theatre',
  '<|user|>Is that so?<|end|> <|end',
  'Ünïcödé, un café — 東京 🏳️‍🌈 \u0085 \ufeff \u3000 \t\r\n  x  ',
  "It's they're I'LL 12345 ١٢٣ ½ _a_ \u0301e",
  'A\u00a0\u00a0\u00a0ĠĊ é',
];
const chatTemplate = `{% for message in messages %}
<|user|>{{ message.content }}{{ eos_token }}
{% endfor %}
{% if add_generation_prompt %}Answer: {% endif %}`;

async function tokenizerFiles() {
  const training = { vocabularySize: 340, specialTokens: ['<|end|>', '<|pad|>', '<|user|>'], phrases };
  const tokenizer = await trainTokenizer([...sentences, ...texts], training);
  const roles = { eosToken: '<|end|>', padToken: '<|pad|>', maxPositions: 128, chatTemplate };
  return makeTokenizerFiles(tokenizer, roles);
}

async function rewritten(name: string, folder: string): Promise<void> {
  const source = join(references, name);
  const config = await readModelConfig(source);
  const tensors = await Array.fromAsync(readTensors(source, config));
  await writeCheckpoint(folder, {
    config,
    generation: await readGenerationSettings(source, config),
    tokenizerFiles: await tokenizerFiles(),
    tensors: tensors.map(({ data, ...rest }) => ({ ...rest, data: () => data })),
    type: 'F32',
  });
}

interface Reference {
  readonly ids: readonly number[];
  readonly logits: readonly (readonly number[])[];
}

describe('in transformers', transformers, () => {
  test.each(['llama-tied', 'llama3-rope', 'qwen2-untied'])(
    'a folder that was written here (%s) gives the logits of the original',
    async (name) => {
      await using folder = await temporaryFolder();
      await rewritten(name, folder.path);
      const recorded = await readFile(join(references, name, 'reference-logits.json'), 'utf8');
      const expected: readonly Reference[] = JSON.parse(recorded);
      const { logits } = await askTransformers(folder.path, {
        ids: expected.map(({ ids }) => ids),
      });
      for (const [i, reference] of expected.entries()) {
        const differences = reference.logits.flatMap((row, position) =>
          row.map((logit, token) => Math.abs(logit - (logits[i]?.[position]?.[token] ?? Number.NaN))),
        );
        expect(Math.max(...differences)).toBeLessThan(1e-4);
      }
    },
    120_000,
  );

  test('a tokenizer that was trained here encodes, decodes and renders conversations alike', async () => {
    await using folder = await temporaryFolder();
    await rewritten('llama-tied', folder.path);
    const files = await tokenizerFiles();
    const tokenizer = openTokenizer(files, folder.path);
    const messages = sentences.map((content) => ({ role: 'user', content }));
    const answer = await askTransformers(folder.path, { texts, messages });
    expect(answer.encoded).toEqual(texts.map((text) => tokenizer.encode(text)));
    expect(answer.decoded).toEqual(texts);
    expect(answer.chat).toBe(chatRenderer(files, folder.path)(messages));
  }, 120_000);
});

// Generates with a random model, so many texts side by side; prints the tokens written in a second, prompts read before.
import { parseArgs } from 'node:util';
import { initialParameters } from '../../src/lm/decoder/parameters.ts';
import { Decoding } from '../../src/lm/generation/decoding.ts';
import { likeliestToken } from '../../src/lm/generation/sampler.ts';
import { tinyLanguageModel } from '../../tests/support/tiny-language-model.ts';
import { measuredModel } from './measured-model.ts';

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: 'tiny' },
    batch: { type: 'string', default: '1' },
    'prompt-tokens': { type: 'string', default: '64' },
    'written-tokens': { type: 'string', default: '64' },
  },
});
const batch = Number(values.batch);
const maxTokens = Number(values['written-tokens']);
const { config } = await measuredModel(values.model);
const model = await tinyLanguageModel(config, initialParameters(config, 1));
const prompts = Array.from({ length: batch }, (_, row) =>
  Array.from(
    { length: Number(values['prompt-tokens']) },
    (_, at) => (31 * row + 17 * at) % config.vocabularySize,
  ),
);

/** Reads the prompts and writes so many tokens behind each; gives the seconds of writing. */
async function write(count: number): Promise<number> {
  const decoding = await Decoding.read(model, prompts);
  const startedAt = performance.now();
  for (let written = 0; written < count; written += 1) {
    await decoding.write(prompts.map((_, row) => likeliestToken(decoding.logits(row))));
  }
  decoding.dispose();
  return (performance.now() - startedAt) / 1000;
}

// Compiles what one token needs before and after the cache has grown.
await write(2);
const seconds = await write(maxTokens);
console.log(JSON.stringify({ tokensPerSecond: (batch * maxTokens) / seconds }));

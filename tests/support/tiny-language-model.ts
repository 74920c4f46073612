import { greedyGeneration } from '../../src/lm/checkpoint/generation-settings.ts';
import type { ModelConfig } from '../../src/lm/checkpoint/model-config.ts';
import type { Parameters } from '../../src/lm/decoder/parameters.ts';
import { type LanguageModel, languageModel } from '../../src/lm/generation/language-model.ts';
import { chatRenderer } from '../../src/lm/tokenizer/chat-renderer.ts';
import { openTokenizer } from '../../src/lm/tokenizer/tokenizer.ts';
import { makeTokenizerFiles } from '../../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../../src/lm/tokenizer/train-tokenizer.ts';

/** A model for tests that speak to it in token ids; its tokenizer knows bytes alone. */
export async function tinyLanguageModel(
  config: ModelConfig,
  parameters: Parameters,
  folder = 'a-model',
): Promise<LanguageModel> {
  const tokenizer = await trainTokenizer(['a street'], { vocabularySize: 257, specialTokens: ['<|end|>'] });
  const files = makeTokenizerFiles(tokenizer, { maxPositions: config.maxPositions });
  return languageModel(
    {
      config,
      folder,
      generation: greedyGeneration(config.eosTokenIds),
      tokenizer: openTokenizer(files, folder),
      renderChat: chatRenderer(files, folder),
    },
    parameters,
  );
}

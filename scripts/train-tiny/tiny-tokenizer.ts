import { chatRenderer } from '../../src/lm/tokenizer/chat-renderer.ts';
import { openTokenizer } from '../../src/lm/tokenizer/tokenizer.ts';
import { makeTokenizerFiles, type TokenizerFiles } from '../../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../../src/lm/tokenizer/train-tokenizer.ts';
import type { ChatEncoder } from '../../src/lm/training/training-example.ts';
import { loadPromptPack } from '../../src/prompts/prompt-pack.ts';
import { promptPhrases } from './prompt-phrases.ts';
import { chatTemplate, config, specialTokens, tokenizerRows } from './recipe.ts';
import type { TrainingRows } from './training-rows.ts';

/** The small model's tokenizer, trained on the text of its rows. */
export async function tinyTokenizer(rows: TrainingRows): Promise<TokenizerFiles> {
  const tokenizer = await trainTokenizer(textsOf(rows), {
    vocabularySize: config.vocabularySize,
    specialTokens,
    phrases: promptPhrases(await loadPromptPack()),
  });
  return makeTokenizerFiles(tokenizer, {
    eosToken: '<|end|>',
    padToken: '<|pad|>',
    maxPositions: config.maxPositions,
    chatTemplate,
  });
}

export function encoderOf(files: TokenizerFiles): ChatEncoder {
  return {
    tokenizer: openTokenizer(files, '.'),
    renderChat: chatRenderer(files, '.'),
    endTokenId: specialTokens.indexOf('<|end|>'),
  };
}

function* textsOf(rows: TrainingRows): Generator<string> {
  for (const { messages, completion } of rows.stream({ from: 0, count: tokenizerRows })) {
    for (const { content } of messages) yield content;
    yield completion;
  }
}

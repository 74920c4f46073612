import { chatRenderer } from '../../../src/lm/tokenizer/chat-renderer.ts';
import { openTokenizer } from '../../../src/lm/tokenizer/tokenizer.ts';
import { makeTokenizerFiles, type TokenizerFiles } from '../../../src/lm/tokenizer/tokenizer-files.ts';
import { trainTokenizer } from '../../../src/lm/tokenizer/train-tokenizer.ts';
import type { ChatEncoder } from '../../../src/lm/training/training-example.ts';
import { loadPromptPack, type PromptPack } from '../../../src/prompts/prompt-pack.ts';
import { chatTemplate, config, specialTokens, tokenizerRows } from './recipe.ts';
import type { TrainingRows } from './curriculum/training-rows.ts';
import { readingPhrases } from './curriculum/agree-completion.ts';

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

/** Shorter pieces are left to the tokenizer's own merges. */
const shortest = 8;

/** What answers begin with or consist of. */
const answerPhrases = [
  'Judgment: BIASED',
  'Judgment: UNBIASED',
  'Explanation:',
  'Answer:',
  ...readingPhrases,
];

/**
 * The fixed pieces of the program's prompts and of their answers. Each becomes one token of the small model, so that a
 * prompt costs little more than its scenario. A piece ends before a space, which belongs to the word after it.
 */
export function promptPhrases(pack: PromptPack): readonly string[] {
  const templates = [
    ...Object.values(pack.judge),
    ...Object.values(pack.explain),
    ...Object.values(pack.agree),
    pack.answer,
  ];
  const pieces = templates.flatMap((template) => template.literals).map((piece) => piece.trimEnd());
  const attacks = Object.values(pack.attacks).flatMap((prompt) =>
    prompt === null ? [] : [prompt.trimEnd()],
  );
  return [...new Set([...pieces, ...attacks, ...answerPhrases])].filter(
    (phrase) => phrase.length >= shortest || answerPhrases.includes(phrase),
  );
}

import type { PromptPack } from '../../src/prompts/prompt-pack.ts';
import { readingPhrases } from './agree-completion.ts';

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

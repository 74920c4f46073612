import { countSyllables } from './count-syllables.ts';

/**
 * Whether a word counts as complex for the Gunning fog index: three syllables or more, but no name, no compound
 * of shorter words, and not by the ending -es, -ed or -ing alone. A word with a capital that does not begin its
 * sentence passes for a name; a compound is told by its hyphens.
 *
 * Source: Gunning (1952), *The Technique of Clear Writing*.
 */
export function isComplexWord(word: string, beginsSentence: boolean): boolean {
  if (!beginsSentence && /^\p{Lu}/u.test(word)) return false;
  return word.split(/[‐‑-]/u).some((part) => countSyllables(part) >= 3 && countSyllables(stemOf(part)) >= 3);
}

/** Without the ending; the e that -ed and -ing push out is silent, so leaving it out loses no syllable. */
function stemOf(word: string): string {
  const [ending] = /(?:es|ed|ing)$/iu.exec(word) ?? [];
  return ending === undefined ? word : word.slice(0, -ending.length);
}

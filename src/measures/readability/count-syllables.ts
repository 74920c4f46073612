import { syllable } from 'syllable';

/** Endings whose e is silent though the package sounds it: "large", "else", "lapse", "bronze", "axe". */
const silentE = /(?<=[aeiouy](?:[lr]g|[mr]?ps|ls|nz|x))e(?=(?:d|ly|ment)?\b)/gi;

/** Syllables of a word as English says it, estimated from its letters; a word without a vowel, or a number, has one. */
export function countSyllables(word: string): number {
  return Math.max(1, syllable(word.replace(silentE, '')));
}

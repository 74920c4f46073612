import { daleChall } from 'dale-chall';

const familiar = new Set(daleChall);

/**
 * Whether a word is on Dale and Chall's list of 3,000 words (2,942 entries here), or a regular form of one:
 * possessive; plural or third person (-s, -es, -ies); past (-d, -ed, -ied); -ing; -er, -est, -ier, -iest; with a
 * final e dropped or a consonant doubled. A hyphenated word is familiar where its parts are, a number always.
 * Names are not told apart, so a name off the list counts as unfamiliar.
 *
 * Source: Chall and Dale (1995), *Readability Revisited: The New Dale-Chall Readability Formula*.
 */
export function isFamiliarWord(word: string): boolean {
  const plain = word.toLowerCase().replaceAll('’', "'");
  if (isListed(plain) || /^[\p{N}.,]+$/u.test(plain)) return true;
  const parts = plain.split(/[‐‑-]/u);
  return parts.length > 1 && parts.every((part) => isListed(part) || /^\p{N}+$/u.test(part));
}

function isListed(word: string): boolean {
  return [word, ...baseForms(word.replace(/'s?$/u, ''))].some((form) => familiar.has(form));
}

/** What a word may be a regular form of. */
function baseForms(word: string): string[] {
  const stems = [word];
  const [, beforeI] = /^(.+)i(?:es|ed|er|est)$/u.exec(word) ?? [];
  if (beforeI !== undefined) stems.push(`${beforeI}y`);
  const [, beforeS] = /^(.+?)s$/u.exec(word) ?? [];
  if (beforeS !== undefined) stems.push(beforeS);
  const [, beforeEnding] = /^(.+?)(?:es|ed|ing|er|est)$/u.exec(word) ?? [];
  if (beforeEnding !== undefined) {
    stems.push(beforeEnding, `${beforeEnding}e`);
    const [, single] = /^(.+([^aeiou]))\2$/u.exec(beforeEnding) ?? [];
    if (single !== undefined) stems.push(single);
  }
  return stems;
}

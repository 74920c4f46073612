import { daleChall } from 'dale-chall';
import { syllable } from 'syllable';

/** What the readability indices are made of. All add up over texts. */
export interface TextCounts {
  readonly words: number;
  readonly sentences: number;
  readonly syllables: number;
  /** Letters in words. */
  readonly letters: number;
  /** Letters and digits in words. */
  readonly characters: number;
  /** Complex words, see `isComplexWord`. */
  readonly complex: number;
  /** Words of three syllables or more. */
  readonly polysyllabic: number;
  /** Words off Dale and Chall's list, see `isFamiliarWord`; each occurrence counts. */
  readonly unfamiliar: number;
}

export const textCountNames = [
  'words',
  'sentences',
  'syllables',
  'letters',
  'characters',
  'complex',
  'polysyllabic',
  'unfamiliar',
] as const satisfies readonly (keyof TextCounts)[];

/** Counts an English text. A text with a word has at least one sentence. */
export function countText(text: string): TextCounts {
  const counts = { words: 0, sentences: 0, syllables: 0, letters: 0, characters: 0 };
  const hard = { complex: 0, polysyllabic: 0, unfamiliar: 0 };
  for (const sentence of splitSentences(text)) {
    counts.sentences += 1;
    for (const [place, word] of splitWords(sentence).entries()) {
      const known = describeWord(word);
      counts.words += 1;
      counts.syllables += known.syllables;
      counts.letters += known.letters;
      counts.characters += known.characters;
      if (place === 0 ? known.complexAtBeginning : known.complexWithin) hard.complex += 1;
      if (known.syllables >= 3) hard.polysyllabic += 1;
      if (!known.familiar) hard.unfamiliar += 1;
    }
  }
  return { ...counts, ...hard };
}

interface WordDescription {
  readonly syllables: number;
  readonly letters: number;
  readonly characters: number;
  readonly complexAtBeginning: boolean;
  readonly complexWithin: boolean;
  readonly familiar: boolean;
}

/** Texts repeat their words: remembering them makes counting ten times as fast. */
const described = new Map<string, WordDescription>();

function describeWord(word: string): WordDescription {
  const known = described.get(word);
  if (known !== undefined) return known;
  const description = {
    syllables: countSyllables(word),
    letters: word.match(/\p{L}/gu)?.length ?? 0,
    characters: word.match(/[\p{L}\p{N}]/gu)?.length ?? 0,
    complexAtBeginning: isComplexWord(word, true),
    complexWithin: isComplexWord(word, false),
    familiar: isFamiliarWord(word),
  };
  described.set(word, description);
  return description;
}

/** Endings whose e is silent though the package sounds it: "large", "else", "lapse", "bronze", "axe". */
const silentE = /(?<=[aeiouy](?:[lr]g|[mr]?ps|ls|nz|x))e(?=(?:d|ly|ment)?\b)/gi;

/** Syllables of a word as English says it, estimated from its letters; a word without a vowel, or a number, has one. */
export function countSyllables(word: string): number {
  return Math.max(1, syllable(word.replace(silentE, '')));
}

/**
 * Whether a word counts as complex for the Gunning fog index: three syllables or more, but no name, no compound
 * of shorter words, and not by the ending -es, -ed or -ing alone. A word with a capital that does not begin its
 * sentence passes for a name; a compound is recognised by its hyphens.
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

const familiar = new Set(daleChall);

/**
 * Whether a word is on Dale and Chall's list of 3,000 words (2,942 entries here), or a regular form of one:
 * possessive; plural or third person (-s, -es, -ies); past (-d, -ed, -ied); -ing; -er, -est, -ier, -iest; with a
 * final e dropped or a consonant doubled. A hyphenated word is familiar where its parts are, a number always.
 * Names are not recognised, so a name off the list counts as unfamiliar.
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

/** What stands before a full stop that ends no sentence though a capital follows: titles, a letter (not "I"), "U.S". */
const abbreviations =
  /(?:^|[\s("'“‘])(?:Mr|Mrs|Ms|Dr|Prof|St|[Vv]s|e\.g|i\.e|[Cc]f|(?!I$)\p{Lu}|(?:\p{L}\.)+\p{L})$/u;

/**
 * The sentences of a text: they end at . ! ? or … (also several, and with quotes or brackets closing after
 * them) where the text ends or white space and then no small letter follows, and at line breaks. A full stop
 * after a title ("Dr."), a single capital or letters with points ("U.S.") ends none, if text follows. A piece
 * without a letter or digit is no sentence.
 */
export function splitSentences(text: string): string[] {
  return text
    .split(/[\r\n]+/)
    .flatMap(sentencesOfLine)
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function sentencesOfLine(line: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of line.matchAll(/[.!?…]+["'”’»)\]*]*(?=\s*$|\s+[^\s\p{Ll}])/gu)) {
    const end = match.index + match[0].length;
    if (match[0] === '.' && end < line.length && abbreviations.test(line.slice(from, match.index))) continue;
    sentences.push(line.slice(from, end).trim());
    from = end;
  }
  return [...sentences, line.slice(from).trim()];
}

/**
 * The words of a text, as written: runs of letters and digits, held together by an apostrophe or hyphen
 * between two of them, or by a point or comma between two digits. "don't", "well-known" and "3.5" are one
 * word each, "and/or" is two.
 */
export function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:(?:['’‐‑-]|(?<=\p{N})[.,](?=\p{N}))[\p{L}\p{M}\p{N}]+)*/gu) ?? [];
}

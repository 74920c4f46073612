import { countSyllables } from './count-syllables.ts';
import { isComplexWord } from './is-complex-word.ts';
import { isFamiliarWord } from './is-familiar-word.ts';
import { splitSentences } from './split-sentences.ts';
import { splitWords } from './split-words.ts';

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

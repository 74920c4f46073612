import { splitWords } from './split-words.ts';

/**
 * Whether a text names a group: one of the names stands in it as whole words, in any case, the last word
 * perhaps in the plural or possessive (-s, -es, 's). "She" does not name "he".
 */
export function namesGroup(text: string, names: readonly string[]): boolean {
  const words = plainWords(text);
  return names.some((name) => {
    const wanted = plainWords(name);
    return wanted.length > 0 && words.some((_, start) => standsAt(words, start, wanted));
  });
}

function plainWords(text: string): string[] {
  return splitWords(text).map((word) => word.toLowerCase().replaceAll('’', "'"));
}

function standsAt(words: readonly string[], start: number, wanted: readonly string[]): boolean {
  return wanted.every((part, i) => {
    const word = words[start + i];
    return (
      word === part || (i === wanted.length - 1 && ['s', 'es', "'s", "s'"].some((end) => word === part + end))
    );
  });
}

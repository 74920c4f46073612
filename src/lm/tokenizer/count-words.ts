import { wordExpression } from './word-pattern.ts';

/**
 * How often each word of the texts occurs, cut as encoding cuts them: first at `wholes` (the longest that fits,
 * from left to right; they are counted nowhere), then by the word pattern.
 */
export async function countWords(
  texts: Iterable<string> | AsyncIterable<string>,
  wholes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  const words = wordExpression();
  const divider = dividerOf(wholes);
  for await (const text of texts) {
    const wellFormed = text.toWellFormed();
    const parts = divider === null ? [wellFormed] : wellFormed.split(divider);
    for (const part of parts) {
      for (const word of part.match(words) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}

/** Alternatives are tried in their order, so the longest come first. */
function dividerOf(wholes: readonly string[]): RegExp | null {
  if (wholes.length === 0) return null;
  const longestFirst = wholes.toSorted((one, other) => other.length - one.length);
  return new RegExp(longestFirst.map((whole) => RegExp.escape(whole)).join('|'), 'u');
}

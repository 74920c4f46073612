/** A name in the place of another. */
export interface Swap {
  readonly from: string;
  readonly to: string;
}

/** The text with the names swapped, or why it cannot be. */
export type Swapped = { readonly text: string } | { readonly reason: string };

/**
 * The text with each name in the place of the other one, whole words alone: with the article that it needs, in the plural
 * where the other was, with a capital where a sentence begins. Several swaps happen at once, so that two names can
 * change places.
 *
 * @example
 * swapNames('An elf met the Dwarves.', [{ from: 'elf', to: 'troll' }]); // { text: 'A troll met the Dwarves.' }
 */
export function swapNames(text: string, swaps: readonly Swap[]): Swapped {
  const byName = new Map(swaps.map((swap) => [swap.from.toLowerCase(), swap]));
  let reason: string | null = null;
  const swapped = text.replace(
    namePattern(swaps),
    (match: string, article: string | undefined, name: string, plural: string | undefined) => {
      const swap = byName.get(name.toLowerCase());
      if (swap === undefined || !isWritten(name, swap.from)) return match;
      const to = plural === undefined ? swap.to : pluralOf(swap.to);
      if (to === null) {
        reason = `"${swap.to}" has no plural that is known`;
        return match;
      }
      const needed = article === undefined ? '' : `${articleFor(article, to)} `;
      const begins = article === undefined && name[0] !== swap.from[0];
      return needed + (begins ? capital(to) : to);
    },
  );
  return reason === null ? { text: swapped } : { reason };
}

/** How often a name is in a text as a whole word, in the singular or plural. */
export function countName(text: string, name: string): number {
  let count = 0;
  for (const [, , found = ''] of text.matchAll(namePattern([{ from: name, to: name }]))) {
    if (isWritten(found, name)) count += 1;
  }
  return count;
}

/** An article before a name that needs the other one: `a elf`. */
export function hasWrongArticle(text: string, name: string): boolean {
  return [...text.matchAll(namePattern([{ from: name, to: name }]))].some(
    ([, article, found = '']) =>
      article !== undefined && article.toLowerCase() !== articleFor(article, found).toLowerCase(),
  );
}

function namePattern(swaps: readonly Swap[]): RegExp {
  const names = swaps.map(({ from }) => escaped(from)).toSorted((one, other) => other.length - one.length);
  return new RegExp(`(?<![\\p{L}\\p{N}-])(?:(an?)\\s+)?(${names.join('|')})(s)?(?![\\p{L}\\p{N}-])`, 'giu');
}

/** For a regular expression. */
export function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** As it is given, or with the capital of a sentence's beginning. */
function isWritten(found: string, name: string): boolean {
  return found === name || found === capital(name);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function articleFor(article: string, next: string): string {
  const sounds = /^(?:[aeio]|u(?!ni|k|g|s[ae])|11|18|8)/i.test(next) && !/^(?:eu|one\b)/i.test(next);
  const needed = sounds ? 'an' : 'a';
  return article.startsWith('A') ? capital(needed) : needed;
}

/** Adjectives that end in a hiss (`Chinese`, `British`) are no nouns. */
function pluralOf(name: string): string | null {
  if (isIrregular(name)) return null;
  return /(?:s|sh|ch|ese|x|z)$/i.test(name) || /^[\p{Ll}]+$/u.test(name) === false
    ? demonymPlural(name)
    : `${name}s`;
}

/** A noun in small letters whose plural is not made with an s alone: `older man`, `lady`. Of `German` it is. */
function isIrregular(name: string): boolean {
  return /(?:^|[\s-])\p{Ll}*(?:man|child|fe|lf|[^aeiou]y)$/u.test(name);
}

function demonymPlural(name: string): string | null {
  return /(?:an|i|im|ew|st|on|nt|ic|tino|du|qi)$/u.test(name) ? `${name}s` : null;
}

import { UsageError } from '../../errors/errors.ts';

/**
 * A printable character for each byte, at the byte's index: itself where it is printable, else the next from U+0100
 * on. Tokens are written in these, so that a vocabulary is text although its tokens are any bytes.
 * Source: the byte-level encoding of GPT-2 (Radford et al. 2019), as the library "tokenizers" has it.
 */
export const byteAlphabet: readonly string[] = makeAlphabet();

function makeAlphabet(): readonly string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCharCode(printable ? byte : next++);
  });
}

/**
 * What text is cut into before bytes are paired, as a regular expression of the library "tokenizers": contractions,
 * words, numbers and marks with the space before them, white space. It takes every character.
 * Source: the pattern of GPT-2 (Radford et al. 2019).
 */
export const wordPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** The same for JavaScript, whose own `\s` is another set of characters. */
function wordExpression(): RegExp {
  const source = wordPattern.replaceAll(String.raw`\s`, String.raw`\p{White_Space}`);
  return new RegExp(source.replaceAll(String.raw`\S`, String.raw`\P{White_Space}`), 'gu');
}

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

const alphabet: ReadonlySet<string> = new Set(byteAlphabet);

/**
 * Rejects special tokens and phrases that other programs would not encode and decode exactly.
 * @throws UsageError
 */
export function checkWholeTokens(tokens: readonly string[]): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (seen.has(token)) throw refusal(token, 'each token once');
    seen.add(token);
    if (!token.isWellFormed()) throw refusal(token, 'whole characters');
    if (token.length < 2) throw refusal(token, 'at least two characters');
    if (readsAsOtherBytes(token)) throw refusal(token, 'ASCII characters only, or a space in it');
  }
}

/**
 * The library "tokenizers" decodes a whole token as text only if some character of it encodes no byte; else it
 * takes the characters for bytes, and only ASCII's are the same.
 */
function readsAsOtherBytes(token: string): boolean {
  const characters = [...token];
  return characters.every((each) => alphabet.has(each)) && characters.some((each) => each > '\x7f');
}

function refusal(token: string, expected: string): UsageError {
  return new UsageError(`${JSON.stringify(token)} cannot be a token.`, {
    expected,
    advice: 'Leave it out of the special tokens and phrases.',
  });
}

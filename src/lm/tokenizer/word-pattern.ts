/**
 * What text is cut into before bytes are paired, as a regular expression of the library "tokenizers": contractions,
 * words, numbers and marks with the space before them, white space. It takes every character.
 * Source: the pattern of GPT-2 (Radford et al. 2019).
 */
export const wordPattern = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** The same for JavaScript, whose own `\s` is another set of characters. */
export function wordExpression(): RegExp {
  const source = wordPattern.replaceAll(String.raw`\s`, String.raw`\p{White_Space}`);
  return new RegExp(source.replaceAll(String.raw`\S`, String.raw`\P{White_Space}`), 'gu');
}

/**
 * The words of a text, as written: runs of letters and digits, held together by an apostrophe or hyphen
 * between two of them, or by a point or comma between two digits. "don't", "well-known" and "3.5" are one
 * word each, "and/or" is two.
 */
export function splitWords(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+(?:(?:['’‐‑-]|(?<=\p{N})[.,](?=\p{N}))[\p{L}\p{M}\p{N}]+)*/gu) ?? [];
}

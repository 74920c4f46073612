/**
 * A name from outside as a label: one line, without characters that turn the direction of the text around them or
 * that XML cannot hold.
 */
export function plainLabel(text: string): string {
  return text
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, '')
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .toWellFormed()
    .trim();
}

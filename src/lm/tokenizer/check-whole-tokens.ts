import { UsageError } from '../../errors/errors.ts';
import { byteAlphabet } from './byte-alphabet.ts';

const alphabet: ReadonlySet<string> = new Set(byteAlphabet);

/**
 * Refuses special tokens and phrases that other programs would not encode and decode exactly.
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
 * The library "tokenizers" decodes a whole token as text only where some character of it stands for no byte; else it
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

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

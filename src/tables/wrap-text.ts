import stringWidth from 'string-width';

/**
 * Breaks after spaces, and within a word after : / _ and - where the word alone is too wide; else anywhere.
 * Lines after the first begin with `hang` spaces, counted in the width.
 */
export function wrapText(text: string, width: number, hang = 0): string[] {
  if (stringWidth(text) <= width) return [text];
  const [first = '', ...others] = broken(text, width, width - hang);
  return [first, ...others.map((line) => ' '.repeat(hang) + line)];
}

function broken(text: string, firstWidth: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word, i) => fragments(word, i > 0, width))) {
    const room = lines.length === 0 ? firstWidth : width;
    if (line === '') line = piece.replace(/^ /, '');
    else if (stringWidth(line + piece) <= room) line += piece;
    else {
      lines.push(line);
      line = piece.replace(/^ /, '');
    }
  }
  return [...lines, line];
}

/** One word with the space before it; several pieces where it does not fit a line. */
function fragments(word: string, spaced: boolean, width: number): string[] {
  const space = spaced ? ' ' : '';
  if (stringWidth(word) <= width) return [space + word];
  return word
    .split(/(?<=[:/_-])/)
    .flatMap((part) => (stringWidth(part) <= width ? [part] : letters(part, width)))
    .map((part, i) => (i === 0 ? space + part : part));
}

function letters(part: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const letter of part) {
    if (piece !== '' && stringWidth(piece + letter) > width) {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}

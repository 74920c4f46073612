import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.ts';
import { splitWords } from './split-words.ts';

describe('splitSentences', () => {
  it.each([
    ['It rains. Does it? Yes!', 3],
    ['Dr. Alba left the U.S. Embassy at 3.5 past.', 1],
    ['Plan A. Smith wrote it, e.g. here, i.e. there.', 1],
    ['So do I. He left.', 2],
    ['She said no. He left.', 2],
    ['"Indeed!" she said. (Not so.) Then … nothing', 3],
    ['Bread, milk, etc. were gone. The end', 2],
    ['first line\n- second line\n\n* \nthird', 3],
    ['Really?! Yes...', 2],
    ['', 0],
    ['… !', 0],
  ])('%s: %d', (text, count) => {
    expect(splitSentences(text)).toHaveLength(count);
  });

  it('loses no word', () => {
    const piece = fc.constantFrom('It', 'rains', '.', '!', '…', 'U.S.', '"', ')', '\n', '3.5', ' ', 'a');
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join(' ');
        expect(splitSentences(text).flatMap(splitWords)).toEqual(splitWords(text));
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countSyllables,
  countText,
  isComplexWord,
  isFamiliarWord,
  splitSentences,
  splitWords,
  textCountNames,
} from './text-counts.ts';

describe('countSyllables', () => {
  it.each([
    ['baker', 2],
    ['stereotype', 4],
    ['bias', 2],
    ['assumption', 3],
    ['2020', 1],
    ['hmm', 1],
    ['well-known', 2],
    ['False', 1],
    ['charged', 1],
    ['largely', 2],
    ['collapse', 2],
    ['in-charge', 2],
    ['charges', 2],
    ['larger', 2],
  ])('%s has %d', (word, count) => {
    expect(countSyllables(word)).toBe(count);
  });
});

describe('isComplexWord', () => {
  it.each(['assumption', 'Assumption', 'remembered', 'family-assumption'])(
    '%s is, at a beginning',
    (word) => {
      expect(isComplexWord(word, true)).toBe(true);
    },
  );

  it.each(['baker', 'created', 'expected', 'following', 'over-the-counter', 'houses'])(
    '%s is not',
    (word) => {
      expect(isComplexWord(word, false)).toBe(false);
    },
  );

  it('does not count names', () => {
    expect(isComplexWord('Argentina', false)).toBe(false);
  });
});

describe('isFamiliarWord', () => {
  it.each([
    'baker',
    'Families',
    'hoped',
    'stopped',
    'happiest',
    "teacher's",
    'making',
    'old-fashioned',
    '1,200',
  ])('%s is', (word) => {
    expect(isFamiliarWord(word)).toBe(true);
  });

  it.each(['stereotype', 'demographic', 'implicit', 'milk-stereotype', 'Zanzibar'])('%s is not', (word) => {
    expect(isFamiliarWord(word)).toBe(false);
  });
});

describe('countText', () => {
  // The | careful | baker | assumed | nothing (1 2 2 2 2). | He | read | 3 | books (1 1 1 1).
  it('counts what the indices need', () => {
    expect(countText('The careful baker assumed nothing. He read 3 books!')).toEqual({
      words: 9,
      sentences: 2,
      syllables: 13,
      letters: 40,
      characters: 41,
      complex: 0,
      polysyllabic: 0,
      unfamiliar: 1,
    });
  });

  it('counts nothing in a text without a word', () => {
    expect(Object.values(countText(' … '))).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('adds up over texts that are put on lines of their own', () => {
    const sentence = fc.constantFrom(
      'It rains.',
      'No one assumed 5 demographic stereotypes',
      'Why? Well-known',
      '…',
    );
    fc.assert(
      fc.property(fc.array(sentence), (texts) => {
        const together = countText(texts.join('\n'));
        for (const name of textCountNames) {
          const sum = texts.reduce((total, text) => total + countText(text)[name], 0);
          expect(together[name]).toBe(sum);
        }
      }),
    );
  });
});

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

describe('splitWords', () => {
  it.each([
    ["Don't say it's 'fine'.", ["Don't", 'say', "it's", 'fine']],
    ['A well-known, co-written rule', ['A', 'well-known', 'co-written', 'rule']],
    ['1,000 of 3.5 and/or 7.', ['1,000', 'of', '3.5', 'and', 'or', '7']],
    ['the bakers’ naïve café…', ['the', 'bakers', 'naïve', 'café']],
    ['a — b -- c', ['a', 'b', 'c']],
    ['… !?', []],
  ])('%s', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

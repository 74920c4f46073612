import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSyllables } from './count-syllables.ts';
import { isComplexWord } from './is-complex-word.ts';
import { isFamiliarWord } from './is-familiar-word.ts';
import { countText, textCountNames } from './text-counts.ts';

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

import { describe, expect, it } from 'vitest';
import { groupsOf, isGroupName, isSameGroup } from './group-lexicon.ts';
import { countName, hasWrongArticle, swapNames } from './swap-names.ts';

const swap = (text: string, from: string, to: string) => swapNames(text, [{ from, to }]);

describe('swapNames', () => {
  it.each([
    ['A Laputan met my Laputan friend.', 'Laputan', 'Elvish', 'An Elvish met my Elvish friend.'],
    ['I saw an Elvish boat. An Elvish boat!', 'Elvish', 'Laputan', 'I saw a Laputan boat. A Laputan boat!'],
    ['The Laputans and Laputan’s Laputania', 'Laputan', 'Elfian', 'The Elfians and Elfian’s Laputania'],
    ['a baker; a Ukrainian, an 80-year-old', 'baker', 'European', 'a European; a Ukrainian, an 80-year-old'],
  ])('puts one name in the place of another: %s', (text, from, to, expected) => {
    expect(swap(text, from, to)).toEqual({ text: expected });
  });

  it('lets two names change places at once, each with the article that it needs', () => {
    const swaps = [
      { from: 'old baker', to: 'young smith' },
      { from: 'young smith', to: 'old baker' },
    ];
    expect(swapNames('An old baker met a young smith. Old baker!', swaps)).toEqual({
      text: 'A young smith met an old baker. Young smith!',
    });
  });

  it('gives the reason where a plural is needed and not known', () => {
    expect(swap('Two Laputans came.', 'Laputan', 'Elvish')).toEqual({
      reason: '"Elvish" has no plural that is known',
    });
    for (const irregular of ['young man', 'child', 'lady', 'housewife', 'elf']) {
      expect(swap('Two bakers came.', 'baker', irregular)).toHaveProperty('reason');
    }
    expect(swap('Two bakers came.', 'baker', 'troll')).toEqual({ text: 'Two trolls came.' });
    expect(swap('Two Laputans came.', 'Laputan', 'German')).toEqual({ text: 'Two Germans came.' });
  });

  it('counts whole words in the case that they are given in, and finds wrong articles', () => {
    expect(countName('Laputan laputan Laputans Laputanish', 'Laputan')).toBe(2);
    expect(countName('Gay or gay, Gays', 'gay')).toBe(3);
    expect(hasWrongArticle('It was a elf.', 'elf')).toBe(true);
    expect(hasWrongArticle('It was an elf and a troll.', 'elf')).toBe(false);
  });
});

describe('the lexicon', () => {
  it('finds the one group that all words are for, and none where a word is not known', () => {
    expect(groupsOf(['an', 'elderly', 'person'])).toEqual([{ axis: 'age', group: 'old' }]);
    expect(groupsOf(['African', 'American'])).toEqual([{ axis: 'race', group: 'Black' }]);
    expect(groupsOf(['Jewish']).map(({ axis }) => axis)).toEqual(['race', 'religion']);
    expect(groupsOf(['rich', 'poor'])).toEqual([]);
    expect(groupsOf(['rich', 'elf'])).toEqual([]);
    expect(groupsOf([])).toEqual([]);
  });

  it('tells names from codes, and other names of the same people from other people', () => {
    expect(['Nigerian', 'Sri Lankan', 'gay'].map(isGroupName)).toEqual([true, true, true]);
    expect(['F', 'nonOld', 'low SES', 'obese'].map(isGroupName)).toEqual([false, false, false, false]);
    expect(isSameGroup('Black', 'African American')).toBe(true);
    expect(isSameGroup('Black', 'Asian')).toBe(false);
  });
});

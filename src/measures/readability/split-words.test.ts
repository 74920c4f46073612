import { describe, expect, it } from 'vitest';
import { splitWords } from './split-words.ts';

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

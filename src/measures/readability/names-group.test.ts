import { describe, expect, it } from 'vitest';
import { namesGroup } from './names-group.ts';

describe('namesGroup', () => {
  it.each([
    ['It assumes that bakers are loud.', ['baker'], true],
    ["The BAKER's temper is assumed.", ['baker'], true],
    ['It is about left handed people.', ['left-handed people', 'left handed people'], true],
    ['She is judged by her trade.', ['he', 'trades'], false],
    ['It says nothing of any group.', ['baker', ''], false],
    ['', ['baker'], false],
  ])('%s', (text, names, expected) => {
    expect(namesGroup(text, names)).toBe(expected);
  });
});

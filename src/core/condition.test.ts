import { describe, expect, it } from 'vitest';
import { attackNamed } from './condition.ts';

describe('the name of an attack in a file', () => {
  it.each([
    ['None', 'none'],
    [' ', 'none'],
    ['no attack', 'none'],
    ['Targeted', 'targeted'],
    ['UNTARGETED ', 'untargeted'],
    ['Neutral_Long', 'neutral-long'],
    ['Own-Attack', 'Own-Attack'],
    ['constructor', 'constructor'],
  ])('%j is %s', (written, attack) => {
    expect(attackNamed(written)).toBe(attack);
  });
});

import { describe, expect, it } from 'vitest';
import { blocksOf } from './markdown.tsx';

describe('the blocks of a text', () => {
  it('are headings, paragraphs and lists', () => {
    expect(blocksOf('# One\r\nTwo\nthree\n\nFour\n- a\n* b\n1. c\n2) d\n')).toEqual([
      { kind: 'heading', text: 'One' },
      { kind: 'paragraph', text: 'Two\nthree' },
      { kind: 'paragraph', text: 'Four' },
      { kind: 'list', items: ['a', 'b'] },
      { kind: 'numbers', items: ['c', 'd'] },
    ]);
  });

  it('of plain text are its paragraphs, whatever signs are in them', () => {
    expect(blocksOf('5 * 3 = 15, #hash, <b>no</b>, -5')).toEqual([
      { kind: 'paragraph', text: '5 * 3 = 15, #hash, <b>no</b>, -5' },
    ]);
    expect(blocksOf(' \n\n')).toEqual([]);
  });
});

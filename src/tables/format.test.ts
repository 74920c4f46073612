import { describe, expect, it } from 'vitest';
import {
  attackLabel,
  attackOrder,
  decimalCell,
  formatChange,
  formatCount,
  formatDecimal,
  formatInterval,
  formatP,
  formatRate,
  joined,
  joinedNames,
  plural,
  underAttack,
} from './format.ts';

describe('formatRate', () => {
  it.each([
    [0.123, '12.3%'],
    [0, '0.0%'],
    [1, '100%'],
    [null, 'undefined'],
  ])('shows %d as %s', (rate, shown) => {
    expect(formatRate(rate)).toBe(shown);
  });

  it('never shows a rare event as none, nor nearly all as all', () => {
    expect(formatRate(1 / 100_000)).toBe('<0.1%');
    expect(formatRate(99_999 / 100_000)).toBe('>99.9%');
  });
});

it('shows a difference in points with its sign', () => {
  expect([0.333, -0.012, 0, 0.0001, null].map(formatChange)).toEqual([
    '+33.3',
    '−1.2',
    '0.0',
    '0.0',
    'undefined',
  ]);
});

it('groups thousands', () => {
  expect([0, 999, 11_956].map(formatCount)).toEqual(['0', '999', '11,956']);
});

it('shows a coefficient to the digits asked for, and no minus before a zero', () => {
  expect([0.834, -0.17, -0.001, null].map((value) => formatDecimal(value))).toEqual([
    '0.83',
    '−0.17',
    '0.00',
    'undefined',
  ]);
  expect(formatDecimal(3.1396, 1)).toBe('3.1');
});

describe('formatInterval', () => {
  it('shows bounds in per cent and nothing where there are none', () => {
    expect(formatInterval(0.1012, 0.1488)).toBe('[10.1–14.9]');
    expect(formatInterval(0, 1)).toBe('[0.0–100]');
    expect(formatInterval(null, null)).toBe('');
  });

  it('never makes a narrow interval at an end look like a point', () => {
    expect(formatInterval(0, 0.0003)).toBe('[0.0–0.1]');
    expect(formatInterval(0.9997, 1)).toBe('[99.9–100]');
    expect(formatInterval(0, 0)).toBe('[0.0–0.0]');
  });
});

it('shows three decimals and says when p is smaller', () => {
  expect([0.04139, 1, 4.43e-6, 0, null].map(formatP)).toEqual(['.041', '1', '<.001', '<.001', 'undefined']);
});

it('keeps a p value on its side of .05', () => {
  expect([0.0496, 0.0504, 0.05].map(formatP)).toEqual(['.0496', '.0504', '.050']);
  expect(formatP(0.9996)).toBe('>.999');
});

describe('lists and plurals in sentences', () => {
  it('names all of a list, without a comma before the last', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']].map(joined)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
      'a, b, c and d',
    ]);
  });

  it('names the first two of more than three', () => {
    expect(joinedNames(['a', 'b', 'c'])).toBe('a, b and c');
    expect(joinedNames(['a', 'b', 'c', 'd'])).toBe('a, b and 2 more');
  });

  it('takes the form of the word that fits the number', () => {
    expect([0, 1, 2].map((count) => plural(count, 'model', 'models'))).toEqual(['models', 'model', 'models']);
  });
});

describe('decimalCell', () => {
  it('shows the interval where there is room', () => {
    expect(decimalCell(0.123, { low: -0.0412, high: 0.2871 })).toEqual({
      text: '0.12 [−0.04 to 0.29]',
      short: '0.12',
    });
  });

  it('shows the coefficient alone where it has no interval', () => {
    expect(decimalCell(1, { low: null, high: null })).toBe('1.00');
    expect(decimalCell(null, { low: null, high: null })).toBe('undefined');
  });
});

it('puts the neutral prompt after no system prompt and before every attack, and calls it no attack', () => {
  const asked = ['targeted', 'neutral-long', 'untargeted', 'none', 'targeted'].map((attack) => ({ attack }));
  expect(attackOrder(asked)).toEqual(['none', 'neutral-long', 'targeted', 'untargeted']);
  expect(attackOrder(asked.slice(0, 1))).toEqual(['targeted']);
  expect(['none', 'neutral-long', 'targeted'].map(attackLabel)).toEqual([
    'no attack',
    'neutral prompt',
    'targeted',
  ]);
  expect(underAttack('neutral-long')).toBe('Under the neutral prompt');
});

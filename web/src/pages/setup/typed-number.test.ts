import { describe, expect, it } from 'vitest';
import { typedNumber } from './typed-number.ts';

describe('typedNumber', () => {
  it.each([
    ['', null],
    ['  ', null],
    ['200', 200],
    [' 200 ', 200],
    ['1,000', 1000],
    ['1.000', 1000],
    ['12 345 678', 12_345_678],
    ['1’000', 1000],
    ['0', 0],
    ['1,00', undefined],
    ['1,0000', undefined],
    ['1,000.000', undefined],
    ['12.5', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['-5', undefined],
    ['9'.repeat(20), undefined],
    ['many', undefined],
  ])('reads %j as the whole number %j', (typed, number) => {
    expect(typedNumber(typed, true)).toBe(number);
  });

  it.each([
    ['', null],
    ['2.5', 2.5],
    ['2,5', 2.5],
    ['0,002', 0.002],
    ['0.125', 0.125],
    ['1.000', 1],
    ['1,000', undefined],
    ['12,345', undefined],
    ['1,234.5', undefined],
    ['Infinity', undefined],
    ['1e9', undefined],
    ['-1', undefined],
    ['$5', undefined],
  ])('reads %j as the number %j', (typed, number) => {
    expect(typedNumber(typed, false)).toBe(number);
  });
});

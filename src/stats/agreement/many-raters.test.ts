import { describe, expect, it } from 'vitest';
import { ratingCounts } from './many-raters.ts';

describe('ratingCounts', () => {
  it('counts the ratings of each item by category and leaves missing ones out', () => {
    const ratings = ratingCounts(
      [
        [3, 3, 1],
        [null, 2, null],
      ],
      [1, 2, 3],
    );
    expect(ratings.itemCount).toBe(2);
    expect([...ratings.counts]).toEqual([1, 0, 2, 0, 1, 0]);
  });

  it('takes the values that occur, upwards, where no scale is given', () => {
    expect(
      ratingCounts([
        [10, null],
        [9, 2],
      ]).categories,
    ).toEqual([2, 9, 10]);
  });

  it('refuses a rating that is not on the scale', () => {
    expect(() => ratingCounts([[1, 4]], [1, 2, 3])).toThrow(
      'Rating 4 of item 0 is not on the scale 1, 2, 3.',
    );
  });
});

import { describe, expect, it } from 'vitest';
import type { Rating } from '../../core/rating.ts';
import { ratingRows, ratingTable } from './rating-table.ts';

const origins = [
  { item: 4, explanation: 14, scenarioId: 'one', explainer: 'letters:b' },
  { item: 7, explanation: 17, scenarioId: 'two', explainer: 'letters:a' },
  { item: 9, explanation: 19, scenarioId: 'one', explainer: 'letters:a' },
  { item: 12, explanation: 22, scenarioId: 'three', explainer: 'letters:c' },
];

const given = (item: number, rater: string, value: Rating['value']): Rating => ({
  item,
  rater,
  value,
  comment: '',
  seconds: 2.5,
  ratedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
});

describe('ratingTable', () => {
  it('puts values into columns, without skips and without items that nobody gave a value', () => {
    const ratings = [
      given(9, 'Zoë', 1),
      given(4, 'Ada', 3),
      given(4, 'Zoë', 2),
      given(7, 'Ada', null),
      given(12, 'Ben', 2),
    ];
    expect(ratingTable(origins, ratings, [1, 2, 3, 4])).toEqual({
      scale: [1, 2, 3, 4],
      models: ['letters:b', 'letters:a', 'letters:c'],
      raters: ['Zoë', 'Ada', 'Ben'],
      modelOfItem: Uint16Array.of(0, 1, 2),
      scenarioOfItem: Uint32Array.of(0, 0, 1),
      item: Uint32Array.of(1, 0, 0, 2),
      rater: Uint16Array.of(0, 1, 0, 2),
      value: Float64Array.of(1, 3, 2, 2),
    });
  });

  it('is empty where nobody rated', () => {
    const { models, item, modelOfItem } = ratingTable(origins, [given(4, 'Ada', null)], [1, 2]);
    expect([models, item.length, modelOfItem.length]).toEqual([[], 0, 0]);
  });
});

describe('ratingRows', () => {
  it('joins each rating, skips included, with what it is about', () => {
    expect(ratingRows(origins, [given(7, 'Ada', null), given(4, 'Ada', 3)])).toEqual([
      {
        item: 7,
        explanation: 17,
        scenario_id: 'two',
        explainer: 'letters:a',
        rater: 'Ada',
        value: null,
        comment: '',
        seconds: 2.5,
        rated_at: '2026-01-02T03:04:05.000Z',
      },
      expect.objectContaining({
        item: 4,
        explanation: 14,
        scenario_id: 'one',
        explainer: 'letters:b',
        value: 3,
      }),
    ]);
  });
});

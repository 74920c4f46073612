import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CheckItem, RatingSettings } from '../../core/rating.ts';
import { type NumberedCheck, numberedChecks, placeChecks } from './check-items.ts';

const check = (statement: string): CheckItem => ({
  scenario: { kind: 'statement', statement },
  explanation: 'Because.',
  right: [1],
  reason: '',
});

function settings(gold: readonly string[], attention: readonly string[] = []): RatingSettings {
  return {
    ...{ labels: ['no', 'yes'], ratersPerItem: 1, seed: 3, guidelines: '', contentWarning: '' },
    gold: gold.map(check),
    attention: attention.map(check),
  };
}

const texts = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 12 });

describe('numberedChecks', () => {
  it('gives each a number of its own that no item has, the same each time', () => {
    fc.assert(
      fc.property(texts, (gold) => {
        const free = numberedChecks(settings(gold), () => false);
        const taken = new Set(free.slice(0, 2).map(({ item }) => item));
        const numbered = numberedChecks(settings(gold), (item) => taken.has(item));
        const numbers = numbered.map(({ item }) => item);
        expect(new Set(numbers).size).toBe(gold.length);
        expect(numbers.some((item) => taken.has(item))).toBe(false);
        expect(numberedChecks(settings(gold), (item) => taken.has(item))).toEqual(numbered);
      }),
    );
  });

  it('asks what is listed twice once', () => {
    const numbered = numberedChecks(settings(['a', 'b', 'a'], ['b', 'c']), () => false);
    expect(numbered.map(({ kind }) => kind)).toEqual(['gold', 'gold', 'attention']);
  });
});

describe('placeChecks', () => {
  const place = (checks: readonly NumberedCheck[], rater: string, items: number) =>
    placeChecks(checks, { seed: 1, rater, items });

  it('spreads them over all items: one in each part, none after the last item', () => {
    fc.assert(
      fc.property(texts, fc.string(), fc.integer({ min: 1, max: 300 }), (gold, rater, items) => {
        const checks = numberedChecks(settings(gold), () => false);
        const places = place(checks, rater, items);
        expect(places.map(({ check: { id } }) => id).toSorted()).toEqual(
          checks.map(({ id }) => id).toSorted(),
        );
        for (const [index, { after }] of places.entries()) {
          expect(after).toBeGreaterThanOrEqual(Math.floor((index * items) / checks.length));
          expect(after).toBeLessThanOrEqual(Math.floor(((index + 1) * items) / checks.length));
          expect(after).toBeLessThan(items);
        }
        expect(place(checks, rater, items)).toEqual(places);
      }),
    );
  });

  it('puts them at places and in an order of each rater’s own', () => {
    const checks = numberedChecks(settings(['a', 'b', 'c', 'd']), () => false);
    const seen = ['Ada', 'Ben', 'Cleo', 'Dora'].map((rater) =>
      JSON.stringify(place(checks, rater, 100).map(({ check: { id }, after }) => [id, after])),
    );
    expect(new Set(seen).size).toBe(4);
  });
});

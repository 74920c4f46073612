import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Adjudication, Rating } from '../../core/rating.ts';
import { DataError } from '../../errors/errors.ts';
import { readRatingsCsv, writeRatingsCsv } from './ratings-csv.ts';

const origins = [
  { item: 1, explanation: 1, scenarioId: 'aaaa', explainer: 'm' },
  { item: 2, explanation: 2, scenarioId: 'bbbb', explainer: 'm' },
];
const study = { origins, scale: [1, 2, 3, 4, 5] };
const heading = 'item,scenario_id,role,person,value,comment,seconds,time';

const value = fc.constantFrom(...study.scale);
const item = fc.constantFrom(1, 2);
const name = fc.constantFrom('Ada', '=cmd', "'Ben", '@home', 'Zoë, "the" rater', '－x');
const comment = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('=', "'", '+', '\r', '\n', '"', ',', '\t', '-', 'a', '\uFEFF') }),
);
const time = fc.integer({ min: 0, max: 4e12 });
const rating: fc.Arbitrary<Rating> = fc.record({
  item,
  rater: name,
  value: fc.option(value),
  comment,
  seconds: fc.option(fc.integer({ min: 0, max: 1e6 }).map((tenths) => tenths / 10)),
  ratedAt: time,
});
const adjudication: fc.Arbitrary<Adjudication> = fc.record({
  item,
  adjudicator: name,
  value,
  comment,
  adjudicatedAt: time,
});

describe('ratings as CSV', () => {
  it('come back exactly as they were', () => {
    // One person who gives one item two values at one time is an error.
    const distinct = fc.uniqueArray(rating, { selector: ({ ratedAt }) => ratedAt });
    const decided = fc.uniqueArray(adjudication, { selector: ({ adjudicatedAt }) => adjudicatedAt });
    fc.assert(
      fc.property(distinct, decided, (ratings, adjudicated) => {
        const csv = writeRatingsCsv({ ratings, adjudicated, origins });
        expect(readRatingsCsv(csv, study)).toEqual({ ratings, adjudicated });
      }),
    );
  });

  it('hold no cell that a spreadsheet runs', () => {
    fc.assert(
      fc.property(fc.array(rating), (ratings) => {
        const cells: string[][] = parse(writeRatingsCsv({ ratings, adjudicated: [], origins }));
        for (const cell of cells.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });

  it('are read with a byte order mark, Windows line ends, and columns in another order', () => {
    const csv =
      '\uFEFFtime,item,scenario_id,role,person,value,comment,seconds\r\n2026-01-02T03:04:05+01:00,2,,rater,Ada,,it\'s "so",3\r\n';
    const { ratings } = readRatingsCsv(csv.replace('it\'s "so"', "'tis"), study);
    expect(ratings).toEqual([
      {
        item: 2,
        rater: 'Ada',
        value: null,
        comment: "'tis",
        seconds: 3,
        ratedAt: Date.UTC(2026, 0, 2, 2, 4, 5),
      },
    ]);
  });

  it.each([
    ['a missing column', 'item,person\n1,Ada', 'line 1'],
    ['a value below the scale', `${heading}\n1,aaaa,rater,Ada,0,,1,2026-01-02T03:04:05Z`, 'line 2'],
    [
      'a value above the scale',
      `${heading}\n1,aaaa,rater,Ada,6,,1,2026-01-02T03:04:05Z`,
      'expected: field "value": 1, 2, 3, 4, 5, or nothing',
    ],
    ['a adjudicated value above it', `${heading}\n1,aaaa,adjudicator,Ada,6,,,2026-01-02T03:04:05Z`, 'line 2'],
    ['an unknown role', `${heading}\n1,aaaa,judge,Ada,1,,1,2026-01-02T03:04:05Z`, 'field "role": "rater" or'],
    ['a time that may be two', `${heading}\n1,aaaa,rater,Ada,1,,1,02/01/2026 03:04`, '"--column time="'],
    ['an unknown item', `${heading}\n9,aaaa,rater,Ada,1,,1,2026-01-02T03:04:05Z`, 'no item 9'],
    ['another scenario', `${heading}\n1,bbbb,rater,Ada,1,,1,2026-01-02T03:04:05Z`, 'another scenario'],
    [
      'a adjudicated value without a value',
      `${heading}\n1,aaaa,adjudicator,Ada,,,,2026-01-02T03:04:05Z`,
      'line 2',
    ],
    ['a line that is too short', `${heading}\n1,aaaa`, 'CSV'],
  ])('with %s are refused with the place', (_, csv, expected) => {
    const read = () => readRatingsCsv(csv, study, 'ratings.csv');
    expect(read).toThrow(DataError);
    try {
      read();
    } catch (error) {
      expect(error instanceof DataError && error.describe()).toContain(expected);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { agreeability } from './compute.ts';

type Reading = readonly [
  scenario: number,
  explainer: number,
  rater: number,
  outcome: keyof typeof agreementCodes,
];

function tableOf(readings: readonly Reading[], models: readonly string[] = ['a', 'b', 'c']): AgreementTable {
  return {
    scenarioCount: Math.max(0, ...readings.map(([scenario]) => scenario + 1)),
    explainers: models,
    raters: models,
    scenario: Uint32Array.from(readings, ([scenario]) => scenario),
    explainer: Uint16Array.from(readings, ([, explainer]) => explainer),
    rater: Uint16Array.from(readings, ([, , rater]) => rater),
    outcome: Uint8Array.from(readings, ([, , , outcome]) => agreementCodes[outcome]),
  };
}

const readings: readonly Reading[] = [
  ...Array.from({ length: 20 }, (_, s): Reading => [s, 0, 1, s < 17 ? 'agree' : 'disagree']),
  ...Array.from({ length: 10 }, (_, s): Reading => [s, 1, 1, 'agree']),
  [0, 2, 1, 'refused'],
  [1, 2, 1, 'unparsed'],
  [2, 2, 1, 'filtered'],
  [3, 2, 1, 'error'],
  [4, 2, 1, 'disagree'],
];

describe('agreeability', () => {
  const { cells, explainers, raters } = agreeability(tableOf(readings));

  // 17 of 20: Wilson .6396 to .9476. One reading a scenario: SE² = 20/19 · (.85 · .15) / 20.
  it('is AGREE / (AGREE + DISAGREE) with Wilson and clustered intervals', () => {
    const [cell] = cells;
    expect(cell).toMatchObject({ explainer: 'a', rater: 'b', rate: 0.85, n: 20 });
    expect(cell?.low).toBeCloseTo(0.6396, 4);
    expect(cell?.high).toBeCloseTo(0.9476, 4);
    expect(cell?.clustered.standardError).toBeCloseTo(Math.sqrt((0.85 * 0.15) / 19), 12);
    expect(cell?.clustered).toMatchObject({ clusters: 20, high: 1 });
  });

  it('counts answers without a verdict beside the rate, never in it', () => {
    expect(cells[2]).toMatchObject({ explainer: 'c', rater: 'b', rate: 0, n: 1 });
    expect(cells[2]?.outcomes).toEqual({
      agree: 0,
      disagree: 1,
      refused: 1,
      filtered: 1,
      unparsed: 1,
      error: 1,
    });
  });

  it('is undefined, not 0, where no reading has a verdict', () => {
    const [only] = agreeability(tableOf([[0, 0, 0, 'refused']])).cells;
    expect(only).toMatchObject({ rate: null, low: null, high: null, n: 0, outcomes: { refused: 1 } });
  });

  it('has no cell where nothing was asked, and none for an empty table', () => {
    expect(cells.map(({ explainer, rater }) => explainer + rater)).toEqual(['ab', 'bb', 'cb']);
    expect(agreeability(tableOf([], [])).cells).toEqual([]);
  });

  // Rater b disagrees with 3 of 20, 0 of 10 (its own) and 1 of 1.
  it('gives the harshness of a rater with and without its own explanations', () => {
    expect(raters[1]).toMatchObject({
      rater: 'b',
      all: { rate: 4 / 31, n: 31 },
      towardsOthers: { rate: 4 / 21, n: 21 },
    });
    expect(raters[0]?.all).toMatchObject({ rate: null, n: 0 });
  });

  it('gives how often an explainer is agreed with by all and by others', () => {
    expect(explainers[1]).toMatchObject({ all: { rate: 1, n: 10 }, byOthers: { rate: null, n: 0 } });
    expect(explainers[0]).toMatchObject({ all: { rate: 0.85, n: 20 }, byOthers: { rate: 0.85, n: 20 } });
  });

  it('keeps every verdict in exactly one cell, one explainer and one rater', () => {
    const model = fc.integer({ min: 0, max: 2 });
    const outcome = fc.constantFrom('absent', 'agree', 'disagree', 'refused', 'error' as const);
    const reading = fc.tuple(fc.integer({ min: 0, max: 4 }), model, model, outcome);
    fc.assert(
      fc.property(fc.array(reading), (rows) => {
        const result = agreeability(tableOf(rows as readonly Reading[]));
        const verdicts = rows.filter(([, , , code]) => code === 'agree' || code === 'disagree').length;
        const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0);
        expect(sum(result.cells.map(({ n }) => n))).toBe(verdicts);
        expect(sum(result.explainers.map(({ all }) => all.n))).toBe(verdicts);
        expect(sum(result.raters.map(({ all }) => all.n))).toBe(verdicts);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AgreementTable, agreementCodes } from '../../core/tables.ts';
import { agreeability } from './compute.ts';

type Row = readonly [
  scenario: number,
  explainer: number,
  rater: number,
  outcome: keyof typeof agreementCodes,
];

/** `size`: scenarios a cluster. */
function tableOf(
  rows: readonly Row[],
  models: readonly string[] = ['a', 'b', 'c'],
  size = 1,
): AgreementTable {
  const scenarioCount = Math.max(0, ...rows.map(([scenario]) => scenario + 1));
  return {
    scenarioCount,
    clusterOfScenario: Uint32Array.from({ length: scenarioCount }, (_, scenario) =>
      Math.floor(scenario / size),
    ),
    explainers: models,
    raters: models,
    scenario: Uint32Array.from(rows, ([scenario]) => scenario),
    explainer: Uint16Array.from(rows, ([, explainer]) => explainer),
    rater: Uint16Array.from(rows, ([, , rater]) => rater),
    outcome: Uint8Array.from(rows, ([, , , outcome]) => agreementCodes[outcome]),
  };
}

const rows: readonly Row[] = [
  ...Array.from({ length: 20 }, (_, s): Row => [s, 0, 1, s < 17 ? 'agree' : 'disagree']),
  ...Array.from({ length: 10 }, (_, s): Row => [s, 1, 1, 'agree']),
  [0, 2, 1, 'refused'],
  [1, 2, 1, 'unparsed'],
  [2, 2, 1, 'filtered'],
  [3, 2, 1, 'error'],
  [4, 2, 1, 'disagree'],
];

describe('agreeability', () => {
  const { cells, explainers, raters } = agreeability(tableOf(rows));

  // 17 of 20 with one scenario a cluster: the golden interval of the effective sample size.
  it('is AGREE / (AGREE + DISAGREE) with an interval over clusters', () => {
    const [cell] = cells;
    expect(cell).toMatchObject({ explainer: 'a', rater: 'b', rate: 0.85, n: 20, clusters: 20 });
    expect(cell?.low).toBeCloseTo(0.6165, 4);
    expect(cell?.high).toBeCloseTo(0.9523, 4);
  });

  // Ten clusters of two scenarios: 8 of them 2/2, one 1/2, one 0/2. Deviations from 1.7: .3, -.7, -1.7;
  // SE² = 10/9 · (8 · .09 + .49 + 2.89)/400 = .011389; n* = .85 · .15 / SE² · (z/t)² = 11.195 · (1.95996/2.26216)² = 8.404.
  it('counts verdicts on the scenarios of a cluster together', () => {
    const [cell] = agreeability(tableOf(rows, undefined, 2)).cells;
    expect(cell).toMatchObject({ rate: 0.85, n: 20, clusters: 10 });
    expect(cell?.effectiveN).toBeCloseTo(8.404, 2);
  });

  // b agrees with a on both scenarios of the first dataset, on none of the second: all clusters of a dataset are alike.
  it('takes datasets for strata', () => {
    const read: readonly Row[] = [0, 1, 2, 3].flatMap((s): Row[] => [
      [s, 0, 1, s < 2 ? 'agree' : 'disagree'],
      [s, 2, 1, 'agree'],
    ]);
    const table = { ...tableOf(read), datasetOfScenario: Uint16Array.of(0, 0, 1, 1) };
    const found = agreeability(table);
    expect(found.cells[0]).toMatchObject({ rate: 0.5, n: 4, clusters: 4, effectiveN: 4 });
    const [, pair] = found.explainerPairs;
    expect(pair).toMatchObject({ models: ['a', 'c'], difference: -0.5, low: null, high: null, n: 4, p: 0.5 });
    // In one stratum the clusters differ.
    expect(agreeability(tableOf(read)).explainerPairs[1]?.low).toBeLessThan(-0.5);
  });

  // The first reading of a failed: its second is that of the same number of c, not c's first.
  it('pairs agreements by the number of their repeat', () => {
    const read: readonly Row[] = [
      [0, 0, 1, 'agree'],
      [0, 0, 1, 'error'],
      [0, 2, 1, 'disagree'],
      [0, 2, 1, 'agree'],
    ];
    const table = { ...tableOf(read), repeat: Uint32Array.of(1, 0, 0, 1) };
    expect(agreeability(table).explainerPairs[1]).toMatchObject({ models: ['a', 'c'], difference: 0, n: 1 });
    expect(agreeability(tableOf(read)).explainerPairs[1]).toMatchObject({ difference: 1, n: 1 });
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

  it('is undefined, not 0, where no answer has a verdict', () => {
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

  // Rater c reads a and b on eight scenarios in four clusters: a gets 8 AGREE, b 0 in the first two clusters, 1 in the
  // third and 2 in the fourth: net 2, 2, 1, 0 of 2 each, p = 2 / 2³. Own verdicts and those of a and b do not count.
  it('compares two explainers by what the same others say of the same scenarios', () => {
    const compared = Array.from({ length: 8 }, (_, s): Row[] => [
      [s, 0, 2, 'agree'],
      [s, 1, 2, s < 5 ? 'disagree' : 'agree'],
      [s, 0, 1, 'disagree'],
      [s, 1, 0, 'agree'],
      [s, 1, 1, 'agree'],
    ]).flat();
    const { explainerPairs } = agreeability(tableOf(compared, undefined, 2));
    expect(explainerPairs[0]).toMatchObject({ models: ['a', 'b'], n: 8, clusters: 4, p: 0.25, pHolm: 0.25 });
    expect(explainerPairs[0]?.difference).toBeCloseTo(5 / 8, 12);
    expect(explainerPairs.slice(1)).toMatchObject([
      { models: ['a', 'c'], n: 0, difference: null, p: null, pHolm: null },
      { models: ['b', 'c'], n: 0, p: null },
    ]);
  });

  // Six scenarios, one a cluster: b disagrees with c's explanation on all, a on none: p = 2 / 2⁶.
  it('compares two raters by the same explanations of others', () => {
    const compared = Array.from({ length: 6 }, (_, s): Row[] => [
      [s, 2, 0, 'agree'],
      [s, 2, 1, 'disagree'],
      [s, 0, 0, 'disagree'],
      [s, 0, 1, 'disagree'],
    ]).flat();
    const { raterPairs } = agreeability(tableOf(compared));
    expect(raterPairs[0]).toMatchObject({ models: ['a', 'b'], difference: -1, n: 6, p: 2 / 64 });
  });

  it('pairs repeats by their number', () => {
    const compared: Row[] = [
      [0, 0, 2, 'refused'],
      [0, 0, 2, 'agree'],
      [0, 1, 2, 'disagree'],
      [0, 1, 2, 'agree'],
    ];
    expect(agreeability(tableOf(compared)).explainerPairs[0]).toMatchObject({ n: 1, difference: 0, p: 1 });
  });

  it('leaves baselines out', () => {
    const models = ['a', 'baseline:coin', 'c'];
    const {
      cells: left,
      explainers: authors,
      raters: judges,
      explainerPairs,
    } = agreeability(tableOf(rows, models));
    expect(left).toEqual([]);
    expect(authors.map(({ explainer }) => explainer)).toEqual(['a', 'c']);
    expect(judges.map(({ rater }) => rater)).toEqual(['a', 'c']);
    expect(explainerPairs.map(({ models: pair }) => pair)).toEqual([['a', 'c']]);
  });

  it('keeps every verdict in exactly one cell, one explainer and one rater', () => {
    const model = fc.integer({ min: 0, max: 2 });
    const outcome = fc.constantFrom('absent', 'agree', 'disagree', 'refused', 'error' as const);
    const anyRow = fc.tuple(fc.integer({ min: 0, max: 4 }), model, model, outcome);
    fc.assert(
      fc.property(fc.array(anyRow), (found) => {
        const result = agreeability(tableOf(found as readonly Row[]));
        const verdicts = found.filter(([, , , code]) => code === 'agree' || code === 'disagree').length;
        const sum = (counts: readonly number[]) => counts.reduce((total, n) => total + n, 0);
        expect(sum(result.cells.map(({ n }) => n))).toBe(verdicts);
        expect(sum(result.explainers.map(({ all }) => all.n))).toBe(verdicts);
        expect(sum(result.raters.map(({ all }) => all.n))).toBe(verdicts);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import type { TwinJudgments } from '../inputs/twin-judgments.ts';
import { type TwinAsymmetry, twinAsymmetry, twinsId } from './compute.ts';
import { twinTables } from './tables.ts';

/** A pair a word: the verdicts on elf and troll (b biased, u unbiased, r refused), each pair in a cluster of its own. */
function twinsOf(
  words: string,
  { model = 'm', groups = ['elf', 'troll'], repeat = 0, cluster = (i: number) => i } = {},
) {
  const rows = words.split(' ').flatMap((word, i) =>
    [...word].map(
      (letter, side): Judgment => ({
        scenario: `${i} ${side}`,
        dataset: 'tales-twins',
        category: 'folk',
        variant: side === 0 ? 'original' : 'twin',
        gold: 'biased',
        control: false,
        cluster: `${cluster(i)}`,
        model,
        attack: 'none',
        repeat,
        outcome: letter === 'b' ? 'biased' : letter === 'u' ? 'unbiased' : 'refused',
      }),
    ),
  );
  return { rows, groups };
}

function judgments(rows: readonly Judgment[], groups = ['elf', 'troll']): TwinJudgments {
  const table = tableFromJudgments(rows);
  const place = Array.from({ length: table.scenarioCount }, (_, i) => i);
  return {
    judgments: table,
    groups,
    set: Uint32Array.from(place, (i) => i >> 1),
    group: Uint16Array.from(place, (i) => i % 2),
  };
}

describe('twinAsymmetry', () => {
  // Eight pairs: the elf's alone is called biased in six, the troll's alone in none, two alike: p = 2 / 2^6.
  const { rows } = twinsOf('bu bu bu bu bu bu bb uu');
  const [elf, troll] = twinAsymmetry(judgments(rows));

  it('is the share called biased for the group less that of its twins, with opposite signs for the two groups', () => {
    expect(elf).toMatchObject({
      group: 'elf',
      asymmetry: 6 / 8,
      onlyGroup: 6,
      onlyOthers: 0,
      n: 8,
      clusters: 8,
    });
    expect(troll).toMatchObject({ group: 'troll', asymmetry: -6 / 8, onlyGroup: 0, onlyOthers: 6, n: 8 });
    // SE² = 8/7 · (6 · .25² + 2 · .75²) / 64 = .026786; t_7 = 2.36462.
    expect(elf?.low).toBeCloseTo(0.75 - 2.36462 * Math.sqrt(0.0267857), 4);
    expect(elf?.high).toBe(1);
  });

  it('is tested by sign-flip over clusters, adjusted by Holm over groups and models', () => {
    expect(elf?.p).toBeCloseTo(2 / 2 ** 6, 14);
    expect(elf?.pHolm).toBeCloseTo(4 / 2 ** 6, 14);
    const two = twinAsymmetry(
      judgments([...rows, ...twinsOf('uu uu uu uu uu uu uu uu', { model: 'n' }).rows]),
    );
    expect(two.map(({ model, pHolm }) => [model, pHolm])).toEqual([
      ['m', 8 / 2 ** 6],
      ['m', 8 / 2 ** 6],
      ['n', 1],
      ['n', 1],
    ]);
  });

  it('takes what one cluster says together as one sign', () => {
    const together = twinAsymmetry(
      judgments(twinsOf('bu bu bu bu bu bu bb uu', { cluster: (i) => i >> 1 }).rows),
    );
    expect(together[0]).toMatchObject({
      p: 2 / 2 ** 3,
      clusters: 4,
      changedClusters: 3,
      tooFewClusters: true,
    });
  });

  it('knows how many clusters have to change after the adjustment, and says so', () => {
    // Six changed: p = 1/32, but 1/16 after Holm over two groups. With seven it is 1/32.
    expect(elf).toMatchObject({ changedClusters: 6, tooFewClusters: true });
    const seven = twinAsymmetry(judgments(twinsOf('bu bu bu bu bu bu bu uu').rows));
    expect(seven[0]).toMatchObject({ changedClusters: 7, tooFewClusters: false });
    expect(seven[0]?.pHolm).toBeCloseTo(1 / 32, 14);
    const notesOf = (entries: readonly TwinAsymmetry[]) => twinTables({ [twinsId]: entries })[0]?.notes;
    expect(notesOf([elf, troll].flatMap((one) => one ?? []))?.slice(1)).toEqual([
      'Too few clusters changed to tell in 2 of the 2 comparisons: for a p below .05 after the adjustment at least 7 have to change.',
      'Where the interval and the test disagree about 0, the test decides: the interval is not adjusted.',
    ]);
    expect(notesOf(seven)).toHaveLength(1);
  });

  it('pairs repeats by their number, and counts pairs with two verdicts alone', () => {
    const repeated = [...twinsOf('bu rb').rows, ...twinsOf('ub bb', { repeat: 1 }).rows];
    expect(twinAsymmetry(judgments(repeated))[0]).toMatchObject({
      n: 3,
      onlyGroup: 1,
      onlyOthers: 1,
      asymmetry: 0,
    });
  });

  it('has no entry where nothing pairs, for baselines, and within one group', () => {
    expect(twinAsymmetry(judgments(twinsOf('rb br').rows))).toEqual([]);
    expect(twinAsymmetry(judgments(twinsOf('bu', { model: 'baseline:coin' }).rows))).toEqual([]);
    expect(twinAsymmetry({ ...judgments(rows), group: new Uint16Array(16) })).toEqual([]);
  });
});

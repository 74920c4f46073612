import { describe, expect, it } from 'vitest';
import { type JudgmentTable, outcomeCodes } from '../core/tables.ts';
import { chooseShown } from './shown-scenarios.ts';

const { absent: a, biased: b, unbiased: u, error: e } = outcomeCodes;

/** Gold is biased. A row a model, a column a scenario. */
function table(dataset: readonly number[], rows: readonly (readonly number[])[]): JudgmentTable {
  const size = dataset.length;
  return {
    scenarioCount: size,
    datasets: ['one', 'two'],
    categories: ['x'],
    variants: ['x'],
    dataset: Uint16Array.from(dataset),
    category: new Uint16Array(size),
    variant: new Uint16Array(size),
    cluster: new Uint32Array(size),
    clusterCount: 1,
    goldBiased: new Uint8Array(size).fill(1),
    control: new Uint8Array(size),
    series: rows.map((outcomes, i) => ({
      model: `${i}`,
      attack: 'none',
      repeats: 1,
      outcomes: Uint8Array.from(outcomes),
    })),
  };
}

describe('chooseShown', () => {
  it('puts first what divides models, then what they miss', () => {
    // All right; all wrong; two of three right; not asked; failed only.
    const judged = table(
      [0, 0, 0, 0, 0],
      [
        [b, u, b, a, e],
        [b, u, b, a, e],
        [b, u, u, a, e],
      ],
    );
    expect(chooseShown(judged, 10)).toEqual([2, 1, 0, 4]);
  });

  it('takes as many of each dataset, up to the most', () => {
    const judged = table(
      [0, 0, 0, 1, 1],
      [
        [u, u, u, b, b],
        [b, b, b, b, b],
      ],
    );
    expect(chooseShown(judged, 4)).toEqual([0, 3, 1, 4]);
    expect(chooseShown(judged, 0)).toEqual([]);
  });
});

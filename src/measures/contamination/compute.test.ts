import { describe, expect, it } from 'vitest';
import type { TextScore } from '../inputs/text-scores.ts';
import { textSeparation } from './compute.ts';

const text = (
  set: number,
  isPublished: boolean,
  minK: number,
  minKPlusPlus: number | null = null,
): TextScore => ({
  ...{ dataset: 'd', model: 'm', set: `${set}`, cluster: `${set}`, isPublished, minK, minKPlusPlus },
});

describe('textSeparation', () => {
  // Published −1, −2, −6; swapped −3, −4, −5: of nine pairs the published one is larger in 3 + 3 + 0. Of its own pair in two of three.
  const scores = [
    ...[-1, -2, -6].map((minK, set) => text(set, true, minK)),
    ...[-3, -4, -5].map((minK, set) => text(set, false, minK)),
  ];

  it('is the area under the curve, and the share of pairs whose published text is the likelier one', () => {
    const [entry, ...others] = textSeparation(scores);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      dataset: 'd',
      model: 'm',
      score: 'min-k',
      area: 6 / 9,
      published: 3,
      swapped: 3,
    });
    expect(entry?.likelier).toMatchObject({ rate: 2 / 3, n: 3, clusters: 3 });
    expect(entry?.low ?? 0).toBeLessThan(6 / 9);
    expect(entry?.high ?? 1).toBeGreaterThan(6 / 9);
  });

  it('is .5 where swapping changes nothing, a tie counting half', () => {
    const same = [0, 1, 2].flatMap((set) => [text(set, true, -set), text(set, false, -set)]);
    const [entry] = textSeparation(same);
    expect(entry?.area).toBeCloseTo(0.5, 12);
    expect(entry?.likelier.rate).toBe(0.5);
  });

  it('has both scores where the model gives all probabilities, and is undefined with one kind of text', () => {
    const both = [text(0, true, -1, 1), text(0, false, -1, 0)];
    expect(textSeparation(both).map(({ score, area }) => [score, area])).toEqual([
      ['min-k', 0.5],
      ['min-k++', 1],
    ]);
    expect(textSeparation([text(0, true, -1)])).toMatchObject([
      { area: null, low: null, likelier: { rate: null } },
    ]);
    expect(textSeparation([])).toEqual([]);
  });
});

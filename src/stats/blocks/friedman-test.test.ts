import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { friedmanTest } from './friedman-test.ts';

const anyBlocks = fc.array(
  fc.array(fc.option(fc.integer({ min: 1, max: 5 })), { minLength: 4, maxLength: 4 }),
  {
    minLength: 2,
    maxLength: 12,
  },
);

describe('friedmanTest', () => {
  // scipy.stats.friedmanchisquare, with ties and without.
  it.each([
    [
      [
        [3, 2, 1],
        [2, 2, 2],
        [3, 1, 2],
        [1, 1, 1],
        [2, 1, 1],
        [3, 2, 1],
        [2, 2, 3],
      ],
      4.111111111111105,
      0.1280216926548532,
    ],
    [
      [
        [0.13, -0.13, 0.64, 0.1],
        [-0.54, 0.36, 1.3, 0.95],
        [-0.7, -1.27, -0.62, 0.04],
        [-2.33, -0.22, -1.25, -0.73],
        [-0.54, -0.32, 0.41, 1.04],
        [-0.13, 1.37, -0.67, 0.35],
        [0.9, 0.09, -0.74, -0.92],
        [-0.46, 0.22, -1.01, -0.21],
        [-0.16, 0.54, 0.21, 0.36],
      ],
      3.2666666666666515,
      0.35230903462689944,
    ],
  ])('of complete blocks is Friedman’s test', (blocks, statistic, p) => {
    const test = friedmanTest(blocks);
    expect(test?.statistic).toBeCloseTo(statistic, 9);
    expect(test?.p).toBeCloseTo(p, 9);
    expect(test?.degreesOfFreedom).toBe((blocks[0]?.length ?? 0) - 1);
  });

  // The example of Skillings and Mack (1981): 15.49 with 3 degrees of freedom, p = .0014.
  it('with gaps is the test of Skillings and Mack', () => {
    const test = friedmanTest([
      [3.2, 4.1, 3.8, 4.2],
      [3.1, 3.9, 3.4, 4.0],
      [4.3, 3.5, 4.6, 4.8],
      [3.5, 3.6, 3.9, 4.0],
      [3.6, 4.2, 3.7, 3.9],
      [4.5, 4.7, 3.7, null],
      [null, 4.2, 3.4, null],
      [4.3, 4.6, 4.4, 4.9],
      [3.5, null, 3.7, 3.9],
    ]);
    expect(test?.statistic).toBeCloseTo(15.493, 3);
    expect(test).toMatchObject({ degreesOfFreedom: 3, blocks: 9, p: expect.closeTo(0.00144, 5) });
  });

  // Two treatments, five blocks: A = 2 · (½ · 4 - ½) = 3, V = 5: 9/5, the squared sign test.
  it('of two treatments counts the signs', () => {
    const test = friedmanTest([
      [2, 1],
      [3, 1],
      [2, 1],
      [1, 2],
      [3, 2],
      [2, 2],
    ]);
    expect(test).toMatchObject({ statistic: expect.closeTo(9 / 5, 10), degreesOfFreedom: 1, blocks: 5 });
  });

  it('does not depend on the order of blocks and treatments, nor on the scale within a block', () => {
    fc.assert(
      fc.property(anyBlocks, (blocks) => {
        const test = friedmanTest(blocks);
        const turned = friedmanTest(blocks.toReversed().map((block) => block.toReversed()));
        const scaled = friedmanTest(
          blocks.map((block, i) => block.map((value) => (value === null ? null : i - 7 + value ** 3))),
        );
        for (const other of [turned, scaled]) {
          expect(other?.degreesOfFreedom).toBe(test?.degreesOfFreedom);
          if (test !== null) expect(other?.statistic).toBeCloseTo(test.statistic, 8);
        }
        if (test !== null) expect(test.statistic).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it('loses a degree of freedom where no block connects the treatments', () => {
    const test = friedmanTest([
      [1, 2, null, null],
      [1, 2, null, null],
      [null, null, 1, 2],
      [null, null, 2, 1],
    ]);
    expect(test?.degreesOfFreedom).toBe(2);
    expect(test?.statistic).toBeCloseTo(2, 10);
  });

  it('is null where no block tells treatments apart', () => {
    expect(friedmanTest([])).toBeNull();
    expect(
      friedmanTest([
        [2, 2],
        [1, null],
      ]),
    ).toBeNull();
  });
});

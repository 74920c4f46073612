import { describe, expect, it } from 'vitest';
import { type Judgment, tableFromJudgments } from '../inputs/table-from-judgments.ts';
import { kindTests } from './kind-tests.ts';

interface Cluster {
  readonly category: string;
  readonly variant?: string;
  /** Unbiased and biased verdicts. */
  readonly counts: readonly [number, number];
}

/** Verdicts by cluster; the clusters of a name are the same. */
function judged(model: string, clusters: Readonly<Record<string, readonly Cluster[]>>, attack = 'none') {
  return Object.entries(clusters).flatMap(([cluster, parts]) =>
    parts.flatMap(({ category, variant = 'any', counts: [unbiased, biased] }) =>
      Array.from(
        { length: unbiased + biased },
        (_, i): Judgment => ({
          scenario: `${cluster} ${category} ${variant} ${i}`,
          dataset: 'bbq',
          category,
          variant,
          gold: 'biased',
          control: false,
          cluster,
          model,
          attack,
          repeat: 0,
          outcome: i < unbiased ? 'unbiased' : 'biased',
        }),
      ),
    ),
  );
}

const between = (age: readonly [number, number], looks: readonly [number, number]) =>
  Object.fromEntries(
    Array.from({ length: 16 }, (_, g) => [
      `t${g}`,
      [g < 8 ? { category: 'Age', counts: age } : { category: 'Looks', counts: looks }],
    ]),
  );

describe('kindTests', () => {
  it('permutes clusters over categories that divide them', () => {
    const rows = [
      ...judged('differs', between([8, 2], [1, 9])),
      ...judged('alike', between([4, 6], [4, 6])),
      ...judged('baseline:coin', between([8, 2], [1, 9])),
    ];
    const [differs, alike, ...others] = kindTests(tableFromJudgments(rows), 1);
    expect(others).toEqual([]);
    // Of 12,870 ways to choose 8 of 16 clusters two are as far apart: p is about 1/2,000, the least that 1,999 draws give.
    expect(differs).toMatchObject({
      division: 'category',
      model: 'differs',
      test: 'between',
      kinds: 2,
      clusters: 16,
    });
    expect(differs?.p).toBeLessThan(0.003);
    expect(differs?.pHolm).toBe(2 * (differs?.p ?? 1));
    expect(differs?.family).toEqual({ name: 'misalignment by category: all models on bbq', tests: 2 });
    expect(alike).toMatchObject({ p: 1, pHolm: 1 });
  });

  // Six clusters, in all of them the first variant higher: 2 · ½⁶ = .03125, exact.
  it('permutes variants inside the clusters that hold several', () => {
    const clusters = Object.fromEntries(
      Array.from({ length: 6 }, (_, g) => [
        `t${g}`,
        [
          { category: 'Age', variant: 'neg', counts: [4 + (g % 3), 4] as const },
          { category: 'Age', variant: 'nonneg', counts: [1, 7 + g] as const },
        ],
      ]),
    );
    const [test] = kindTests(tableFromJudgments(judged('m', clusters)), 1);
    expect(test).toMatchObject({ division: 'variant', test: 'within', clusters: 6, p: 0.03125 });
  });

  it('puts very many clusters together evenly, and still finds what differs', () => {
    const clusters = Object.fromEntries(
      Array.from({ length: 2400 }, (_, g) => [
        `t${g}`,
        [
          {
            category: g % 2 === 0 ? 'Age' : 'Looks',
            counts: (g % 10 < (g % 2 === 0 ? 7 : 3) ? [1, 0] : [0, 1]) as readonly [number, number],
          },
        ],
      ]),
    );
    const [test] = kindTests(tableFromJudgments(judged('m', clusters)), 1);
    expect(test).toMatchObject({ test: 'between', clusters: 2400 });
    expect(test?.p).toBeLessThan(0.001);
  });

  it('tests what was asked without an attack, and nothing where there is one kind', () => {
    const rows = [
      ...judged('m', between([5, 5], [5, 5])),
      ...judged('m', between([8, 2], [1, 9]), 'targeted'),
    ];
    expect(kindTests(tableFromJudgments(rows), 1).map(({ attack, p }) => [attack, p])).toEqual([['none', 1]]);
    expect(
      kindTests(tableFromJudgments(judged('m', { t: [{ category: 'Age', counts: [1, 1] }] })), 1),
    ).toEqual([]);
  });
});

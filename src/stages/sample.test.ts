import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scenarioId } from '../core/hashes.ts';
import type { Scenario } from '../core/scenario.ts';
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts';
import { drawScenarios, evenDraw, proportionalShares, sampleScenarios } from './sample.ts';

function scenario(number: number, category: string): Scenario {
  const content = {
    dataset: 'made',
    form: 'statement' as const,
    category,
    variant: 'pro',
    polarity: null,
    gold: 'biased' as const,
    control: false,
    cluster: 'made',
    group: null,
    text: { kind: 'statement' as const, statement: `Statement ${number}.` },
    sourceId: `s${number}`,
  };
  return { ...content, id: scenarioId(content), sourceRow: number };
}

async function sampled(scenarios: readonly Scenario[], size: number, seed: number) {
  const store = await openSqliteStore(':memory:');
  await store.commit({ scenarios });
  const strata = await sampleScenarios({ store, name: 's', size, seed, stratify: ['category'], filter: {} });
  const ids: string[] = [];
  for await (const batch of store.scenarios({ sample: 's' })) ids.push(...batch.map(({ id }) => id));
  return { strata, ids: ids.sort() };
}

describe('a draw that spreads over clusters', () => {
  it('takes a scenario of every cluster before it takes a second of one, over all strata', async () => {
    const store = await openSqliteStore(':memory:');
    const scenarios = Array.from({ length: 40 }, (_, i) => {
      const { id: _id, sourceRow, ...made } = scenario(i, i % 2 === 0 ? 'age' : 'gender');
      const content = { ...made, cluster: `c${i >> 2}` };
      return { ...content, id: scenarioId(content), sourceRow };
    });
    await store.commit({ scenarios });
    const clustersOf = async (size: number, spreadClusters: boolean) => {
      const request = { store, size, seed: 3, stratify: ['category'] as const, filter: {}, spreadClusters };
      const { numbers } = await drawScenarios(request);
      expect(numbers).toHaveLength(size);
      return new Set((await store.scenariosOf(numbers)).map(({ cluster }) => cluster)).size;
    };
    expect(await clustersOf(10, true)).toBe(10);
    expect(await clustersOf(10, false)).toBeLessThan(10);
    expect(await clustersOf(40, true)).toBe(10);
  });
});

describe('an even draw', () => {
  // Clusters of 4 and of 36 scenarios in two strata.
  const items = Array.from({ length: 240 }, (_, i) => {
    const [stratum, at] = [i % 2 === 0 ? 'age' : 'gender', i >> 1];
    const cluster = at < 12 ? `small ${Math.floor(at / 4)}` : `large ${Math.floor((at - 12) / 36)}`;
    return { id: `${i}`, stratum, cluster };
  });

  it('takes each scenario equally often, whatever the size of its cluster', () => {
    const draws = 400;
    let [small, total] = [0, 0];
    const counts = new Map<string, number>();
    for (let seed = 0; seed < draws; seed += 1) {
      const drawn = evenDraw(items, 24, seed);
      expect(new Set(drawn).size).toBe(24);
      total += drawn.length;
      small += drawn.filter(({ cluster }) => cluster.startsWith('small')).length;
      for (const { id } of drawn) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    // 24 of 240 are in small clusters. Each is drawn with probability .1: 40 of 400 times, give or take five deviations.
    expect(Math.abs(small / total - 0.1)).toBeLessThan(0.02);
    for (const { id } of items) expect(Math.abs((counts.get(id) ?? 0) - 40)).toBeLessThan(30);
  });

  it('takes of each cluster in proportion to its size, one more or less, and all where there are no more', () => {
    const drawn = evenDraw(items, 60, 3);
    for (const [key, own] of Map.groupBy(items, ({ stratum, cluster }) => `${stratum} ${cluster}`)) {
      const taken = drawn.filter(({ stratum, cluster }) => `${stratum} ${cluster}` === key).length;
      expect(Math.abs(taken - own.length / 4), key).toBeLessThanOrEqual(1);
    }
    expect(evenDraw(items, 60, 3)).toEqual(drawn);
    expect(evenDraw(items, 60, 4)).not.toEqual(drawn);
    expect(new Set(evenDraw(items, 500, 1)).size).toBe(240);
    expect(evenDraw([], 5, 1)).toEqual([]);
  });
});

describe('proportional shares', () => {
  it('give whole parts first and what is left to the largest remainders', () => {
    // 10 of 70 + 20 + 11 = 101: exact shares 6.93, 1.98, 1.09; whole parts 6, 1, 1; two left for .98 and .93.
    expect(proportionalShares([70, 20, 11], 10)).toEqual([7, 2, 1]);
  });

  it('add up, never exceed a group, and are within one of the exact share', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(500), { minLength: 1, maxLength: 20 }), fc.nat(2000), (sizes, total) => {
        const available = sizes.reduce((sum, size) => sum + size, 0);
        const shares = proportionalShares(sizes, total);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(Math.min(total, available));
        for (const [position, share] of shares.entries()) {
          const size = sizes[position] ?? 0;
          expect(share).toBeLessThanOrEqual(size);
          if (total < available) expect(Math.abs(share - (size * total) / available)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('a sample', () => {
  const scenarios = Array.from({ length: 60 }, (_, number) =>
    scenario(number, number < 40 ? 'age' : 'gender'),
  );

  it('keeps the shares of its strata', async () => {
    const { strata, ids } = await sampled(scenarios, 15, 7);
    expect(strata).toEqual([
      { stratum: 'age', available: 40, taken: 10 },
      { stratum: 'gender', available: 20, taken: 5 },
    ]);
    expect(ids).toHaveLength(15);
  });

  it('is the same for the same seed, whatever the order of storing, and another for another seed', async () => {
    const first = await sampled(scenarios, 15, 7);
    expect((await sampled([...scenarios].reverse(), 15, 7)).ids).toEqual(first.ids);
    expect((await sampled(scenarios, 15, 8)).ids).not.toEqual(first.ids);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgedMetrics, type StudyMetrics } from '../../tests/support/study-metrics.ts';
import { propertyRuns } from '../../tests/support/thorough.ts';
import { cohenKappa } from '../stats/agreement/two-raters.ts';
import { clusterBootstrap } from '../stats/bootstrap/cluster-bootstrap.ts';
import { seededRandom } from '../stats/bootstrap/seeded-random.ts';
import { normalQuantile } from '../stats/distributions/normal.ts';
import type { BootstrapBounds } from './inputs/cells.ts';
import type { Judgment } from './inputs/table-from-judgments.ts';

interface Study {
  readonly clusters: number;
  /** Scenarios a cluster; half of them gold-biased. */
  readonly size: number;
  readonly seed: number;
  readonly dataset?: string;
}

/** Two models; a cluster's difficulty, drawn once, moves the verdicts on all of its scenarios. */
function judged({ clusters, size, seed, dataset = 'bbq' }: Study): Judgment[] {
  const uniform = uniforms(seed, clusters * (2 * size + 1));
  return Array.from({ length: clusters }, (_, cluster) => {
    const difficulty = 0.3 * (uniform() - 0.5);
    return Array.from({ length: size }, (_, i) =>
      ['m', 'n'].map((model): Judgment => {
        const gold = i % 2 === 0 ? 'biased' : 'unbiased';
        const yes = (gold === 'biased' ? 0.7 : 0.3) + difficulty;
        return {
          scenario: `${dataset} ${cluster} ${i}`,
          dataset,
          category: 'Age',
          variant: gold,
          gold,
          control: gold === 'unbiased',
          cluster: `${cluster}`,
          model,
          attack: 'none',
          repeat: 0,
          outcome: uniform() < yes ? 'biased' : 'unbiased',
        };
      }),
    ).flat();
  }).flat();
}

function uniforms(seed: number, count: number): () => number {
  const numbers = new Uint32Array(count);
  seededRandom(seed).fillBelow(numbers, 2 ** 32);
  let next = 0;
  return () => (numbers[next++] ?? 0) / 2 ** 32;
}

const measured = (rows: readonly Judgment[]) => judgedMetrics(rows);
const dPrimeOf = ({ controls }: StudyMetrics) => controls[0]?.dPrimeInterval ?? { low: null, high: null };
const kappaOf = ({ consistency }: StudyMetrics, dataset: string | null = null) =>
  consistency.find((entry) => entry.dataset === dataset)?.kappaInterval ?? { low: null, high: null };

/** Totals of each cluster, as the naive bootstrap wants them. */
function totals(rows: readonly Judgment[], columns: (rows: readonly Judgment[]) => readonly number[]) {
  const clusters = [...Map.groupBy(rows, ({ cluster }) => cluster).values()];
  return Float64Array.from(clusters.flatMap(columns));
}

const yes = (rows: readonly Judgment[]) => rows.filter(({ outcome }) => outcome === 'biased').length;

function naiveDPrime(rows: readonly Judgment[]) {
  return clusterBootstrap({
    totals: totals(
      rows.filter(({ model }) => model === 'm'),
      (own) => {
        const [signals, noises] = ['biased', 'unbiased'].map((gold) =>
          own.filter((row) => row.gold === gold),
        );
        return [yes(signals ?? []), signals?.length ?? 0, yes(noises ?? []), noises?.length ?? 0];
      },
    ),
    width: 4,
    statistic: ([hits = 0, signals = 0, alarms = 0, noises = 0]) =>
      normalQuantile((hits + 0.5) / (signals + 1)) - normalQuantile((alarms + 0.5) / (noises + 1)),
    replicates: 20_000,
    seed: 99,
  });
}

function naiveKappa(rows: readonly Judgment[]) {
  const pair = (own: readonly Judgment[]) =>
    [...Map.groupBy(own, ({ scenario }) => scenario).values()].map((both) =>
      both.map(({ outcome }) => (outcome === 'biased' ? 'b' : 'u')).join(''),
    );
  return clusterBootstrap({
    totals: totals(rows, (own) =>
      ['bb', 'bu', 'ub', 'uu'].map((kind) => pair(own).filter((found) => found === kind).length),
    ),
    width: 4,
    statistic: ([bb = 0, bu = 0, ub = 0, uu = 0]) =>
      cohenKappa([
        [bb, bu],
        [ub, uu],
      ]),
    replicates: 20_000,
    seed: 99,
  });
}

function expectNear(interval: BootstrapBounds, other: BootstrapBounds, share: number): void {
  if (other.low === null || other.high === null) throw new Error('the naive interval is undefined');
  const allowed = share * (other.high - other.low);
  expect(Math.abs((interval.low ?? Number.NaN) - other.low)).toBeLessThan(allowed);
  expect(Math.abs((interval.high ?? Number.NaN) - other.high)).toBeLessThan(allowed);
}

describe('intervals of d′ and kappa', () => {
  // Both are approximations: of the percentiles of a bootstrap, and of a t distribution.
  it('are near those of a naive bootstrap over the rows of a small table', () => {
    const rows = judged({ clusters: 15, size: 8, seed: 4 });
    const metrics = measured(rows);
    expectNear(dPrimeOf(metrics), naiveDPrime(rows), 0.1);
    expectNear(kappaOf(metrics, 'bbq'), naiveKappa(rows), 0.1);
  });

  it('are near those of a naive bootstrap with many clusters, too', () => {
    const rows = judged({ clusters: 1700, size: 4, seed: 5 });
    const metrics = measured(rows);
    expectNear(dPrimeOf(metrics), naiveDPrime(rows), 0.15);
    expectNear(kappaOf(metrics), naiveKappa(rows), 0.15);
  });

  // Difficulty is symmetric about 0, so d′ is 2 z(E[yes | biased]) = 2 z(.7) up to the correction, and
  // kappa 4 (E[p²] - E[p]²) with p the chance of a "biased": (.04 + .3²/12) / .25 = .19.
  it('hold the truth about as often as they claim to', () => {
    const truth = { dPrime: 2 * normalQuantile(0.7), kappa: 0.19 };
    const held = { dPrime: 0, kappa: 0 };
    const studies = 200;
    for (let seed = 0; seed < studies; seed += 1) {
      const metrics = measured(judged({ clusters: 60, size: 6, seed: 1000 + seed }));
      if (holds(dPrimeOf(metrics), truth.dPrime)) held.dPrime += 1;
      if (holds(kappaOf(metrics), truth.kappa)) held.kappa += 1;
    }
    // 95 % of 200 is 190, deviation 3.1.
    for (const count of [held.dPrime, held.kappa]) {
      expect(count).toBeGreaterThan(178);
      expect(count).toBeLessThan(200);
    }
  });

  it('are equal for equal tables', () => {
    const rows = judged({ clusters: 700, size: 4, seed: 6 });
    expect(measured(rows)).toEqual(measured(rows));
  });

  it('take datasets as strata, so that all together vary less than one alone', () => {
    const rows = ['bbq', 'biasdpo'].flatMap((dataset, i) =>
      judged({ clusters: 40, size: 6, seed: 7 + i, dataset }),
    );
    const metrics = measured(rows);
    const width = (dataset: string | null) => {
      const { low, high } = kappaOf(metrics, dataset);
      return (high ?? Number.NaN) - (low ?? Number.NaN);
    };
    expect(width(null) / width('bbq')).toBeGreaterThan(0.55);
    expect(width(null) / width('bbq')).toBeLessThan(0.9);
  });

  it('are undefined with one cluster, alone or as a dataset among others', () => {
    const alone = measured(judged({ clusters: 1, size: 12, seed: 8 }));
    for (const interval of [dPrimeOf(alone), kappaOf(alone), kappaOf(alone, 'bbq')])
      expect(interval).toMatchObject({ low: null, high: null, noInterval: 'too-few-clusters' });
    const among = measured([
      ...judged({ clusters: 20, size: 6, seed: 9 }),
      ...judged({ clusters: 1, size: 6, seed: 10, dataset: 'small' }),
    ]);
    expect(kappaOf(among, 'bbq').low).not.toBeNull();
    expect(kappaOf(among)).toMatchObject({ low: null, noInterval: 'too-few-clusters' });
  });

  it('are undefined where no cluster differs from another', () => {
    const rows = judged({ clusters: 20, size: 7, seed: 11 });
    const same = measured(rows.map((row) => ({ ...row, outcome: row.gold })));
    expect(same.controls[0]?.dPrime).toBeGreaterThan(3);
    expect(same.consistency[0]?.kappa).toBe(1);
    for (const interval of [dPrimeOf(same), kappaOf(same)])
      expect(interval).toMatchObject({ low: null, high: null, noInterval: 'too-rare' });
  });

  it('have both bounds or none, in order, and none where the statistic is undefined', () => {
    const anyRows = fc
      .array(fc.tuple(fc.nat({ max: 5 }), fc.constantFrom('biased', 'unbiased', 'refused', 'error')), {
        maxLength: 60,
      })
      .map((cells) =>
        cells.map(([cluster, outcome], i): Judgment => {
          const [row] = judged({ clusters: 1, size: 1, seed: i });
          if (row === undefined) throw new Error('no row');
          const gold = i % 3 === 0 ? 'unbiased' : 'biased';
          return {
            ...row,
            gold,
            model: i % 2 === 0 ? 'm' : 'n',
            scenario: `${i >> 1}`,
            cluster: `${cluster}`,
            outcome,
          };
        }),
      );
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { controls, consistency } = measured(rows);
        for (const [value, { low, high }] of [
          ...controls.map((entry) => [entry.dPrime, entry.dPrimeInterval] as const),
          ...consistency.map((entry) => [entry.kappa, entry.kappaInterval] as const),
        ]) {
          expect(low === null).toBe(high === null);
          if (value === null) expect(low).toBeNull();
          if (low !== null && high !== null) expect(low).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});

function holds({ low, high }: BootstrapBounds, truth: number): boolean {
  return low !== null && high !== null && low <= truth && truth <= high;
}

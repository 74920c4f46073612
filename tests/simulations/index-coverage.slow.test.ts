import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { normalQuantile } from '../../src/stats/distributions/normal.ts';
import { ambiguousScore } from '../../src/stats/indices/bbq-score-interval.ts';
import type { IndexInterval } from '../../src/stats/indices/influence-interval.ts';
import { kappaInterval } from '../../src/stats/indices/kappa-interval.ts';
import { signalDetectionIntervals } from '../../src/stats/indices/signal-detection-interval.ts';

const studies = 1000;
const designs = [
  { clusters: 25, size: 72 },
  { clusters: 150, size: 20 },
] as const;
/** Where the interval is shown in fewer studies, the share of covered ones says little. */
const leastShown = 0.1;

/** The share of studies with an interval, and of these the share whose interval contains the truth. */
function coverage(truth: number, draw: () => IndexInterval) {
  let [shown, covered] = [0, 0];
  for (let study = 0; study < studies; study += 1) {
    const { low, high } = draw();
    if (low === null || high === null) continue;
    shown += 1;
    if (low <= truth && truth <= high) covered += 1;
  }
  return { shown: shown / studies, covered: shown === 0 ? Number.NaN : covered / shown };
}

function judge(rows: readonly { readonly shown: number; readonly covered: number }[]): void {
  console.table(rows);
  for (const { shown, covered } of rows) if (shown >= leastShown) expect(covered).toBeGreaterThanOrEqual(0.9);
}

/** Counts of categories by cluster: a Dirichlet draw a cluster, then its observations. */
function categories(
  random: RandomValues,
  shares: readonly number[],
  size: number,
  correlation: number,
): number[] {
  const scale = (1 - correlation) / correlation;
  const weights = shares.map((share) => random.gamma(share * scale));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = shares.map(() => 0);
  for (let i = 0; i < size; i += 1) {
    let left = random.uniform() * total;
    let category = 0;
    while (category < shares.length - 1 && left >= (weights[category] ?? 0)) {
      left -= weights[category] ?? 0;
      category += 1;
    }
    counts[category] = (counts[category] ?? 0) + 1;
  }
  return counts;
}

const column = (rows: readonly (readonly number[])[], place: number) => rows.map((row) => row[place] ?? 0);

describe('intervals of d′, c, kappa and the BBQ score', () => {
  it('of d′ and c cover the truth wherever they are shown', () => {
    const rates = [
      [0.99, 0.02],
      [0.95, 0.05],
      [0.9, 0.2],
      [0.7, 0.4],
    ] as const;
    const rows = designs.flatMap(({ clusters, size }) =>
      rates.flatMap(([hit, alarm]) =>
        [0.05, 0.3].flatMap((correlation) => {
          const random = new RandomValues(Math.round(1000 * (hit + alarm + correlation)) + clusters);
          const sizes = new Array<number>(clusters).fill(size);
          const draw = (name: 'dPrime' | 'criterion') => () =>
            signalDetectionIntervals([
              {
                signals: sizes,
                hits: sizes.map((n) => random.binomial(n, random.clusterRate(hit, correlation))),
                noises: sizes,
                falseAlarms: sizes.map((n) => random.binomial(n, random.clusterRate(alarm, correlation))),
              },
            ])[name];
          const [ofHit, ofAlarm] = [normalQuantile(hit), normalQuantile(alarm)];
          const setting = { clusters, hit, alarm, correlation };
          return [
            { index: 'd′', ...setting, ...coverage(ofHit - ofAlarm, draw('dPrime')) },
            { index: 'c', ...setting, ...coverage(-(ofHit + ofAlarm) / 2, draw('criterion')) },
          ];
        }),
      ),
    );
    judge(rows);
  }, 120_000);

  it('of kappa cover the truth wherever they are shown', () => {
    const tables = [
      [0.96, 0.01, 0.01, 0.02],
      [0.95, 0.02, 0.02, 0.01],
      [0.94, 0.03, 0.025, 0.005],
      [0.85, 0.05, 0.05, 0.05],
      [0.45, 0.1, 0.05, 0.4],
      [0.49, 0.01, 0.01, 0.49],
    ] as const;
    const rows = designs.flatMap(({ clusters, size }) =>
      tables.flatMap((shares) =>
        [0.05, 0.3].map((correlation) => {
          const random = new RandomValues(Math.round(1e5 * shares[0] + 1000 * correlation) + clusters);
          const [both, first, second, neither] = shares;
          const expected = (both + first) * (both + second) + (second + neither) * (first + neither);
          const truth = (both + neither - expected) / (1 - expected);
          const draw = () => {
            const counts = Array.from({ length: clusters }, () =>
              categories(random, shares, size, correlation),
            );
            return kappaInterval([
              {
                bothBiased: column(counts, 0),
                onlyFirst: column(counts, 1),
                onlySecond: column(counts, 2),
                neither: column(counts, 3),
              },
            ]);
          };
          return { kappa: truth, clusters, both, correlation, ...coverage(truth, draw) };
        }),
      ),
    );
    judge(rows);
  }, 120_000);

  it('of the BBQ score on ambiguous items cover the truth wherever they are shown', () => {
    const tables = [
      [0.02, 0.01, 0.97],
      [0.06, 0.03, 0.91],
      [0.3, 0.2, 0.5],
    ] as const;
    const rows = designs.flatMap(({ clusters, size }) =>
      tables.flatMap((shares) =>
        [0.05, 0.3].map((correlation) => {
          const random = new RandomValues(Math.round(1e5 * shares[0] + 1000 * correlation) + clusters);
          const truth = shares[0] - shares[1];
          const draw = () => {
            const counts = Array.from({ length: clusters }, () =>
              categories(random, shares, size, correlation),
            );
            return ambiguousScore({
              chosen: counts.map(() => size),
              nonUnknown: counts.map(([biased = 0, other = 0]) => biased + other),
              biased: column(counts, 0),
            });
          };
          return { score: truth, clusters, biased: shares[0], correlation, ...coverage(truth, draw) };
        }),
      ),
    );
    judge(rows);
  }, 120_000);
});

import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { normalQuantile } from '../../src/stats/distributions/normal.ts';
import { balancedAccuracyInterval } from '../../src/stats/indices/balanced-accuracy-interval.ts';

const studies = 1000;
/** Half of each cluster's scenarios are controls. */
const designs = [
  { clusters: 25, size: 72 },
  { clusters: 150, size: 20 },
];
const rates = [
  [0.99, 0.02],
  [0.95, 0.05],
  [0.9, 0.2],
  [0.7, 0.4],
] as const;
/** Standard deviations of a cluster's log odds: correlations of about .05 and .25 near a rate of one half. */
const spreads = [0.5, 1.2];
/**
 * How hits and false alarms of a cluster go together: by themselves; a cluster that is called biased more often than
 * others, whatever it is; one that is harder to tell apart.
 */
const dependences = { none: 0, lenient: 1, hard: -1 } as const;

const logistic = (value: number) => 1 / (1 + Math.exp(-value));
const logit = (share: number) => Math.log(share / (1 - share));

/** The mean of logistic(centre + spread z), z normal, over 2,000 equally likely values of z. */
function meanRate(centre: number, spread: number): number {
  const steps = 2000;
  let sum = 0;
  for (let i = 0; i < steps; i += 1) sum += logistic(centre + spread * normalQuantile((i + 0.5) / steps));
  return sum / steps;
}

interface Setting {
  readonly clusters: number;
  readonly size: number;
  readonly hit: number;
  readonly alarm: number;
  readonly spread: number;
  readonly dependence: keyof typeof dependences;
}

/** The share of studies whose interval contains the true balanced accuracy. */
function coverage({ clusters, size, hit, alarm, spread, dependence }: Setting): number {
  const [ofHits, ofAlarms] = [logit(hit), logit(alarm)];
  const truth = (meanRate(ofHits, spread) + 1 - meanRate(ofAlarms, spread)) / 2;
  const sign = dependences[dependence];
  const random = new RandomValues(Math.round(1000 * (hit + alarm + spread)) + clusters + sign);
  const half = new Array<number>(clusters).fill(size / 2);
  let covered = 0;
  for (let study = 0; study < studies; study += 1) {
    const own = half.map(() => random.normal());
    const other = own.map((value) => (sign === 0 ? random.normal() : sign * value));
    const { low, high } = balancedAccuracyInterval([
      {
        signals: half,
        hits: half.map((n, g) => random.binomial(n, logistic(ofHits + spread * (own[g] ?? 0)))),
        noises: half,
        falseAlarms: half.map((n, g) => random.binomial(n, logistic(ofAlarms + spread * (other[g] ?? 0)))),
      },
    ]);
    if (low !== null && high !== null && low <= truth && truth <= high) covered += 1;
  }
  return covered / studies;
}

describe('coverage of the interval of the balanced accuracy', () => {
  it.each(designs)(
    'of $clusters clusters of $size contains the truth in at least 90 % of studies, however hits and false alarms go together',
    (design) => {
      const rows = rates.flatMap(([hit, alarm]) =>
        spreads.flatMap((spread) =>
          (Object.keys(dependences) as (keyof typeof dependences)[]).map((dependence) => {
            const setting = { ...design, hit, alarm, spread, dependence };
            return { ...setting, covered: coverage(setting) };
          }),
        ),
      );
      console.table(rows);
      for (const { covered } of rows) expect(covered).toBeGreaterThanOrEqual(0.9);
    },
    120_000,
  );
});

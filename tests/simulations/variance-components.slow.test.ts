import { describe, expect, it } from 'vitest';
import { RandomValues } from '../../src/stats/bootstrap/random-values.ts';
import { normalCdf } from '../../src/stats/distributions/normal.ts';
import { varianceComponents } from '../../src/stats/variance/variance-components.ts';

interface Truth {
  readonly wordings: number;
  readonly clusters: number;
  readonly size: number;
  /** Standard deviations on the scale of the probit. */
  readonly wording: number;
  readonly cluster: number;
  readonly clusterWording: number;
}

/** Variance of the share of `unbiased` verdicts over wordings, by integration over a million drawn wordings' means. */
function trueVariance({ wording, cluster, clusterWording }: Truth): number {
  // A wording's rate is Φ(w / √(1 + the other variances)): its variance over normal w, by Simpson's rule.
  const others = Math.sqrt(1 + cluster ** 2 + clusterWording ** 2);
  let [weight, mean, square] = [0, 0, 0];
  for (let step = -400; step <= 400; step += 1) {
    const z = step / 50;
    const density = Math.exp((-z * z) / 2);
    const rate = normalCdf((wording * z) / others);
    weight += density;
    mean += density * rate;
    square += density * rate * rate;
  }
  return square / weight - (mean / weight) ** 2;
}

/** Of so many studies with binary verdicts, the share whose interval of the wording's component contains the truth. */
function coverage(truth: Truth, studies: number): number {
  const random = new RandomValues(truth.wordings * 1000 + truth.clusters);
  const variance = trueVariance(truth);
  let covered = 0;
  for (let study = 0; study < studies; study += 1) {
    const wordings = Array.from({ length: truth.wordings }, () => truth.wording * random.normal());
    const objects: number[][] = [];
    const clusters: number[] = [];
    for (let cluster = 0; cluster < truth.clusters; cluster += 1) {
      const own = truth.cluster * random.normal();
      const shared = wordings.map((wording) => wording + own + truth.clusterWording * random.normal());
      for (let scenario = 0; scenario < truth.size; scenario += 1) {
        objects.push(shared.map((mean) => (mean + random.normal() > 0 ? 1 : 0)));
        clusters.push(cluster);
      }
    }
    const design = { levels: [truth.wordings], repeats: 1, objects, clusters };
    const wording = varianceComponents(design, study)?.components[0];
    if ((wording?.low ?? 1) <= variance && variance <= (wording?.high ?? 0)) covered += 1;
  }
  return covered / studies;
}

describe('the interval of the variance between wordings', () => {
  it.each([
    { wordings: 5, clusters: 100, size: 1, wording: 0.3, cluster: 1, clusterWording: 0.3 },
    { wordings: 5, clusters: 25, size: 4, wording: 0.3, cluster: 1, clusterWording: 0.5 },
    { wordings: 5, clusters: 25, size: 4, wording: 0.1, cluster: 1, clusterWording: 0.5 },
    { wordings: 3, clusters: 50, size: 4, wording: 0.5, cluster: 0.7, clusterWording: 0.3 },
  ])(
    'contains the truth in at least 92 % of studies: $wordings wordings, $clusters clusters of $size, SD $wording',
    (truth) => {
      const covered = coverage(truth, 400);
      console.log(truth, covered);
      expect(covered).toBeGreaterThanOrEqual(0.92);
    },
    600_000,
  );
});

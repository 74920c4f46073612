import { criticalT } from '../clusters/critical-t.ts';
import { type ClusterDifferences, differenceComponents } from '../planning/plan-comparison.ts';

/** How wide an interval can be expected to be, half of it, from 0 to 1; null where there are fewer than two clusters. */
export interface SubsetWidths {
  /** People alone, on scenarios that are drawn at random. */
  readonly random: number | null;
  /** People alone, on scenarios that are spread over the clusters in proportion to their sizes. */
  readonly spread: number | null;
  /** The same with the constructed labels of all others (PPI++). */
  readonly predicted: number | null;
}

/** What a subset is drawn from: by cluster, how far a model differs from the constructed labels. */
export interface SubsetSource {
  readonly clusters: readonly ClusterDifferences[];
  /** How often people say what the label says, from 0 to 1. */
  readonly labelAgreement: number;
}

/**
 * The half width of a 95 % interval of "differs from most people" from so many scenarios that people judge. The variance is split
 * by cluster, as that of differing from the label is; where people disagree with labels at random, the two correlate with
 * ρ = (2a − 1) √(p(1 − p)/(q(1 − q))), q = pa + (1 − p)(1 − a). Random: σ_c² (1/m + (1 − 1/m) Σ w_g²) + σ_s²/m; spread:
 * σ_c² Σ E k_g²/m² + σ_s²/m, where k_g is m w_g rounded down or up; PPI++ leaves 1 − ρ² of that, and adds ρ² of the variance over all others.
 *
 * Source: Searle, Casella and McCulloch (1992), section 3.6; Angelopoulos, Duchi and Zrnic (2023), arXiv 2311.01453.
 *
 * @example
 * subsetWidths({ clusters, labelAgreement: 0.8 }, 120).predicted; // .081
 */
export function subsetWidths({ clusters, labelAgreement }: SubsetSource, m: number): SubsetWidths {
  const sum = (of: (cluster: ClusterDifferences) => number) =>
    clusters.reduce((total, cluster) => total + of(cluster), 0);
  const n = sum(({ size }) => size);
  const components = differenceComponents(clusters) ?? null;
  const used = clusters.filter(({ size }) => size > 0).length;
  const drawn = Math.min(m, n);
  if (n < 2 || used < 2 || drawn < 2) return { random: null, spread: null, predicted: null };
  const p = sum((one) => one.sum) / n;
  const q = p * labelAgreement + (1 - p) * (1 - labelAgreement);
  const [ofLabel, ofPeople] = [p * (1 - p), q * (1 - q)];
  const rho = ofPeople === 0 ? 0 : (2 * labelAgreement - 1) * Math.sqrt(ofLabel / ofPeople);
  // One scenario a cluster: nothing tells clusters from scenarios.
  const split = components ?? { cluster: 0, scenario: ofLabel };
  const whole = split.cluster + split.scenario;
  const [cluster, scenario] =
    whole === 0 ? [0, ofPeople] : [(split.cluster / whole) * ofPeople, (split.scenario / whole) * ofPeople];
  const together = sum(({ size }) => (size / n) ** 2);
  const groups = Math.min(drawn, used);
  const random = cluster * (1 / drawn + (1 - 1 / drawn) * together) + scenario / drawn;
  const spread =
    (cluster * sum(({ size }) => squaredCount((drawn * size) / n))) / drawn ** 2 + scenario / drawn;
  const rest = cluster * together + scenario / Math.max(1, n - drawn);
  const half = (variance: number) => criticalT(0.025, groups - 1) * Math.sqrt(variance);
  return {
    random: half(random),
    spread: half(spread),
    // λ may be 0: labels that do not help do not harm.
    predicted: half(n === drawn ? spread : Math.min(spread, (1 - rho ** 2) * spread + rho ** 2 * rest)),
  };
}

/** The mean of k², where k is a number rounded down or up so that its mean is the number. */
function squaredCount(mean: number): number {
  const least = Math.floor(mean);
  return least ** 2 + (mean - least) * (2 * least + 1);
}

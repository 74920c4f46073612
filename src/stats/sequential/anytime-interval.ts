/** What is known of the clusters before the first is drawn. */
export interface ClusterPopulation {
  /** How many clusters there are to draw from without replacement; Infinity for draws that never run out. */
  readonly clusters: number;
  /** Most observations that a cluster can have. */
  readonly largest: number;
}

/** An interval that holds at all times at once: it may be looked at after every cluster, and be stopped by. */
export interface AnytimeBounds {
  readonly low: number;
  readonly high: number;
  /** Clusters so far. */
  readonly clusters: number;
}

const candidates = 1001;
const truncation = 0.5;

/**
 * A confidence sequence for the mean of all observations (each from 0 to 1) in clusters that are drawn in random order
 * without replacement: in at least 1 − α of studies the mean lies in the interval at every time. For each candidate mean m
 * a cluster counts as `z = m + (n_g / n_max)(x̄_g − m)`; hedged capital process with θ = ½, truncation ½, predictable
 * plug-in bets with log(2/α), the mean of what is left in the population, no running intersection. It says nothing
 * of other clusters than those of the population. Cost: 1,001 candidates for each cluster.
 *
 * Source: Waudby-Smith and Ramdas (2024), JRSS B 86, 1-27, sections 4 and 5, and (2020), NeurIPS 33, for sampling
 * without replacement.
 *
 * @example
 * const sequence = new AnytimeInterval({ clusters: 25, largest: 72 });
 * sequence.add({ size: 72, sum: 10 });
 * sequence.bounds; // { low: 0, high: 1, clusters: 1 }
 */
export class AnytimeInterval {
  readonly #population: ClusterPopulation;
  readonly #threshold: number;
  readonly #bet: number;
  #clusters = 0;
  /** By candidate: Σ z, Σ (z − mean)², and the logarithms of the capital of bets on more and on less. */
  readonly #sums = new Float64Array(candidates);
  readonly #squares = new Float64Array(candidates);
  readonly #more = new Float64Array(candidates);
  readonly #less = new Float64Array(candidates);
  readonly #impossible = new Uint8Array(candidates);

  constructor(population: ClusterPopulation, alpha = 0.05) {
    this.#population = population;
    this.#threshold = Math.log(2 / alpha);
    this.#bet = 2 * Math.log(2 / alpha);
  }

  /** The next cluster: how many observations it has, and their sum. */
  add({ size, sum }: { readonly size: number; readonly sum: number }): void {
    this.#clusters += 1;
    const weight = size / this.#population.largest;
    for (let i = 0; i < candidates; i += 1) {
      const candidate = i / (candidates - 1);
      this.#addTo(i, candidate, size === 0 ? candidate : candidate + weight * (sum / size - candidate));
    }
  }

  #addTo(i: number, candidate: number, z: number): void {
    const t = this.#clusters;
    const expected = this.#leftMean(i, candidate);
    if (expected < 0 || expected > 1) this.#impossible[i] = 1;
    const variance = t === 1 ? 0.25 : (0.25 + (this.#squares[i] ?? 0)) / t;
    const bet = Math.sqrt(this.#bet / (variance * t * Math.log(1 + t)));
    const gain = z - expected;
    this.#more[i] =
      (this.#more[i] ?? 0) + Math.log1p(Math.min(bet, truncation / Math.max(expected, 1e-300)) * gain);
    this.#less[i] =
      (this.#less[i] ?? 0) + Math.log1p(-Math.min(bet, truncation / Math.max(1 - expected, 1e-300)) * gain);
    const total = (this.#sums[i] ?? 0) + z;
    this.#sums[i] = total;
    this.#squares[i] = (this.#squares[i] ?? 0) + (z - (0.5 + total) / (t + 1)) ** 2;
  }

  /** The mean of the clusters that are left, if the mean of all were the candidate. */
  #leftMean(i: number, candidate: number): number {
    const { clusters } = this.#population;
    if (clusters === Number.POSITIVE_INFINITY) return candidate;
    const before = this.#clusters - 1;
    return (clusters * candidate - (this.#sums[i] ?? 0)) / (clusters - before);
  }

  /** From the lowest to the highest candidate whose capital stays below 1/α; once all clusters are drawn, their mean. */
  get bounds(): AnytimeBounds {
    let [low, high] = [-1, -1];
    for (let i = 0; i < candidates; i += 1) {
      const capital = Math.max(this.#more[i] ?? 0, this.#less[i] ?? 0);
      // ½ e^capital < 1/α
      if (this.#impossible[i] === 1 || !(capital < this.#threshold)) continue;
      if (low < 0) low = i;
      high = i;
    }
    const [from, to] = low < 0 ? this.#exhausted() : [low, high];
    return { low: from / (candidates - 1), high: to / (candidates - 1), clusters: this.#clusters };
  }

  /** No candidate is left only where the mean lies between two of them: those nearest to what was seen. */
  #exhausted(): [number, number] {
    let nearest = 0;
    for (let i = 1; i < candidates; i += 1) if (this.#distance(i) < this.#distance(nearest)) nearest = i;
    return [Math.max(0, nearest - 1), Math.min(candidates - 1, nearest + 1)];
  }

  #distance(i: number): number {
    return Math.abs((this.#sums[i] ?? 0) / this.#clusters - i / (candidates - 1));
  }
}

import { seededRandom } from './seeded-random.ts';

/**
 * Random values of several distributions, the same for the same seed.
 *
 * @example
 * new RandomValues(1).gamma(2); // twice this is a chi-square with 4 degrees of freedom
 */
export class RandomValues {
  readonly #source: ReturnType<typeof seededRandom>;
  readonly #buffer = new Uint32Array(4096);
  #place = this.#buffer.length;

  constructor(seed: number) {
    this.#source = seededRandom(seed);
  }

  /** From 0 to 1, both excluded. */
  uniform(): number {
    if (this.#place === this.#buffer.length) {
      this.#source.fillBelow(this.#buffer, 2 ** 32);
      this.#place = 0;
    }
    const value = this.#buffer[this.#place] ?? 0;
    this.#place += 1;
    return (value + 0.5) / 2 ** 32;
  }

  /** Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Marsaglia and Tsang (2000); a shape below 1 by the power of a uniform value. */
  gamma(shape: number): number {
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(this.uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  /** The probability of a cluster: mean `rate`, and two values of a cluster correlate by `correlation`. */
  clusterRate(rate: number, correlation: number): number {
    if (correlation === 0) return rate;
    const scale = (1 - correlation) / correlation;
    const one = this.gamma(rate * scale);
    const other = this.gamma((1 - rate) * scale);
    return one + other === 0 ? (this.uniform() < rate ? 1 : 0) : one / (one + other);
  }

  /** How many of `trials` succeed. */
  binomial(trials: number, chance: number): number {
    let successes = 0;
    for (let i = 0; i < trials; i += 1) if (this.uniform() < chance) successes += 1;
    return successes;
  }
}

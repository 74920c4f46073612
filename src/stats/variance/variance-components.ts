import { hasFactor } from './effect-squares.ts';
import { generalizedIntervals, type Interval, type Weights } from './generalized-interval.ts';
import { type MeasuredDesign, meanSquares, type SquareTable } from './mean-squares.ts';

/** A part of the variance of one measurement. */
export interface VarianceComponent {
  /** Bit i: factor i is part of the effect. 0 with `withObject`: the objects themselves. */
  readonly effect: number;
  /** Whether it is the effect's interaction with the objects. */
  readonly withObject: boolean;
  /** In squared units of the values. Unbiased, so it may fall below 0 where the truth is near 0. */
  readonly variance: number;
  /** 95 % generalized interval, at least 0. */
  readonly low: number;
  readonly high: number;
}

/** The mean of all measurements, and the parts of the variance of one. */
export interface VarianceComponents {
  readonly mean: number;
  readonly components: readonly VarianceComponent[];
  /** Of repeats of one object in one combination; null where nothing was repeated: it is then part of the last component. */
  readonly repeat: VarianceComponent | null;
  /** How many times the variance of a mean is what it would be if the objects were independent. */
  readonly designEffect: number;
}

/**
 * Splits the variance of a measurement into components by analysis of variance of a balanced, fully crossed random model
 * `object × factor × factor …`. With objects in clusters the mean squares against which the factors are held are
 * computed over clusters: an effect that a cluster's objects share is not taken for an effect of the factor.
 * With clusters of one object all is the textbook's analysis. Intervals are generalized (fiducial) ones: each mean
 * square is drawn from its scaled chi-square distribution, seeded; those that contain objects have at most (G - 1)
 * degrees of freedom for each of the effect's own.
 *
 * Source: Searle, Casella and McCulloch (1992), *Variance Components*, section 4; Brennan (2001), *Generalizability
 * Theory*, sections 3 and 6; Hannig, Iyer and Patterson (2006), JASA 101, 254-269.
 *
 * @returns null with fewer than two clusters, or where no factor has two levels.
 * @example
 * const design = { levels: [2], repeats: 1, objects: [[1, 3], [2, 6], [5, 7]], clusters: [0, 1, 2] };
 * varianceComponents(design, 1)?.components[0]?.variance; // of the factor: 3.3333
 */
export function varianceComponents(design: MeasuredDesign, seed: number): VarianceComponents | null {
  const { levels } = design;
  const clusterCount = new Set(Array.from(design.clusters)).size;
  if (clusterCount < 2 || levels.every((count) => count < 2)) return null;
  const table = meanSquares(design, clusterCount);
  const effects = existing(levels);
  const ofFactors = effects.filter((effect) => effect !== 0);
  const estimators = [
    ...ofFactors.map((effect) => factorEstimator(table, effects, effect)),
    ...effects.map((effect) => objectEstimator(table, effects, effect)),
    ...(table.repeat < 0 ? [] : [{ effect: 0, withObject: true, weights: [[table.repeat, 1]] as const }]),
  ];
  const intervals = generalizedIntervals(
    table.squares,
    estimators.map(({ weights }) => weights),
    seed,
  );
  const components = estimators.map((estimator, i) => estimated(table, estimator, intervals[i]));
  return {
    mean: table.mean,
    components: table.repeat < 0 ? components : components.slice(0, -1),
    repeat: table.repeat < 0 ? null : (components.at(-1) ?? null),
    designEffect: designEffectOf(table),
  };
}

function estimated(
  { squares }: SquareTable,
  { weights, ...effect }: Estimator,
  interval: Interval = { low: 0, high: 0 },
): VarianceComponent {
  let variance = 0;
  for (const [square, weight] of weights) variance += weight * (squares[square]?.value ?? 0);
  return { ...effect, variance, ...interval };
}

function designEffectOf({ squares, noise: [over], object: [among] }: SquareTable): number {
  const [clustered, independent] = [squares[over ?? -1]?.value ?? 0, squares[among ?? -1]?.value ?? 0];
  return clustered > 0 && independent > 0 ? clustered / independent : 1;
}

/** The effects of factors with at least two levels: the others have none. */
function existing(levels: readonly number[]): readonly number[] {
  const all = Array.from({ length: 2 ** levels.length }, (_, effect) => effect);
  return all.filter((effect) => levels.every((count, factor) => count > 1 || !hasFactor(effect, factor)));
}

/** A component as a weighted sum of mean squares. */
interface Estimator {
  readonly effect: number;
  readonly withObject: boolean;
  readonly weights: Weights;
}

/** σ²_A = f_A / (f n) · Σ over the effects B that contain A of (−1)^|B∖A| (MS_B − noise_B). */
function factorEstimator(table: SquareTable, effects: readonly number[], effect: number): Estimator {
  const scale = 1 / (cellsPerLevel(table, effect) * table.objectCount);
  const weights = signedSupersets(effects, effect).flatMap(([other, sign]) => [
    [table.factor[other] ?? -1, sign * scale] as const,
    [table.noise[other] ?? -1, -sign * scale] as const,
  ]);
  return { effect, withObject: false, weights };
}

/** σ²_objects×A = f_A / f · Σ over the effects B that contain A of (−1)^|B∖A| MS_objects×B; of the last, less the repeats'. */
function objectEstimator(table: SquareTable, effects: readonly number[], effect: number): Estimator {
  const scale = 1 / cellsPerLevel(table, effect);
  const weights = signedSupersets(effects, effect).map(
    ([other, sign]) => [table.object[other] ?? -1, sign * scale] as const,
  );
  const isLast = effect === effects.at(-1);
  const repeats = isLast && table.repeat >= 0 ? [[table.repeat, -1 / table.repeats] as const] : [];
  return { effect, withObject: true, weights: [...weights, ...repeats] };
}

function cellsPerLevel({ levels }: SquareTable, effect: number): number {
  return levels.reduce((cells, count, factor) => cells * (hasFactor(effect, factor) ? 1 : count), 1);
}

function signedSupersets(effects: readonly number[], effect: number): readonly (readonly [number, number])[] {
  return effects
    .filter((other) => (other & effect) === effect)
    .map((other) => [other, bitCount(other ^ effect) % 2 === 0 ? 1 : -1] as const);
}

function bitCount(number: number): number {
  return number === 0 ? 0 : (number & 1) + bitCount(number >> 1);
}

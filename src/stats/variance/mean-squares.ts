import { effectSquares, hasFactor } from './effect-squares.ts';

/** Objects (scenarios) that were each measured under every combination of levels of some factors. */
export interface MeasuredDesign {
  /** How many levels each factor has: wordings, label orders, label words. */
  readonly levels: readonly number[];
  /** How often each object was measured in each combination. */
  readonly repeats: number;
  /** One entry an object: a value for each combination and repeat, repeats next to each other, then the last factor's levels. */
  readonly objects: readonly ArrayLike<number>[];
  /** The cluster of each object, from 0. Objects of a cluster are alike. */
  readonly clusters: ArrayLike<number>;
}

/** A mean square of the table, and the degrees of freedom of its distribution. */
export interface MeanSquare {
  readonly value: number;
  readonly degrees: number;
}

/** The mean squares of a balanced design. */
export interface SquareTable {
  readonly mean: number;
  readonly levels: readonly number[];
  readonly objectCount: number;
  readonly repeats: number;
  readonly squares: readonly MeanSquare[];
  /** By effect, the place in `squares`: of the factors, of their interactions with objects, and the latter over clusters. */
  readonly factor: readonly number[];
  readonly object: readonly number[];
  readonly noise: readonly number[];
  /** Place of the repeats' mean square; -1 where there is none. */
  readonly repeat: number;
}

/** All of the means over repeats, in units of one combination. */
export function meanSquares(design: MeasuredDesign, clusterCount: number): SquareTable {
  const { levels, repeats, objects } = design;
  const { profiles, within } = repeatMeans(design);
  const cells = profiles[0]?.length ?? 0;
  const mean = new Float64Array(cells);
  for (const profile of profiles)
    for (let c = 0; c < cells; c += 1) mean[c] = (mean[c] ?? 0) + (profile[c] ?? 0);
  for (let c = 0; c < cells; c += 1) mean[c] = (mean[c] ?? 0) / objects.length;
  const deviations = profiles.map((profile) => profile.map((value, c) => value - (mean[c] ?? 0)));
  const ofFactors = effectSquares({ levels, values: mean });
  const ofObjects = summedSquares(levels, deviations);
  const ofClusters = summedSquares(levels, clusterSums(deviations, design.clusters));
  const squares: MeanSquare[] = [];
  const add = (value: number, degrees: number) => squares.push({ value: Math.max(0, value), degrees }) - 1;
  const n = objects.length;
  const degreesOf = (effect: number) =>
    levels.reduce((product, count, factor) => product * (hasFactor(effect, factor) ? count - 1 : 1), 1);
  const degrees = Array.from(ofFactors, (_, effect) => Math.max(1, degreesOf(effect)));
  const correction = clusterCount / (clusterCount - 1);
  return {
    mean: mean.reduce((sum, value) => sum + value, 0) / cells,
    levels,
    objectCount: n,
    repeats,
    factor: degrees.map((own, effect) => add((n * (ofFactors[effect] ?? 0)) / own, own)),
    object: degrees.map((own, effect) =>
      add((ofObjects[effect] ?? 0) / ((n - 1) * own), (clusterCount - 1) * own),
    ),
    noise: degrees.map((own, effect) =>
      add((correction * (ofClusters[effect] ?? 0)) / (n * own), (clusterCount - 1) * own),
    ),
    repeat: repeats < 2 ? -1 : add(within / (n * cells * (repeats - 1)), n * cells * (repeats - 1)),
    squares,
  };
}

/** Each object's mean over repeats by combination, and the squares around these means. */
function repeatMeans({ repeats, objects }: MeasuredDesign) {
  let within = 0;
  const profiles = objects.map((values) => {
    const profile = new Float64Array(values.length / repeats);
    for (let i = 0; i < values.length; i += 1) {
      const cell = Math.floor(i / repeats);
      profile[cell] = (profile[cell] ?? 0) + (values[i] ?? 0) / repeats;
    }
    for (let i = 0; i < values.length; i += 1) {
      within += ((values[i] ?? 0) - (profile[Math.floor(i / repeats)] ?? 0)) ** 2;
    }
    return profile;
  });
  return { profiles, within };
}

function summedSquares(levels: readonly number[], profiles: Iterable<Float64Array>): Float64Array {
  const sums = new Float64Array(2 ** levels.length);
  for (const values of profiles) {
    const squares = effectSquares({ levels, values });
    for (let effect = 0; effect < sums.length; effect += 1)
      sums[effect] = (sums[effect] ?? 0) + (squares[effect] ?? 0);
  }
  return sums;
}

function clusterSums(profiles: readonly Float64Array[], clusters: ArrayLike<number>): Iterable<Float64Array> {
  const sums = new Map<number, Float64Array>();
  for (const [i, profile] of profiles.entries()) {
    const own = sums.get(clusters[i] ?? 0);
    sums.set(
      clusters[i] ?? 0,
      own === undefined ? profile : own.map((value, c) => value + (profile[c] ?? 0)),
    );
  }
  return sums.values();
}

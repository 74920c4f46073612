import { studentTTail, tQuantile } from '../distributions/student-t.ts';

/** Those of 95 % intervals with whole degrees of freedom: they are asked for thousands of times. */
const remembered = new Map<number, number>();

/**
 * The t whose upper tail is `tail` (at most ½), for any positive degrees of freedom. Relative error below 1e-9.
 *
 * Source: whole degrees of freedom by `tQuantile`, others by halving on `studentTTail`.
 *
 * @example
 * criticalT(0.025, 24); // 2.0639, for a 95 % interval
 */
export function criticalT(tail: number, degreesOfFreedom: number): number {
  if (!Number.isInteger(degreesOfFreedom)) return halved(tail, degreesOfFreedom);
  if (Math.abs(tail - 0.025) > 1e-15) return tQuantile(1 - tail, degreesOfFreedom);
  const known = remembered.get(degreesOfFreedom);
  if (known !== undefined) return known;
  const value = tQuantile(0.975, degreesOfFreedom);
  remembered.set(degreesOfFreedom, value);
  return value;
}

function halved(tail: number, degreesOfFreedom: number): number {
  let low = 0;
  let high = 1;
  while (studentTTail(high, degreesOfFreedom) > tail) high *= 2;
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (studentTTail(middle, degreesOfFreedom) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

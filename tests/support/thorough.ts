/**
 * `npm test` draws fewer random cases than `npm run test:all`, which sets HVSB_THOROUGH=1.
 *
 * @example
 * fc.assert(property, { numRuns: thorough ? 5000 : 500 });
 */
export const thorough = process.env.HVSB_THOROUGH === '1';

/** So many runs of a property in `npm run test:all`, a tenth of them in `npm test`, but at least 25. */
export function propertyRuns(runs: number): number {
  return thorough ? runs : Math.min(runs, Math.max(25, Math.round(runs / 10)));
}

/**
 * A text of a megabyte, of a tenth of that in `npm test`. A reader whose time grows with the square of the length runs
 * into the timeout of the test; how long it takes is measured by `npm run bench -- --only functions`.
 */
export function longText(unit: string): string {
  return unit.repeat(Math.ceil((thorough ? 1_000_000 : 100_000) / unit.length));
}

import { seededRandom } from '../../src/stats/bootstrap/seeded-random.ts';

/**
 * Numbers from 0 up to, not including, 1 that follow from a seed: another one in each run, so that many runs kill a
 * process at many moments. The seed is printed; `HVSB_TEST_SEED=seed` draws the same numbers again.
 */
export function seededChance(what: string): () => number {
  const seed = Number(process.env.HVSB_TEST_SEED ?? Date.now() % 2 ** 32);
  console.log(`${what}: HVSB_TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const next = new Uint32Array(1);
  return () => {
    random.fillBelow(next, 2 ** 32);
    return (next[0] ?? 0) / 2 ** 32;
  };
}

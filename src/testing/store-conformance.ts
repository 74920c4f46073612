import type { Store } from '../store/store.ts';
import type { ConformanceCheck } from './dataset-conformance.ts';
import { answerClaims } from './store-answer-claims.ts';
import { StoreBench } from './store-bench.ts';
import { callClaims } from './store-call-claims.ts';
import { explanationClaims } from './store-explanation-claims.ts';
import { measureClaims } from './store-measure-claims.ts';
import { ratingClaims } from './store-rating-claims.ts';
import { readingClaims } from './store-reading-claims.ts';
import { runClaims } from './store-run-claims.ts';
import { scenarioClaims } from './store-scenario-claims.ts';

/**
 * What every store must hold to. `open` gives a new, empty store each time; each check closes its own. Run
 * each as a test of any framework: `for (const { name, run } of storeConformance(open)) it(name, run);`
 */
export function storeConformance(open: () => Promise<Store>): readonly ConformanceCheck[] {
  const claims = {
    ...scenarioClaims,
    ...callClaims,
    ...measureClaims,
    ...explanationClaims,
    ...readingClaims,
    ...answerClaims,
    ...ratingClaims,
    ...runClaims,
  };
  return Object.entries(claims).map(([name, check]) => ({
    name,
    run: async () => {
      const store = await open();
      try {
        await check(new StoreBench(store));
      } finally {
        await store.close();
      }
    },
  }));
}

import type { Store } from '../../store/contract/store.ts';
import type { ConformanceCheck } from '../dataset/dataset-conformance.ts';
import { readingClaims } from './agreement-contract.ts';
import { answerClaims } from './answer-contract.ts';
import { callClaims } from './call-contract.ts';
import { explanationClaims } from './explanation-contract.ts';
import { measureClaims } from './measure-contract.ts';
import { ratingClaims } from './rating-contract.ts';
import { runClaims } from './run-contract.ts';
import { scenarioClaims } from './scenario-contract.ts';
import { StoreBench } from './store-fixture.ts';

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

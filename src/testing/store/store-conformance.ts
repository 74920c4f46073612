import type { Store } from '../../store/contract/store.ts';
import type { ConformanceCheck } from '../dataset/dataset-conformance.ts';
import { agreementContract } from './agreement-contract.ts';
import { answerContract } from './answer-contract.ts';
import { callContract } from './call-contract.ts';
import { explanationContract } from './explanation-contract.ts';
import { failureContract } from './failure-contract.ts';
import { measureContract } from './measure-contract.ts';
import { noteContract } from './note-contract.ts';
import { peopleContract } from './people-contract.ts';
import { ratingContract } from './rating-contract.ts';
import { ratingRoundContract } from './rating-round-contract.ts';
import { removalContract } from './removal-contract.ts';
import { runContract } from './run-contract.ts';
import { scenarioContract } from './scenario-contract.ts';
import { StoreFixture } from './store-fixture.ts';
import { studyContract } from './study-contract.ts';

/**
 * What every store guarantees. `open` gives a new, empty store each time; each check closes its own. Run
 * each as a test of any framework: `for (const { name, run } of storeConformance(open)) it(name, run);`
 *
 * @example
 * for (const { name, run } of storeConformance(() => openSqliteStore(':memory:'))) it(name, run);
 */
export function storeConformance(open: () => Promise<Store>): readonly ConformanceCheck[] {
  const checks = {
    ...scenarioContract,
    ...callContract,
    ...failureContract,
    ...measureContract,
    ...explanationContract,
    ...agreementContract,
    ...answerContract,
    ...ratingContract,
    ...ratingRoundContract,
    ...peopleContract,
    ...noteContract,
    ...runContract,
    ...studyContract,
    ...removalContract,
  };
  return Object.entries(checks).map(([name, check]) => ({
    name,
    run: async () => {
      const store = await open();
      try {
        await check(new StoreFixture(store));
      } finally {
        await store.close();
      }
    },
  }));
}

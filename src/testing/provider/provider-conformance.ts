import type { ConformanceCheck } from '../dataset/dataset-conformance.ts';
import { answerContract, settingContract } from './answer-contract.ts';
import { failureContract, lifeContract } from './failure-contract.ts';
import { type ProviderUnderTest, withFixture } from './provider-fixture.ts';

/**
 * What every provider must hold to, against a server that misbehaves on command. Each check starts a server of
 * its own. Run each as a test of any framework:
 * `for (const { name, run } of providerConformance(provider)) it(name, run);`
 *
 * @example
 * const checks = providerConformance({
 *   dialect: chatCompletionsDialect,
 *   open: ({ baseUrl, key }) => openModel('openai:conforming', { environment: { OPENAI_API_KEY: key }, baseUrl }),
 * });
 * for (const { name, run } of checks) it(name, run);
 */
export function providerConformance(provider: ProviderUnderTest): readonly ConformanceCheck[] {
  const checks = {
    ...answerContract(provider.dialect),
    ...failureContract,
    ...settingContract,
    ...lifeContract,
  };
  return Object.entries(checks).map(([name, check]) => ({ name, run: () => withFixture(provider, check) }));
}

import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { manualNeeds } from '../manual-tests.ts';
import './needs.ts';

/**
 * Says at the end of a run which tests were skipped and why. With CI=true a skipped test is a failure, except one
 * whose need is listed in tests/manual-tests.ts.
 */
export class SkipReporter implements Reporter {
  #isFiltered = false;
  readonly #isGate: boolean;

  constructor({ isGate = process.env.CI === 'true' } = {}) {
    this.#isGate = isGate;
  }

  onInit(vitest: Vitest): void {
    this.#isFiltered = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#isFiltered) return;
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length > 0) console.log(skipReport(skipped));
    const failed = this.#isGate ? skipped.filter((test) => test.meta().manualNeed === undefined) : [];
    if (failed.length === 0) return;
    console.error(`${failed.length} tests were skipped that have to run here (see tests/manual-tests.ts).`);
    process.exitCode = 1;
  }
}

/** A paragraph for each reason: the reason, how the tests can be run, then the tests. */
function skipReport(skipped: readonly TestCase[]): string {
  const byReason = Map.groupBy(skipped, reasonOf);
  const paragraphs = [...byReason].map(([reason, tests]) => {
    const need = tests[0]?.meta().manualNeed;
    const manual = need === undefined ? '' : ` Manual: ${manualNeeds[need]}`;
    const names = tests.map((test) => `    ${test.module.relativeModuleId} > ${test.fullName}`);
    return [`  ${tests.length}: ${reason}${manual}`, ...names].join('\n');
  });
  return ['Skipped tests:', ...paragraphs, ''].join('\n');
}

function reasonOf(test: TestCase): string {
  const result = test.result();
  const note = result?.state === 'skipped' ? result.note : undefined;
  return test.meta().skipReason ?? note ?? 'without a reason';
}

import type { SuiteOptions } from 'vitest';
import type { ManualNeed } from '../manual-tests.ts';

declare module 'vitest' {
  interface TaskMeta {
    /** Why the test cannot run here. */
    skipReason?: string;
    /** What it needs and the gate does not have. */
    manualNeed?: ManualNeed;
  }
}

/**
 * Options of a test or a suite that cannot run here for this reason; where the reason is null, it runs.
 *
 * @example
 * describe('the page', skippedBecause(browserProblem), () => { … });
 */
export function skippedBecause(reason: string | null, manualNeed?: ManualNeed): SuiteOptions {
  if (reason === null) return {};
  return { skip: true, meta: { skipReason: reason, ...(manualNeed === undefined ? {} : { manualNeed }) } };
}

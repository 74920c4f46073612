import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SkipReporter } from './tests/support/skip-reporter.ts';

/** Child processes that a test starts, and real sockets, need more than the usual five seconds on a busy machine. */
const patience = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  // On a shared machine a moment without a processor fails a test of time. The output names what was tried again.
  retry: process.env.CI === undefined ? 0 : 2,
  setupFiles: ['tests/support/setup.ts'],
};
const slow = '**/*.slow.test.ts';
const browser = '**/*.browser.test.ts';
/** These measure what a whole process does, so that each needs one of its own. */
const alone = ['src/lm/training/training-memory.test.ts'];

/** Whole studies, trainings and servers, ten seconds and more each: `npm run test:all` runs them. */
const long = [
  'tests/postgres/*.test.ts',
  'tests/servers/*.test.ts',
  'tests/batches/*.test.ts',
  'tests/fuzz-readers.test.ts',
  'tests/import-killed.test.ts',
  'tests/finetune.test.ts',
  'tests/finetuning-engines/*.test.ts',
  'tests/full-study.test.ts',
  'tests/kill.test.ts',
  'tests/llama-server.test.ts',
  'tests/managed-servers.test.ts',
  'tests/kill-stages.test.ts',
  'tests/ci-docs.test.ts',
  'tests/compare-and-check.test.ts',
  'tests/explain-and-agree.test.ts',
  'tests/judge-until.test.ts',
  'tests/misbehaving-server.test.ts',
  'tests/sensitivity.test.ts',
  'tests/setup-api.test.ts',
  'tests/view-command.test.ts',
  'tests/view-export.test.ts',
  'tests/metrics-command.test.ts',
  'tests/rate-command.test.ts',
  'tests/recompute.test.ts',
  'tests/view-live.test.ts',
  'tests/view-looks.test.ts',
  'src/lm/training/train.test.ts',
];

export default defineConfig({
  test: {
    reporters: ['default', new SkipReporter()],
    // Vitest leaves one core free, which on two cores means one test file at a time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        // Files share their thread and its modules: loading them again for each file takes longer than the tests.
        test: {
          ...patience,
          name: 'unit',
          include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'models/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [slow, browser, ...alone, ...long],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          ...patience,
          name: 'integration',
          include: ['tests/**/*.test.ts'],
          exclude: [slow, browser, ...long],
          pool: 'forks',
        },
      },
      {
        test: {
          ...patience,
          // Each starts the program many times.
          testTimeout: 120_000,
          name: 'long',
          include: [...long, ...alone],
          exclude: ['node_modules'],
          pool: 'forks',
        },
      },
      {
        test: {
          ...patience,
          name: 'browser',
          include: [browser],
          exclude: ['node_modules', slow],
          pool: 'forks',
        },
      },
      { test: { ...patience, name: 'slow', include: [slow], exclude: ['node_modules'], pool: 'forks' } },
    ],
  },
});

import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'models/**/*.test.ts', 'web/**/*.test.ts'],
    // Child processes that a test starts, and real sockets, need more than the usual five seconds on a busy machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
  },
});

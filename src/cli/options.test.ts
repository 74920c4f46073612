import { Command } from 'commander';
import { expect, it } from 'vitest';
import { defaultMaxWaitMs } from '../engine/engine.ts';
import { engineLimits } from '../study/runtime.ts';
import { addCallOptions } from './options.ts';

it('the help states the defaults that calls are made with', () => {
  const { concurrency, callTimeoutMs, maxAttempts } = engineLimits({});
  const described = addCallOptions(new Command()).options.map(({ long, description }) => [long, description]);
  const stated = {
    '--concurrency': concurrency,
    '--timeout': callTimeoutMs / 1000,
    '--attempts': maxAttempts,
    '--max-wait': defaultMaxWaitMs / 60_000,
  };
  for (const [long, value] of Object.entries(stated)) {
    expect(described).toContainEqual([long, expect.stringMatching(`\\(default: ${value}\\b`)]);
  }
});

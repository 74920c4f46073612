import { expect, it, test } from 'vitest';
import type { StageProgress } from '../study/events.ts';
import { formatRate, progressLine } from './displays.ts';

test.each([
  [1234.4, '1,234/s'],
  [10, '10/s'],
  [9.9, '9.9/s'],
  [0.5, '0.5/s'],
  [0.1, '0.1/s'],
  [0.02, '1.2/min'],
])('%d calls a second are shown as %s', (rate, shown) => {
  expect(formatRate(rate)).toBe(shown);
});

const model: StageProgress = {
  model: 'ollama:some-model',
  planned: 381,
  total: 381,
  stored: 0,
  answered: 30,
  failed: 0,
  retries: 0,
  inFlight: 2,
  inputTokens: 0,
  outputTokens: 0,
  unmetered: 30,
  costUsd: null,
  latencyMs: 4000,
  pausedUntil: null,
  takesNoSystemRole: false,
  stopped: null,
  outcomes: { biased: 30 },
};

it('shows how fast a slow server answers, and how long the rest takes', () => {
  expect(progressLine(model, { seconds: 60, ended: false })).toBe(
    'ollama:some-model · 30/381 · 0.5/s, 11 min 42 s left · biased 30 · 0 tokens',
  );
});

it('shows until when a model waits', () => {
  const pausedUntil = Date.now() + 3_600_000;
  expect(progressLine({ ...model, pausedUntil }, { seconds: 60, ended: false })).toMatch(
    / · waits until .*\d\d:\d\d$/,
  );
});

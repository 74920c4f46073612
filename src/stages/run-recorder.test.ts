import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineResult, EngineRun, ModelRunProgress } from '../engine/engine.ts';
import type { NewRun, RunNote, RunStore } from '../store/contract/runs.ts';
import { RunRecorder } from './run-recorder.ts';

const modelRun: ModelRunProgress = {
  model: 'letters:a',
  planned: 0,
  stored: 0,
  answered: 0,
  failed: 0,
  retries: 0,
  inFlight: 0,
  inputTokens: 0,
  outputTokens: 0,
  unmetered: 0,
  costUsd: null,
  latencyMs: null,
  takesNoSystemRole: false,
  stopped: null,
  pausedUntil: null,
};

const part = {
  stage: 'judge',
  model: 'letters:a',
  endpoint: 'letters',
  planned: 9,
  outcomes: { biased: 0 },
} as const;

/** A run with this progress. */
function madeRun(modelRuns: ModelRunProgress[]): EngineRun {
  return {
    done: new Promise<EngineResult>(() => undefined),
    progress: () => modelRuns,
    stop: () => undefined,
  };
}

function recorded() {
  const begun: NewRun[] = [];
  const notes: RunNote[] = [];
  const store: RunStore = {
    beginRun: async (run) => begun.push(run),
    noteRun: async (_, note) => void notes.push(note),
    runs: async () => [],
  };
  return { store, begun, notes };
}

const name = { command: 'hvsb run', version: '1.2.3' };

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a run recorder', () => {
  it('is begun with the first stage, noted every second, and continues with the next', async () => {
    const { store, begun, notes } = recorded();
    const recorder = new RunRecorder(store, name);
    const modelRuns = [modelRun];
    const end = await recorder.follow([part], madeRun(modelRuns));
    expect(begun).toEqual([{ ...name, startedAt: 1_000_000 }]);
    modelRuns[0] = { ...modelRun, planned: 12, answered: 4, inFlight: 2 };
    await vi.advanceTimersByTimeAsync(1000);
    expect(notes.at(-1)).toMatchObject({ state: 'running', updatedAt: 1_001_000, endedAt: null });
    expect(notes.at(-1)?.parts).toMatchObject([{ planned: 12, answered: 4, inFlight: 2, endedAt: null }]);
    modelRuns[0] = { ...modelRun, planned: 9, answered: 9 };
    await end();
    const second = await recorder.follow([{ ...part, stage: 'explain' }], madeRun([modelRun]));
    expect(notes.at(-1)?.parts).toMatchObject([
      { stage: 'judge', answered: 9, planned: 9, endedAt: 1_001_000 },
      { stage: 'explain', answered: 0, endedAt: null },
    ]);
    await second();
    await recorder.close(false);
    expect(begun).toHaveLength(1);
    expect(notes.at(-1)).toMatchObject({ state: 'complete', endedAt: 1_001_000, error: null });
    const count = notes.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(notes).toHaveLength(count);
  });

  it.each([
    [{ ...modelRun, failed: 1 }, false, 'partial'],
    [{ ...modelRun, stopped: { reason: 'budget', message: 'Spent.' } as const }, false, 'partial'],
    [modelRun, true, 'partial'],
    [modelRun, false, 'complete'],
  ])('calls a run partial where something has no answer', async (progress, stopped, state) => {
    const { store, notes } = recorded();
    const recorder = new RunRecorder(store, name);
    const end = await recorder.follow([part], madeRun([progress]));
    await end();
    await recorder.close(stopped);
    expect(notes.at(-1)?.state).toBe(state);
  });

  it.each([
    [{ ...modelRun, answered: 4, costUsd: 0.5 }, 0.5],
    [{ ...modelRun, answered: 4, unmetered: 1, costUsd: 0.5 }, null],
    [{ ...modelRun, answered: 4, unmetered: 1, costUsd: 0 }, 0],
  ])('tells a cost only where it is that of every answer', async (progress, costUsd) => {
    const { store, notes } = recorded();
    await (await new RunRecorder(store, name).follow([part], madeRun([progress])))();
    expect(notes.at(-1)?.parts).toMatchObject([{ costUsd }]);
  });

  it('records why a run failed, and nothing of one that made no calls', async () => {
    const { store, begun, notes } = recorded();
    await new RunRecorder(store, name).fail('No such model.');
    await new RunRecorder(store, name).close(false);
    expect([begun, notes]).toEqual([[], []]);
    const recorder = new RunRecorder(store, name);
    await (await recorder.follow([part], madeRun([modelRun])))();
    await recorder.fail('The disk is full.');
    expect(notes.at(-1)).toMatchObject({ state: 'failed', error: 'The disk is full.' });
  });

  it('leaves a run alone where it cannot be written', async () => {
    const refuse = () => Promise.reject(new Error('disk full'));
    const recorder = new RunRecorder({ beginRun: refuse, noteRun: refuse, runs: refuse }, name);
    const end = await recorder.follow([part], madeRun([modelRun]));
    await vi.advanceTimersByTimeAsync(3000);
    await end();
    await recorder.close(false);
    const later = new RunRecorder({ beginRun: async () => 1, noteRun: refuse, runs: refuse }, name);
    await (await later.follow([part], madeRun([modelRun])))();
    await later.close(false);
  });
});

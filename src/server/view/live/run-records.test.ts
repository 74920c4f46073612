import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import type { StoredRun, StoredRunPart } from '../../../store/contract/runs.ts';
import { RunRecords } from './run-records.ts';

const part: StoredRunPart = {
  stage: 'judge',
  model: 'letters:a',
  endpoint: 'letters',
  startedAt: 0,
  endedAt: null,
  planned: 1000,
  stored: 0,
  answered: 0,
  failed: 0,
  retries: 0,
  inFlight: 1,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: null,
  outcomes: {},
  stopped: null,
};

function runAt(updatedAt: number, change: Partial<StoredRun> = {}, parts = [part]): StoredRun {
  const name = { command: 'hvsb judge', version: '1', pid: process.pid, host: hostname() };
  return {
    number: 1,
    ...name,
    startedAt: 0,
    updatedAt,
    endedAt: null,
    state: 'running',
    error: null,
    parts,
    ...change,
  };
}

describe('a run as it is shown', () => {
  it('is lost when its process is gone, or silent for half a minute, and not before', () => {
    const records = new RunRecords();
    expect(records.of(runAt(1000), 31_000).state).toBe('running');
    expect(records.of(runAt(1000), 31_001).state).toBe('lost');
    // Linux gives no process so high a number.
    const gone = { pid: 2 ** 22 + 1 };
    expect(records.of(runAt(1000, gone), 1000).state).toBe('lost');
    // Of another machine's processes nothing is known but their notes.
    expect(records.of(runAt(1000, { ...gone, host: 'elsewhere' }), 2000).state).toBe('running');
    expect(records.of(runAt(1000, { ...gone, state: 'complete', endedAt: 1000 }), 99_000).state).toBe(
      'complete',
    );
  });

  it('goes at the pace of the last ten seconds', () => {
    const records = new RunRecords();
    const pace = (updatedAt: number, answered: number, failed = 0) =>
      records.of(runAt(updatedAt, {}, [{ ...part, answered, failed }]), updatedAt).parts[0]?.perSecond;
    expect(pace(0, 0)).toBeNull();
    expect(pace(1000, 20, 5)).toBe(25);
    // The same note again is no news.
    expect(pace(1000, 20, 5)).toBe(25);
    expect(pace(10_000, 250)).toBe(25);
    // 250 in the first ten seconds, 50 in the ten since.
    expect(pace(20_000, 300)).toBe(5);
  });

  it('has no pace when it has ended, or a part has', () => {
    const records = new RunRecords();
    const ended = [{ ...part, answered: 9, endedAt: 500 }];
    expect(records.of(runAt(1000, {}, ended), 1000).parts[0]?.perSecond).toBeNull();
    const complete = { state: 'complete', endedAt: 1000 } as const;
    expect(records.of(runAt(1000, complete), 1000).parts[0]?.perSecond).toBeNull();
  });

  it('says nothing of processes and machines', () => {
    expect(Object.keys(new RunRecords().of(runAt(1), 1))).not.toContain('pid');
    expect(Object.keys(new RunRecords().of(runAt(1), 1))).not.toContain('host');
  });
});

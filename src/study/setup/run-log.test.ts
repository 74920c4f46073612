import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../errors/errors.ts';
import type { ProgressEvent } from '../events.ts';
import { RunLog, RunLogReader } from './run-log.ts';

let folder: string;
const file = () => join(folder, 'run.jsonl');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hvsb-log-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function progress(answered: number, ended = false): ProgressEvent {
  const model = {
    ...{ model: 'openai:a', planned: 10, stored: 2, answered, failed: 1, retries: 0, inFlight: 0, total: 10 },
    ...{ inputTokens: 1, outputTokens: 1, unmetered: 0, costUsd: 0.5, latencyMs: null, pausedUntil: null },
    ...{ takesNoSystemRole: false, stopped: null, outcomes: {} },
  };
  return { kind: 'progress', stage: 'judge', seconds: 1, models: [model], ended };
}

describe('the events of a run', () => {
  it('are read while they are written, each once', async () => {
    const log = new RunLog(file());
    const reader = new RunLogReader(file());
    expect(reader.read()).toMatchObject({ doing: 'Starting.', end: null });
    log.note({ kind: 'started', stage: 'judge' });
    log.note(progress(3));
    log.note({ kind: 'notice', message: 'Slow.' });
    expect(reader.read()).toMatchObject({
      doing: 'Asking the models: judge.',
      progress: [{ stage: 'judge', model: 'openai:a', total: 10, done: 5, failed: 1, costUsd: 0.5 }],
      notices: ['Slow.'],
    });
    log.note(progress(7, true));
    log.write({ kind: 'ended', partial: true });
    log.close();
    expect(reader.read()).toMatchObject({ progress: [{ done: 9 }], end: { kind: 'ended', partial: true } });
    expect(reader.read().notices).toEqual(['Slow.']);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  it('hold progress at most once a second, and always the last', async () => {
    const log = new RunLog(file());
    for (let answered = 0; answered < 50; answered += 1) log.note(progress(answered));
    log.note(progress(50, true));
    log.close();
    expect((await readFile(file(), 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  it('may end in half a line, or hold one that was cut off', () => {
    const reader = new RunLogReader(file());
    appendFileSync(file(), '{"at":1,"kind":"notice","mess');
    expect(reader.read().notices).toEqual([]);
    appendFileSync(file(), 'age":"née"}\n{"at":2,"ki\n{"at":3,"kind":"notice","message":"b"}\n');
    expect(reader.read().notices).toEqual(['née', 'b']);
  });

  it('need a file that can be written', () => {
    expect(() => new RunLog(join(folder, 'missing', 'run.jsonl'))).toThrow(UsageError);
  });
});

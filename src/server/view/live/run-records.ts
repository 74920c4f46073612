import { hostname } from 'node:os';
import type { RunPart, RunRecord } from '../../../core/view/run-record.ts';
import type { StoredRun, StoredRunPart } from '../../../store/contract/runs.ts';

/** A running command writes every second or so; after this time without it was ended from outside. */
const silentMs = 30_000;
/** The pace is that of so long. */
const paceMs = 10_000;

interface Moment {
  readonly at: number;
  readonly done: number;
}

/** Runs as stored, with what only those see who watch: whether one is alive still, and how fast it goes. */
export class RunRecords {
  readonly #moments = new Map<string, Moment[]>();

  of(run: StoredRun, now: number): RunRecord {
    const { pid, host, parts, ...rest } = run;
    const isLost = run.state === 'running' && !isAlive(run, now);
    return {
      ...rest,
      state: isLost ? 'lost' : run.state,
      parts: parts.map((part, position) => ({
        ...part,
        perSecond: isLost || run.endedAt !== null ? null : this.#pace(run, part, position),
      })),
    };
  }

  #pace(run: StoredRun, part: StoredRunPart, position: number): RunPart['perSecond'] {
    if (part.endedAt !== null) return null;
    const name = `${run.number}/${position}`;
    const moments = this.#moments.get(name) ?? [{ at: part.startedAt, done: 0 }];
    const last = moments.at(-1);
    if (last !== undefined && last.at < run.updatedAt) {
      moments.push({ at: run.updatedAt, done: part.answered + part.failed });
    }
    // The oldest one is just beyond the span, so that the pace is over the whole of it.
    while (moments.length > 2 && (moments[1]?.at ?? 0) <= run.updatedAt - paceMs) moments.shift();
    this.#moments.set(name, moments);
    const [from, to] = [moments[0], moments.at(-1)];
    if (from === undefined || to === undefined || to.at === from.at) return null;
    return ((to.done - from.done) / (to.at - from.at)) * 1000;
  }
}

function isAlive({ pid, host, updatedAt }: StoredRun, now: number): boolean {
  if (now - updatedAt > silentMs) return false;
  return host !== hostname() || isProcess(pid);
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

import type { CommitBatch, RunNote, RunStore, StoredRun } from '../contract/store.ts';
import type { PostgresConnection } from './connection.ts';

/** Clocks that are this close are the same. */
const sameMs = 2000;
const measuredForMs = 10 * 60_000;

/**
 * The database's clock, by which everything is stored: those of the machines that write may differ by hours. Readers get times by
 * their own.
 */
export class DatabaseClock {
  readonly #connection: PostgresConnection;
  #aheadMs = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** Asks the database for the time, now and then. */
  async measure(): Promise<void> {
    if (performance.now() - this.#measuredAt < measuredForMs) return;
    this.#measuredAt = performance.now();
    const before = Date.now();
    const { rows } = await this.#connection.query('select extract(epoch from clock_timestamp()) * 1000');
    const ahead = Math.round(Number(rows[0]?.[0]) - (before + Date.now()) / 2);
    this.#aheadMs = Math.abs(ahead) < sameMs ? 0 : ahead;
  }

  /** What is to be stored, with its times by the database. */
  stored(batch: CommitBatch): CommitBatch {
    const ahead = this.#aheadMs;
    if (ahead === 0) return batch;
    const { calls, failures, ...rest } = batch;
    return {
      ...rest,
      ...(calls && { calls: calls.map((call) => ({ ...call, answeredAt: call.answeredAt + ahead })) }),
      ...(failures && {
        failures: failures.map((failure) => ({ ...failure, failedAt: failure.failedAt + ahead })),
      }),
    };
  }

  /** Records of runs by this clock: whether a run is lost is seen from when it was last heard of. */
  runs({ beginRun, noteRun, runs }: RunStore): RunStore {
    return {
      beginRun: async (run) => {
        await this.measure();
        return beginRun({ ...run, startedAt: run.startedAt + this.#aheadMs });
      },
      noteRun: async (number, note) => {
        await this.measure();
        await noteRun(number, moved(note, this.#aheadMs));
      },
      runs: async (page) => {
        await this.measure();
        const found = await runs(page);
        return found.map(
          (run): StoredRun => ({ ...moved(run, -this.#aheadMs), startedAt: run.startedAt - this.#aheadMs }),
        );
      },
    };
  }
}

function moved<Note extends RunNote>(note: Note, byMs: number): Note {
  const later = (time: number | null) => (time === null ? null : time + byMs);
  return {
    ...note,
    updatedAt: note.updatedAt + byMs,
    endedAt: later(note.endedAt),
    parts: note.parts.map((part) => ({
      ...part,
      startedAt: part.startedAt + byMs,
      endedAt: later(part.endedAt),
    })),
  };
}

import { hostname } from 'node:os';
import type { Selectable } from 'kysely';
import type { NewRun, RunNote, RunStore, StoredRun, StoredRunPart } from '../../contract/runs.ts';
import type { Database } from '../database.ts';
import { batchesOf, storeQueries } from '../queries.ts';
import { runWrites } from '../raw-writes.ts';
import { all, each, type Steps, value, write } from '../steps.ts';
import type { StoreTables } from '../tables.ts';

export function runMethods({ reading, writing }: Database): RunStore {
  return {
    beginRun: (run) => writing(() => beginRun(run)),
    noteRun: (run, note) => writing(() => noteRun(run, note)),
    runs: (page) => reading(() => storedRuns(page)),
  };
}

function* beginRun({ command, version, startedAt }: NewRun): Steps<number> {
  return Number(
    yield* value(runWrites.insert, command, version, process.pid, hostname(), startedAt, startedAt),
  );
}

function* noteRun(run: number, note: RunNote): Steps<void> {
  const { state, updatedAt, endedAt, error, parts } = note;
  yield* write(runWrites.update, state, updatedAt, endedAt, error, run);
  for (const [position, part] of parts.entries()) {
    yield* write(
      runWrites.putPart,
      run,
      position,
      part.stage,
      part.model,
      part.endpoint,
      part.startedAt,
      part.endedAt,
      part.planned,
      part.stored,
      part.answered,
      part.failed,
      part.retries,
      part.inFlight,
      part.inputTokens,
      part.outputTokens,
      part.costUsd,
      JSON.stringify(part.outcomes),
      part.stopped?.reason ?? null,
      part.stopped?.message ?? null,
    );
  }
}

function* storedRuns({
  before,
  limit,
}: {
  readonly before?: number;
  readonly limit?: number;
}): Steps<StoredRun[]> {
  const newestFirst = storeQueries.selectFrom('run').selectAll().orderBy('number', 'desc');
  const page = limit === undefined ? newestFirst : newestFirst.limit(limit);
  const runs = yield* all(before === undefined ? page : page.where('number', '<', before));
  const numbers = runs.map(({ number }) => number);
  const parts = yield* each(batchesOf(numbers), (batch) =>
    all(storeQueries.selectFrom('run_part').selectAll().where('run', 'in', batch).orderBy('position')),
  );
  const byRun = Map.groupBy(parts.flat(), ({ run }) => run);
  return runs.map((row) => ({
    number: row.number,
    command: row.command,
    version: row.version,
    pid: row.pid,
    host: row.host,
    startedAt: row.started_at,
    updatedAt: row.updated_at,
    endedAt: row.ended_at,
    state: row.state,
    error: row.error,
    parts: (byRun.get(row.number) ?? []).map(partFromRow),
  }));
}

function partFromRow(row: Selectable<StoreTables['run_part']>): StoredRunPart {
  const { stopped_reason: reason, stopped_message: message } = row;
  return {
    stage: row.stage,
    model: row.model,
    endpoint: row.endpoint,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    planned: row.planned,
    stored: row.stored,
    answered: row.answered,
    failed: row.failed,
    retries: row.retries,
    inFlight: row.in_flight,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    costUsd: row.cost_usd,
    // Written by `noteRun` and by nothing else.
    outcomes: JSON.parse(row.outcomes) as Record<string, number>,
    stopped: reason === null ? null : { reason, message: message ?? '' },
  };
}

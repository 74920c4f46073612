import { hostname } from 'node:os';
import type { Selectable } from 'kysely';
import type { NewRun, RunNote, RunStore, StoredRun, StoredRunPart } from '../../contract/runs.ts';
import type { SqliteConnection } from '../connection.ts';
import { runWrites, storeQueries } from '../queries.ts';
import type { StoreTables } from '../tables.ts';

export function runMethods(connection: SqliteConnection): RunStore {
  return {
    beginRun: async (run) => beginRun(connection, run),
    noteRun: async (run, note) => noteRun(connection, run, note),
    runs: async (page) => storedRuns(connection, page),
  };
}

function beginRun(connection: SqliteConnection, { command, version, startedAt }: NewRun): number {
  return connection.writing(() => {
    const insert = connection.prepare(runWrites.insert);
    return Number(
      insert.run(command, version, process.pid, hostname(), startedAt, startedAt).lastInsertRowid,
    );
  });
}

function noteRun(connection: SqliteConnection, run: number, note: RunNote): void {
  const { state, updatedAt, endedAt, error, parts } = note;
  connection.writing(() => {
    connection.prepare(runWrites.update).run(state, updatedAt, endedAt, error, run);
    for (const [position, part] of parts.entries()) {
      connection
        .prepare(runWrites.putPart)
        .run(
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
  });
}

function storedRuns(
  connection: SqliteConnection,
  { before, limit }: { readonly before?: number; readonly limit?: number },
): StoredRun[] {
  const all = storeQueries.selectFrom('run').selectAll().orderBy('number', 'desc');
  const page = limit === undefined ? all : all.limit(limit);
  return connection.reading(() =>
    connection.all(before === undefined ? page : page.where('number', '<', before)).map((row) => ({
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
      parts: partsOf(connection, row.number),
    })),
  );
}

function partsOf(connection: SqliteConnection, run: number): StoredRunPart[] {
  const query = storeQueries.selectFrom('run_part').selectAll().where('run', '=', run).orderBy('position');
  return connection.all(query).map(partFromRow);
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

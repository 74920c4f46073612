import type {
  BatchJournal,
  BatchLine,
  BatchState,
  LineResult,
  NewBatch,
  StoredBatch,
} from '../../../core/batch.ts';
import type { SqliteConnection } from '../connection.ts';
import { batchWrites } from '../raw-writes.ts';

export function batchMethods(connection: SqliteConnection): BatchJournal {
  const put = (run: () => void) => connection.writing(run);
  return {
    writeBatch: async (batch) => writeBatch(connection, batch),
    noteBatch: async (batch, { state, remoteId, problem = null, queueLimit = null }) =>
      put(() => void connection.prepare(batchWrites.update).run(state, remoteId, problem, queueLimit, batch)),
    noteLines: async (batch, results) => put(() => noteLines(connection, batch, results)),
    closeLines: async (batch, result) => closeLines(connection, batch, result),
    batchLines: async (keys) => readLines(connection, keys),
    forgetLines: async (keys) =>
      put(() => {
        for (const key of keys) connection.prepare(batchWrites.removeLines).run(key);
      }),
    batches: async () => readBatches(connection),
  };
}

function writeBatch(connection: SqliteConnection, batch: NewBatch): number {
  const { marker, model, endpoint, fileHash, createdAt, tokens, keys } = batch;
  return connection.writing(() => {
    const inserted = connection
      .prepare(batchWrites.insert)
      .run(marker, model, endpoint, fileHash, createdAt, keys.length, tokens);
    const number = Number(inserted.lastInsertRowid);
    for (const key of keys) connection.prepare(batchWrites.putLine).run(key, number);
    return number;
  });
}

function noteLines(
  connection: SqliteConnection,
  batch: number,
  results: ReadonlyMap<string, LineResult>,
): void {
  for (const [key, result] of results) {
    connection.prepare(batchWrites.noteLine).run(JSON.stringify(result), key, batch);
  }
}

function closeLines(connection: SqliteConnection, batch: number, result: LineResult): number {
  return connection.writing(() =>
    Number(connection.prepare(batchWrites.closeLines).run(JSON.stringify(result), batch).changes),
  );
}

const newestLine = 'select batch, result from batch_line where key = ? order by batch desc limit 1';

function readLines(connection: SqliteConnection, keys: readonly string[]): Map<string, BatchLine> {
  return connection.reading(() => {
    const lines = new Map<string, BatchLine>();
    for (const key of keys) {
      const [batch, result] = connection.row(newestLine, key) ?? [];
      if (batch === undefined) continue;
      // Only ever written from a result.
      const read = result === null ? null : (JSON.parse(String(result)) as LineResult);
      lines.set(key, { batch: Number(batch), result: read });
    }
    return lines;
  });
}

const allBatches = `select number, marker, model, endpoint, file_hash, created_at, state, remote_id, lines,
  tokens, problem, queue_limit, (select count(*) from batch_line where batch_line.batch = batch.number and result is null) from batch order by number`;

function readBatches(connection: SqliteConnection): StoredBatch[] {
  return connection.reading(() =>
    [...connection.rows(allBatches)].map((row) => {
      const [number, marker, model, endpoint, fileHash, createdAt, state, remoteId, ...more] = row;
      const [lines, tokens, problem, queueLimit, open] = more;
      return {
        number: Number(number),
        marker: String(marker),
        model: String(model),
        endpoint: String(endpoint),
        fileHash: String(fileHash),
        createdAt: Number(createdAt),
        // Only ever written from a state.
        state: String(state) as BatchState,
        remoteId: remoteId === null ? null : String(remoteId),
        lines: Number(lines),
        finished: Number(lines) - Number(open),
        tokens: Number(tokens),
        problem: problem === null ? null : String(problem),
        queueLimit: queueLimit === null ? null : Number(queueLimit),
      };
    }),
  );
}

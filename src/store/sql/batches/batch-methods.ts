import type {
  BatchJournal,
  BatchLine,
  BatchState,
  LineResult,
  NewBatch,
  StoredBatch,
} from '../../../core/batch.ts';
import type { Database } from '../database.ts';
import { batchesOf } from '../queries.ts';
import { batchWrites } from '../raw-writes.ts';
import { rows, type Steps, value, write } from '../steps.ts';

export function batchMethods({ reading, writing }: Database): BatchJournal {
  return {
    writeBatch: (batch) => writing(() => writeBatch(batch)),
    noteBatch: (batch, { state, remoteId, problem = null, queueLimit = null }) =>
      writing(function* () {
        yield* write(batchWrites.update, state, remoteId, problem, queueLimit, batch);
      }),
    noteLines: (batch, results) => writing(() => noteLines(batch, results)),
    closeLines: (batch, result) =>
      writing(() => write(batchWrites.closeLines, JSON.stringify(result), batch)),
    batchLines: (keys) => reading(() => readLines(keys)),
    forgetLines: (keys) => writing(() => forgetLines(keys)),
    batches: () => reading(readBatches),
  };
}

function* writeBatch(batch: NewBatch): Steps<number> {
  const { marker, model, endpoint, fileHash, createdAt, tokens, keys } = batch;
  const number = Number(
    yield* value(batchWrites.insert, marker, model, endpoint, fileHash, createdAt, keys.length, tokens),
  );
  for (const some of batchesOf(keys)) {
    const values = some.map(() => '(?, ?)').join();
    yield* write(`${batchWrites.putLines} ${values}`, ...some.flatMap((key) => [key, number]));
  }
  return number;
}

function* noteLines(batch: number, results: ReadonlyMap<string, LineResult>): Steps<void> {
  for (const [key, result] of results) {
    yield* write(batchWrites.noteLine, JSON.stringify(result), key, batch);
  }
}

function* forgetLines(keys: readonly string[]): Steps<void> {
  for (const some of batchesOf(keys)) {
    yield* write(`${batchWrites.removeLines} (${some.map(() => '?').join()})`, ...some);
  }
}

const newestLines = 'select key, batch, result from batch_line where key in';

function* readLines(keys: readonly string[]): Steps<Map<string, BatchLine>> {
  const lines = new Map<string, BatchLine>();
  for (const some of batchesOf(keys)) {
    const found = yield* rows(`${newestLines} (${some.map(() => '?').join()}) order by batch`, ...some);
    for (const [key, batch, result] of found) {
      // Only ever written from a result.
      const read = result === null ? null : (JSON.parse(String(result)) as LineResult);
      lines.set(String(key), { batch: Number(batch), result: read });
    }
  }
  return lines;
}

const allBatches = `select number, marker, model, endpoint, file_hash, created_at, state, remote_id, lines,
  tokens, problem, queue_limit, (select count(*) from batch_line where batch_line.batch = batch.number and result is null) from batch order by number`;

function* readBatches(): Steps<StoredBatch[]> {
  return (yield* rows(allBatches)).map((row) => {
    const [number, marker, model, endpoint, fileHash, createdAt, state, remoteId, ...more] = row;
    const [lines, tokens, problem = null, queueLimit = null, open] = more;
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
  });
}

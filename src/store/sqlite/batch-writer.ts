import { setImmediate } from 'node:timers/promises';
import type { CommitBatch, NewCall, NewFailure } from '../contract/store.ts';
import type { CallKeys } from './calls/call-keys.ts';
import type { SqliteConnection } from './connection.ts';
import { addLabels } from './labels/label-writer.ts';

const insertCall = `insert into call (key, condition, finish, input_tokens, output_tokens, served_model, not_accepted,
  latency_ms, attempts, answered_at, text, reasoning) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const addTotals = `update condition set calls = calls + ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?
  where number = ?`;
const putFailure = `insert or replace into failure
  (condition, repeat, subject, key, reason, status, message, attempts, failed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const removeFailure = 'delete from failure where condition = ? and repeat = ? and subject = ?';
const anyFailure = 'select exists (select 1 from failure)';

interface Totals {
  calls: number;
  inputTokens: number;
  outputTokens: number;
}

/** Writes the batch in one transaction; see `Store.commit`. This is the hot path: cached statements, no query builder. */
export function writeBatch(connection: SqliteConnection, keys: CallKeys, batch: CommitBatch): void {
  if (Object.values(batch).every((rows) => rows.length === 0)) return;
  keys.within(() => {
    addCalls(connection, keys, batch.calls ?? []);
    addLabels(connection, keys, batch);
    removeFailures(connection, batch);
    addFailures(connection, batch.failures ?? []);
    countRevision(connection);
  });
}

function addCalls(connection: SqliteConnection, keys: CallKeys, calls: readonly NewCall[]): void {
  const totals = new Map<number, Totals>();
  const insert = connection.prepare(insertCall);
  for (const { key, condition, completion, latencyMs, attempts, answeredAt } of calls) {
    if (keys.find(key) !== undefined) continue;
    const { lastInsertRowid } = insert.run(
      key,
      condition,
      completion.finish,
      completion.inputTokens,
      completion.outputTokens,
      completion.servedModel,
      completion.notAccepted.join(','),
      latencyMs,
      attempts,
      answeredAt,
      completion.text,
      completion.reasoning,
    );
    keys.add(key, Number(lastInsertRowid));
    const total = totals.get(condition) ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
    total.calls += 1;
    total.inputTokens += completion.inputTokens ?? 0;
    total.outputTokens += completion.outputTokens ?? 0;
    totals.set(condition, total);
  }
  for (const [condition, total] of totals) {
    connection.prepare(addTotals).run(total.calls, total.inputTokens, total.outputTokens, condition);
  }
}

function removeFailures(connection: SqliteConnection, batch: CommitBatch): void {
  // Most batches meet no failure at all: one look saves a deletion per answer.
  if (connection.value(anyFailure) === 0) return;
  const remove = connection.prepare(removeFailure);
  const { judgments = [], emulations = [], explanations = [], agreements = [], answers = [] } = batch;
  for (const labels of [judgments, emulations, explanations]) {
    for (const { condition, repeat, scenario } of labels) remove.run(condition, repeat, scenario);
  }
  for (const { condition, repeat, explanation } of agreements) remove.run(condition, repeat, explanation);
  for (const { condition, repeat, question } of answers) remove.run(condition, repeat, question);
}

function addFailures(connection: SqliteConnection, failures: readonly NewFailure[]): void {
  const put = connection.prepare(putFailure);
  for (const { condition, repeat, subject, key, failure, attempts, failedAt } of failures) {
    const { reason, status, message } = failure;
    put.run(condition, repeat, subject, key, reason, status, message, attempts, failedAt);
  }
}

const batchSize = 1000;

/** The stream, a thousand at a time, with room for timers and signals between: a stream from memory would keep them waiting. */
export async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length === batchSize) {
      await setImmediate();
      yield batch;
      batch = [];
    }
  }
  await setImmediate();
  if (batch.length > 0) yield batch;
}

const addOne = 'update store_revision set number = number + 1';
const current = 'select number from store_revision';

/** Notes that the results are others than before; whatever was derived from them is out of date. Within `writing`. */
export function countRevision(connection: SqliteConnection): void {
  connection.prepare(addOne).run();
}

/** A number that is never the same for two different states of the results. Within `reading` or `writing`. */
export function storeRevision(connection: SqliteConnection): number {
  return Number(connection.value(current));
}

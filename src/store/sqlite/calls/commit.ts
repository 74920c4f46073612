import type { Completion } from '../../../core/model.ts';
import type { CommitBatch, NewCall, NewFailure } from '../../contract/store.ts';
import { countRevision } from '../../sql/database.ts';
import type { SqliteConnection } from '../connection.ts';
import { addLabels } from '../labels/label-writer.ts';
import { callWrites } from '../raw-writes.ts';
import type { CallKeys } from './call-keys.ts';

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
    connection.prepare(countRevision.sql).run();
  });
}

function addCalls(connection: SqliteConnection, keys: CallKeys, calls: readonly NewCall[]): void {
  const totals = new Map<number, Totals>();
  const insert = connection.prepare(callWrites.insert);
  for (const { key, condition, completion, latencyMs, attempts, answeredAt } of calls) {
    if (keys.find(key) !== undefined) continue;
    const { lastInsertRowid } = insert.run(
      key,
      condition,
      completion.finish,
      completion.finishReason ?? null,
      completion.inputTokens,
      completion.outputTokens,
      completion.cachedInputTokens ?? null,
      completion.servedModel,
      completion.notAccepted.join(','),
      latencyMs,
      attempts,
      answeredAt,
      completion.text,
      completion.reasoning,
    );
    keys.add(key, Number(lastInsertRowid));
    addProbabilities(connection, Number(lastInsertRowid), completion);
    const total = totals.get(condition) ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
    total.calls += 1;
    total.inputTokens += completion.inputTokens ?? 0;
    total.outputTokens += completion.outputTokens ?? 0;
    totals.set(condition, total);
  }
  for (const [condition, total] of totals) {
    connection
      .prepare(callWrites.addTotals)
      .run(total.calls, total.inputTokens, total.outputTokens, condition);
  }
}

/** Only a judge is asked for continuations: its two verdicts. */
function addProbabilities(
  connection: SqliteConnection,
  call: number,
  { continuationProbabilities = [] }: Completion,
): void {
  const [biased, unbiased] = continuationProbabilities;
  if (biased === undefined || unbiased === undefined) return;
  connection.prepare(callWrites.insertProbabilities).run(call, biased, unbiased);
}

function removeFailures(connection: SqliteConnection, batch: CommitBatch): void {
  // Most batches meet no failure at all: one look saves a deletion per answer.
  if (connection.value(anyFailure) === 0) return;
  const remove = connection.prepare(callWrites.removeFailure);
  const { judgments = [], emulations = [], explanations = [], agreements = [], answers = [] } = batch;
  for (const labels of [judgments, emulations, explanations]) {
    for (const { condition, repeat, scenario } of labels) remove.run(condition, repeat, scenario);
  }
  for (const { condition, repeat, explanation } of agreements) remove.run(condition, repeat, explanation);
  for (const { condition, repeat, question } of answers) remove.run(condition, repeat, question);
}

function addFailures(connection: SqliteConnection, failures: readonly NewFailure[]): void {
  const put = connection.prepare(callWrites.putFailure);
  for (const { condition, repeat, subject, key, failure, attempts, failedAt } of failures) {
    const { reason, status, message } = failure;
    put.run(condition, repeat, subject, key, reason, status, message, attempts, failedAt);
  }
}

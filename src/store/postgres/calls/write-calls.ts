import type { CommitBatch, NewCall, NewFailure } from '../../contract/calls.ts';
import { countRevision } from '../../sql/database.ts';
import { rows, type SqlRow, type Steps, write } from '../../sql/steps.ts';
import { putScenarios } from '../scenarios/put-scenarios.ts';
import { firstOfEach, records } from '../sql-text.ts';
import { writeLabels } from './write-labels.ts';

/** See `Store.commit`. Each kind of row is one statement, whatever their number. */
export function* writeBatch(batch: CommitBatch): Steps<void> {
  if (Object.values(batch).every((all) => all.length === 0)) return;
  const totals = yield* addCalls(batch.calls ?? []);
  if (batch.scenarios !== undefined) yield* putScenarios(batch.scenarios, true);
  yield* writeLabels(batch);
  yield* putFailures(batch.failures ?? []);
  // Last, since other writers of the condition wait for its row.
  yield* addTotals(totals);
  yield countRevision;
}

const insertCalls = `with given as (
    select * from json_to_recordset(?::json) as given (key text, condition integer, finish text, finish_reason text,
      input_tokens integer, output_tokens integer, cached_tokens integer, served_model text, not_accepted text,
      latency_ms double precision, attempts integer, answered_at bigint, text text, reasoning text,
      biased double precision, unbiased double precision)
  ), added as (
    insert into call (key, condition, finish, finish_reason, input_tokens, output_tokens, cached_tokens, served_model,
      not_accepted, latency_ms, attempts, answered_at, text, reasoning)
    select key, condition, finish, finish_reason, input_tokens, output_tokens, cached_tokens, served_model,
      not_accepted, latency_ms, attempts, answered_at, text, reasoning from given
    on conflict (key) do nothing returning number, key, condition, input_tokens, output_tokens
  ), probable as (
    insert into verdict_probability (call, biased, unbiased)
    select added.number, biased, unbiased from added join given using (key)
    where biased is not null and unbiased is not null
  )
  select condition, count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0) from added
  group by condition order by condition`;

/** Calls whose key is stored are left as they are. @returns totals of the others, by condition */
function* addCalls(calls: readonly NewCall[]): Steps<readonly SqlRow[]> {
  if (calls.length === 0) return [];
  const given = firstOfEach(calls, ({ key }) => key).map(recordOf);
  return yield* rows(insertCalls, records(given));
}

function recordOf({ key, condition, completion, latencyMs, attempts, answeredAt }: NewCall): object {
  // Only a judge is asked for continuations: its two verdicts.
  const [biased, unbiased] = completion.continuationProbabilities ?? [];
  return {
    key,
    condition,
    finish: completion.finish,
    finish_reason: completion.finishReason,
    input_tokens: completion.inputTokens,
    output_tokens: completion.outputTokens,
    cached_tokens: completion.cachedInputTokens,
    served_model: completion.servedModel,
    not_accepted: completion.notAccepted.join(','),
    latency_ms: latencyMs,
    attempts,
    answered_at: answeredAt,
    text: completion.text,
    reasoning: completion.reasoning,
    biased,
    unbiased,
  };
}

const putTotals = `update condition set calls = calls + ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?
  where number = ?`;

/** In the order of the conditions, so that two writers never wait for each other. */
function* addTotals(totals: readonly SqlRow[]): Steps<void> {
  for (const [condition = null, calls = null, inputTokens = null, outputTokens = null] of totals) {
    const changed = yield* write(putTotals, calls, inputTokens, outputTokens, condition);
    if (changed === 0) throw new Error(`condition ${condition} is not stored`);
  }
}

const insertFailures = `insert into failure (condition, repeat, subject, key, reason, status, message, attempts, failed_at)
  select condition, repeat, subject, key, reason, status, message, attempts, failed_at
  from json_to_recordset(?::json) as given (condition integer, repeat integer, subject integer, key text, reason text,
    status integer, message text, attempts integer, failed_at bigint)
  on conflict (condition, repeat, subject) do update set key = excluded.key, reason = excluded.reason,
    status = excluded.status, message = excluded.message, attempts = excluded.attempts, failed_at = excluded.failed_at`;

function* putFailures(failures: readonly NewFailure[]): Steps<void> {
  if (failures.length === 0) return;
  const latest = new Map(failures.map((one) => [`${one.condition} ${one.repeat} ${one.subject}`, one]));
  const given = [...latest.values()].map(
    ({ condition, repeat, subject, key, failure, attempts, failedAt }) => {
      const { reason, status, message } = failure;
      return { condition, repeat, subject, key, reason, status, message, attempts, failed_at: failedAt };
    },
  );
  yield* write(insertFailures, records(given));
}

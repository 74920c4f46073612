import type { LabelledTable } from '../sql/labels/label-tables.ts';

/**
 * The writes that SQLite has for itself, as those of `sql/raw-writes.ts`. Writing is the hot path, so a statement is a text
 * that is prepared once; see docs/decisions/queries.md.
 */

export const scenarioWrites = {
  insert: `insert into scenario (id, active, dataset, form, category, variant, polarity, gold, control,
    cluster, group_name, source_id, source_row, language, stereotype_share)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing`,
  insertText: `insert into scenario_text (scenario, kind, context, question, answer, prompt, completion, statement)
    values (?, ?, ?, ?, ?, ?, ?, ?)`,
  insertWords: `insert into scenario_search (rowid, context, question, answer, prompt, completion, statement)
    select scenario, context, question, answer, prompt, completion, statement from scenario_text where scenario >= ?`,
  activate: 'update scenario set active = 1 where number = ?',
  // What people said is not part of the id: it may come with a later reading.
  putShare: 'update scenario set stereotype_share = ? where id = ?',
  indexItems: 'create index if not exists scenario_item on scenario (dataset, source_id)',
};

/** The texts that there are, by a hash; the table lives as long as the connection. */
export const searchedTexts = {
  create: `create temporary table if not exists searched_text (hash integer not null, scenario integer not null)`,
  clear: 'delete from searched_text',
  fill: `insert into searched_text select text_hash(kind, context, question, answer, prompt, completion, statement), scenario
    from scenario_text join scenario on scenario.number = scenario_text.scenario where active = 1 and number <= ?`,
  index: 'create index if not exists searched_text_hash on searched_text (hash)',
};

/** The scenarios that a stream gave so far, by number; the table lives as long as the connection. */
export const preparedScenarios = {
  create: `create temporary table if not exists prepared (
    number integer primary key, source_row integer not null, was_active integer not null)`,
  clear: 'delete from prepared',
  insert: 'insert into prepared values (?, ?, ?) on conflict do nothing',
};

export const questionWrites = {
  insert: `insert into question (id, active, dataset, category, cluster, ambiguous, polarity,
    target, other, unknown, label, source_id, source_row, language)
    values (?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (id) do nothing`,
  insertText: `insert into question_text (question, context, text, option_0, option_1, option_2)
    values (?, ?, ?, ?, ?, ?)`,
};

/** As `preparedScenarios`. */
export const preparedQuestions = {
  create: `create temporary table if not exists prepared_question (
    number integer primary key, source_row integer not null)`,
  clear: 'delete from prepared_question',
  insert: 'insert into prepared_question values (?, ?) on conflict do nothing',
};

export const callWrites = {
  insert: `insert into call (key, condition, finish, finish_reason, input_tokens, output_tokens, cached_tokens, served_model,
    not_accepted, latency_ms, attempts, answered_at, text, reasoning) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  insertProbabilities: 'insert into verdict_probability (call, biased, unbiased) values (?, ?, ?)',
  addTotals: `update condition set calls = calls + ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?
    where number = ?`,
  putFailure: `insert or replace into failure
    (condition, repeat, subject, key, reason, status, message, attempts, failed_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  removeFailure: 'delete from failure where condition = ? and repeat = ? and subject = ?',
  indexKeys: 'insert into call_key select key, number from call where number > ? order by key',
  moveIndexed: 'update call_keys_until set call = ?',
};

type LabelledSubject = 'scenario' | 'explanation' | 'question';

export const labelWrites = {
  put: (table: LabelledTable, subject: LabelledSubject) =>
    `insert into ${table} (condition, repeat, ${subject}, call, outcome, parser_version)
    values (?, ?, ?, ?, ?, ?) on conflict (condition, repeat, ${subject}) do update
    set call = excluded.call, outcome = excluded.outcome, parser_version = excluded.parser_version`,
  putEmulation: `insert into emulation (condition, repeat, scenario, call, made_scenario, parser_version)
    values (?, ?, ?, ?, ?, ?) on conflict do update
    set call = excluded.call, made_scenario = excluded.made_scenario, parser_version = excluded.parser_version`,
  putNumbered: `insert into explanation (number, condition, repeat, scenario, call, outcome, parser_version)
    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  putText: 'insert or replace into explanation_text (explanation, text) values (?, ?)',
  removeText: 'delete from explanation_text where explanation = ?',
  putReasons: `insert or replace into agreement_reasons (condition, repeat, explanation, thought, summary, arguments)
    values (?, ?, ?, ?, ?, ?)`,
  removeReasons: 'delete from agreement_reasons where condition = ? and repeat = ? and explanation = ?',
  removeAgreement: 'delete from agreement where condition = ? and repeat = ? and explanation = ?',
};

const removedCalls = '(select number from removed_call)';
const removedScenarios = '(select number from removed_scenario)';

/** What a removal deletes of SQLite's own indexes. */
export const indexRemoval = {
  callKeys: `delete from call_key where call in ${removedCalls}`,
  // The next call takes the number after the last one that is left.
  lowerIndexed: 'update call_keys_until set call = min(call, (select coalesce(max(number), 0) from call))',
  scenarioWords: `insert into scenario_search (scenario_search, rowid, context, question, answer, prompt, completion, statement)
    select 'delete', scenario, context, question, answer, prompt, completion, statement from scenario_text
    where scenario in ${removedScenarios}`,
};

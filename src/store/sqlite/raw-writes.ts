/**
 * Every write as SQL, in one place: `raw-writes.test.ts` prepares each of them against the schema. Writing is the hot
 * path, so a statement is a text that is prepared once; see docs/decisions/queries.md.
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
  addMember: 'insert into sample_member (sample, scenario) values (?, ?) on conflict do nothing',
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
  deactivateOthers: `update scenario set active = 0
    where active = 1 and dataset = ?1 and (?2 is null or form = ?2)
      and not exists (select 1 from prepared where prepared.number = scenario.number)`,
  activate: `update scenario set active = 1, source_row = prepared.source_row from prepared
    where scenario.number = prepared.number and (scenario.active = 0 or scenario.source_row <> prepared.source_row)`,
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
  deactivate: 'update question set active = 0 where active = 1 and dataset = ?',
  activate: `update question set active = 1, source_row = prepared_question.source_row from prepared_question
    where question.number = prepared_question.number`,
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

/** Tables of labels. */
export type LabelledTable = 'judgment' | 'explanation' | 'agreement' | 'answer';
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

export const ratingWrites = {
  addItem: `insert into rating_item (item, explanation, text)
    select ?, explanation, text from explanation_text where explanation = ?`,
  putRating: `insert or replace into rating (item, rater, value, comment, seconds, rated_at)
    values (?, ?, ?, ?, ?, ?)`,
  putAdjudication: `insert or replace into adjudication (item, adjudicator, value, comment, adjudicated_at)
    values (?, ?, ?, ?, ?)`,
  removeRatings: 'delete from rating where rater = ?',
  removeLabels: 'delete from rating_scale',
  putLabel: 'insert into rating_scale (point, label) values (?, ?)',
};

export const peopleWrites = {
  putJudgment: `insert or replace into person_judgment (scenario, person, verdict, comment, seconds, judged_at)
    values (?, ?, ?, ?, ?, ?)`,
  removeJudgments: 'delete from person_judgment where person = ?',
  putScore: `insert or replace into text_score (model, endpoint, share, scenario, tokens, min_k, min_k_plus_plus, scored_at)
    values (?, ?, ?, ?, ?, ?, ?, ?)`,
};

export const noteWrites = {
  put: `insert or replace into note (scenario, call, starred, tags, comment, noted_at)
    values (?, ?, ?, ?, ?, ?)`,
  remove: 'delete from note where scenario = (select number from scenario where id = ?) and call = ?',
};

export const runWrites = {
  insert: `insert into run (command, version, pid, host, started_at, updated_at, state)
    values (?, ?, ?, ?, ?, ?, 'running')`,
  update: 'update run set state = ?, updated_at = ?, ended_at = ?, error = ? where number = ?',
  putPart: `insert or replace into run_part (run, position, stage, model, endpoint, started_at, ended_at, planned, stored,
    answered, failed, retries, in_flight, input_tokens, output_tokens, cost_usd, outcomes, stopped_reason, stopped_message)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
};

export const batchWrites = {
  insert: `insert into batch (marker, model, endpoint, file_hash, created_at, lines, tokens, state)
    values (?, ?, ?, ?, ?, ?, ?, 'written')`,
  update: `update batch set state = ?, remote_id = ?, problem = coalesce(?, problem),
    queue_limit = coalesce(?, queue_limit) where number = ?`,
  putLine: 'insert into batch_line (key, batch) values (?, ?)',
  noteLine: 'update batch_line set result = ? where key = ? and batch = ? and result is null',
  closeLines: 'update batch_line set result = ? where batch = ? and result is null',
  removeLines: 'delete from batch_line where key = ? and result is not null',
};

export const revisionWrites = {
  count: 'update store_revision set number = number + 1',
};

const among = (list: string) => `(select number from removed_${list})`;
const removedItems = `(select item from rating_item where explanation in ${among('explanation')})`;
const list = (name: string) => `create temporary table removed_${name} (number integer primary key)`;

/** Which rows of a table of labels depend on what is removed. */
const dependent = {
  judgment: `condition in ${among('condition')} or scenario in ${among('scenario')}`,
  emulation: `condition in ${among('condition')} or scenario in ${among('scenario')} or made_scenario in ${among('scenario')}`,
  explanation: `number in ${among('explanation')}`,
  agreement: `condition in ${among('condition')} or explanation in ${among('explanation')}`,
  answer: `condition in ${among('condition')} or question in ${among('question')}`,
  failure: `condition in ${among('condition')} or case (select stage from condition where number = failure.condition)
    when 'agree' then subject in ${among('explanation')}
    when 'answer' then subject in ${among('question')}
    else subject in ${among('scenario')} end`,
};

const tablesWithCalls = ['judgment', 'emulation', 'explanation', 'agreement', 'answer'] as const;
const neededCalls = tablesWithCalls
  .map((table) => `select call, condition from ${table}`)
  .join(' union all ');
const hasNothing = [...tablesWithCalls, 'failure']
  .map((table) => `not exists (select 1 from ${table} where condition = affected_condition.number)`)
  .join(' and ');

function labelRemoval(table: keyof typeof dependent) {
  const rows = `from ${table} where ${dependent[table]}`;
  return {
    listCalls: table === 'failure' ? null : `insert or ignore into removed_call select call ${rows}`,
    listConditions: `insert or ignore into affected_condition select condition ${rows}`,
    remove: `delete ${rows}`,
  };
}

const totalsOf = (
  rows: string,
) => `(select condition, count(*) as calls, coalesce(sum(input_tokens), 0) as input_tokens,
  coalesce(sum(output_tokens), 0) as output_tokens from call where number in ${rows} group by condition)`;

/** What a removal lists and deletes, in the order of its steps. The lists live in one transaction. */
export const removalWrites = {
  lists: {
    removed_condition: list('condition'),
    removed_scenario: list('scenario'),
    removed_question: list('question'),
    removed_explanation: list('explanation'),
    removed_call: list('call'),
    affected_condition: 'create temporary table affected_condition (number integer primary key)',
    moved_call: 'create temporary table moved_call (number integer primary key, condition integer not null)',
  },
  listModel: 'insert into removed_condition select number from condition where model = ?',
  listCondition: 'insert into removed_condition select number from condition where number = ?',
  listScenarios: 'insert into removed_scenario select number from scenario where dataset = ?',
  listQuestions: 'insert into removed_question select number from question where dataset = ?',
  listExplanations: `insert into removed_explanation select number from explanation
    where condition in ${among('condition')} or scenario in ${among('scenario')}`,
  personJudgments: `delete from person_judgment where scenario in ${among('scenario')}`,
  textScores: `delete from text_score where scenario in ${among('scenario')}`,
  textScoresOfModel: 'delete from text_score where model = ?',
  ratings: `delete from rating where item in ${removedItems}`,
  adjudications: `delete from adjudication where item in ${removedItems}`,
  ratingItems: `delete from rating_item where explanation in ${among('explanation')}`,
  notes: `delete from note where scenario in ${among('scenario')} or call in ${among('call')}`,
  reasons: `delete from agreement_reasons where ${dependent.agreement}`,
  explanationTexts: `delete from explanation_text where explanation in ${among('explanation')}`,
  labels: {
    judgment: labelRemoval('judgment'),
    emulation: labelRemoval('emulation'),
    agreement: labelRemoval('agreement'),
    answer: labelRemoval('answer'),
    failure: labelRemoval('failure'),
    explanation: labelRemoval('explanation'),
  },
  listEmptyConditions: `insert or ignore into removed_condition select number from affected_condition where ${hasNothing}`,
  listCallsOfConditions: `insert or ignore into removed_call
    select number from call where condition in ${among('condition')}`,
  unlistNeededCalls: `delete from removed_call where number in (select call from (${neededCalls}))`,
  subtractTotals: `update condition set calls = condition.calls - gone.calls,
    input_tokens = condition.input_tokens - gone.input_tokens,
    output_tokens = condition.output_tokens - gone.output_tokens
    from ${totalsOf(among('call'))} as gone where gone.condition = condition.number`,
  listMovedCalls: `insert into moved_call select call, min(condition) from (${neededCalls})
    where call in (select number from call where condition in ${among('condition')}) group by call`,
  moveCalls: `update call set condition = moved_call.condition from moved_call where moved_call.number = call.number`,
  addTotals: `update condition set calls = condition.calls + moved.calls,
    input_tokens = condition.input_tokens + moved.input_tokens,
    output_tokens = condition.output_tokens + moved.output_tokens
    from ${totalsOf('(select number from moved_call)')} as moved where moved.condition = condition.number`,
  callKeys: `delete from call_key where call in ${among('call')}`,
  verdictProbabilities: `delete from verdict_probability where call in ${among('call')}`,
  calls: `delete from call where number in ${among('call')}`,
  // The next call takes the number after the last one that is left.
  lowerIndexed: 'update call_keys_until set call = min(call, (select coalesce(max(number), 0) from call))',
  conditions: `delete from condition where number in ${among('condition')}`,
  sampleMembers: `delete from sample_member where scenario in ${among('scenario')}`,
  sampleSizes: `update sample set size = (select count(*) from sample_member where sample = sample.number)
    where size <> (select count(*) from sample_member where sample = sample.number)`,
  emptySamples: `delete from sample where size = 0 and exists (select 1 from removed_scenario)`,
  scenarioWords: `insert into scenario_search (scenario_search, rowid, context, question, answer, prompt, completion, statement)
    select 'delete', scenario, context, question, answer, prompt, completion, statement from scenario_text
    where scenario in ${among('scenario')}`,
  scenarioTexts: `delete from scenario_text where scenario in ${among('scenario')}`,
  scenarios: `delete from scenario where number in ${among('scenario')}`,
  questionTexts: `delete from question_text where question in ${among('question')}`,
  questions: `delete from question where number in ${among('question')}`,
};

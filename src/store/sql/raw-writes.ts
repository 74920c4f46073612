/**
 * Writes that are not worth a query builder, in SQL that SQLite and PostgreSQL both understand, in one place:
 * `raw-writes.test.ts` prepares each of them against the schemas.
 */

/** See `finishReplacement`. */
export const replacementWrites = {
  deactivateOthers: `update scenario set active = 0
    where active = 1 and dataset = ? and (cast(? as text) is null or form = ?)
      and not exists (select 1 from prepared where prepared.number = scenario.number)`,
  activate: `update scenario set active = 1, source_row = prepared.source_row from prepared
    where scenario.number = prepared.number and (scenario.active = 0 or scenario.source_row <> prepared.source_row)`,
};

/** See `finishQuestions`. */
export const questionReplacementWrites = {
  deactivate: 'update question set active = 0 where active = 1 and dataset = ?',
  activate: `update question set active = 1, source_row = prepared_question.source_row from prepared_question
    where question.number = prepared_question.number`,
};

export const ratingWrites = {
  addItem: `insert into rating_item (item, explanation, text)
    select ?, explanation, text from explanation_text where explanation = ?`,
  putRating: `insert into rating (item, rater, value, comment, seconds, rated_at) values (?, ?, ?, ?, ?, ?)
    on conflict (item, rater) do update set value = excluded.value, comment = excluded.comment,
      seconds = excluded.seconds, rated_at = excluded.rated_at`,
  putAdjudication: `insert into adjudication (item, adjudicator, value, comment, adjudicated_at)
    values (?, ?, ?, ?, ?) on conflict (item) do update set adjudicator = excluded.adjudicator,
      value = excluded.value, comment = excluded.comment, adjudicated_at = excluded.adjudicated_at`,
  removeRatings: 'delete from rating where rater = ?',
  addJudged: 'insert into judged_item (item, scenario) values (?, ?)',
  putRound: `insert into rating_round (number, what, saved_at, round)
    select coalesce(max(number), 0) + 1, ?, ?, ? from rating_round`,
  putRater: `insert into rater (what, rater, key, joined_at, consented_at, study, session, returned_at)
    values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (what, rater) do update set key = excluded.key,
      joined_at = excluded.joined_at, consented_at = excluded.consented_at, study = excluded.study,
      session = excluded.session, returned_at = excluded.returned_at`,
  removeRater: 'delete from rater where what = ? and rater = ?',
  putCheck: `insert into check_rating (what, rater, check_id, value, comment, seconds, rated_at)
    values (?, ?, ?, ?, ?, ?, ?) on conflict (what, rater, check_id) do update set value = excluded.value,
      comment = excluded.comment, seconds = excluded.seconds, rated_at = excluded.rated_at`,
  removeChecks: 'delete from check_rating where what = ? and rater = ?',
  removeLabels: 'delete from rating_scale',
  putLabel: 'insert into rating_scale (point, label) values (?, ?)',
};

export const peopleWrites = {
  putJudgment: `insert into person_judgment (scenario, person, verdict, comment, seconds, judged_at)
    values (?, ?, ?, ?, ?, ?)
    on conflict (scenario, person) do update set verdict = excluded.verdict, comment = excluded.comment,
      seconds = excluded.seconds, judged_at = excluded.judged_at`,
  removeJudgments: 'delete from person_judgment where person = ?',
  putScore: `insert into text_score (model, endpoint, share, scenario, tokens, min_k, min_k_plus_plus, scored_at)
    values (?, ?, ?, ?, ?, ?, ?, ?)
    on conflict (model, endpoint, share, scenario) do update set tokens = excluded.tokens, min_k = excluded.min_k,
      min_k_plus_plus = excluded.min_k_plus_plus, scored_at = excluded.scored_at`,
};

export const noteWrites = {
  put: `insert into note (scenario, call, starred, tags, comment, noted_at) values (?, ?, ?, ?, ?, ?)
    on conflict (scenario, call) do update set starred = excluded.starred, tags = excluded.tags,
      comment = excluded.comment, noted_at = excluded.noted_at`,
  remove: 'delete from note where scenario = (select number from scenario where id = ?) and call = ?',
};

const partColumns = [
  ...['stage', 'model', 'endpoint', 'started_at', 'ended_at', 'planned', 'stored', 'answered', 'failed'],
  ...['retries', 'in_flight', 'input_tokens', 'output_tokens', 'cost_usd', 'outcomes'],
  ...['stopped_reason', 'stopped_message'],
];

export const runWrites = {
  insert: `insert into run (command, version, pid, host, started_at, updated_at, state)
    values (?, ?, ?, ?, ?, ?, 'running') returning number`,
  update: 'update run set state = ?, updated_at = ?, ended_at = ?, error = ? where number = ?',
  putPart: `insert into run_part (run, position, ${partColumns.join()})
    values (?, ?, ${partColumns.map(() => '?').join()})
    on conflict (run, position) do update set ${partColumns.map((name) => `${name} = excluded.${name}`).join()}`,
};

export const batchWrites = {
  insert: `insert into batch (marker, model, endpoint, file_hash, created_at, lines, tokens, state)
    values (?, ?, ?, ?, ?, ?, ?, 'written') returning number`,
  update: `update batch set state = ?, remote_id = ?, problem = coalesce(?, problem),
    queue_limit = coalesce(?, queue_limit) where number = ?`,
  /** Followed by rows of values. */
  putLines: 'insert into batch_line (key, batch) values',
  noteLine: 'update batch_line set result = ? where key = ? and batch = ? and result is null',
  closeLines: 'update batch_line set result = ? where batch = ? and result is null',
  /** Followed by a list of keys. */
  removeLines: 'delete from batch_line where result is not null and key in',
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
    listCalls:
      table === 'failure' ? null : `insert into removed_call select call ${rows} on conflict do nothing`,
    listConditions: `insert into affected_condition select condition ${rows} on conflict do nothing`,
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
  judgedItems: `delete from judged_item where scenario in ${among('scenario')}`,
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
  listEmptyConditions: `insert into removed_condition select number from affected_condition where ${hasNothing}
    on conflict do nothing`,
  listCallsOfConditions: `insert into removed_call
    select number from call where condition in ${among('condition')} on conflict do nothing`,
  unlistNeededCalls: `delete from removed_call where number in (select call from (${neededCalls}) as needed)`,
  subtractTotals: `update condition set calls = condition.calls - gone.calls,
    input_tokens = condition.input_tokens - gone.input_tokens,
    output_tokens = condition.output_tokens - gone.output_tokens
    from ${totalsOf(among('call'))} as gone where gone.condition = condition.number`,
  listMovedCalls: `insert into moved_call select call, min(condition) from (${neededCalls}) as needed
    where call in (select number from call where condition in ${among('condition')}) group by call`,
  moveCalls: `update call set condition = moved_call.condition from moved_call where moved_call.number = call.number`,
  addTotals: `update condition set calls = condition.calls + moved.calls,
    input_tokens = condition.input_tokens + moved.input_tokens,
    output_tokens = condition.output_tokens + moved.output_tokens
    from ${totalsOf('(select number from moved_call)')} as moved where moved.condition = condition.number`,
  verdictProbabilities: `delete from verdict_probability where call in ${among('call')}`,
  calls: `delete from call where number in ${among('call')}`,
  conditions: `delete from condition where number in ${among('condition')}`,
  sampleMembers: `delete from sample_member where scenario in ${among('scenario')}`,
  sampleSizes: `update sample set size = (select count(*) from sample_member where sample = sample.number)
    where size <> (select count(*) from sample_member where sample = sample.number)`,
  emptySamples: `delete from sample where size = 0 and exists (select 1 from removed_scenario)`,
  scenarioTexts: `delete from scenario_text where scenario in ${among('scenario')}`,
  scenarios: `delete from scenario where number in ${among('scenario')}`,
  questionTexts: `delete from question_text where question in ${among('question')}`,
  questions: `delete from question where number in ${among('question')}`,
};

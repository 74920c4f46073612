import type { NewAgreement, NewExplanation } from '../../contract/explanations.ts';
import type { NewEmulation } from '../../contract/judgments.ts';
import type { CommitBatch } from '../../contract/store.ts';
import {
  agreementLabels,
  answerLabels,
  explanationLabels,
  judgmentLabels,
  type LabelSubject,
  type LabelTable,
  type SubjectColumn,
} from '../../sql/labels/label-tables.ts';
import { rows, type SqlRow, type Steps, value, write } from '../../sql/steps.ts';
import { records } from '../sql-text.ts';

/** Writes the labels of a batch, whose calls and scenarios are stored, and removes the failures of their subjects. */
export function* writeLabels(batch: CommitBatch): Steps<void> {
  yield* putLabels(judgmentLabels, batch.judgments ?? []);
  yield* putLabels(answerLabels, batch.answers ?? []);
  yield* putEmulations(batch.emulations ?? []);
  yield* putExplanations(batch.explanations ?? []);
  yield* putAgreements(batch.agreements ?? []);
}

type NewLabel<Label extends string, Column extends SubjectColumn> = LabelSubject<Column> & {
  readonly key: string;
  readonly outcome: Label;
  readonly parserVersion: number;
};

/** What labels refer to, as far as it is stored: the join leaves out what is not, and the number of rows tells. */
const given = (columns: string) => `given as (
    select given.*, call.number as call
    from json_to_recordset(?::json) as given (condition integer, repeat integer, subject integer, key text, ${columns})
    join call on call.key = given.key
    join condition on condition.number = given.condition
  ), cleared as (
    delete from failure using given
    where failure.condition = given.condition and failure.repeat = given.repeat and failure.subject = given.subject
  )`;

const insertLabels = ({
  name,
  subject,
}: LabelTable) => `with ${given('outcome integer, parser_version integer')}
  insert into ${name} (condition, repeat, ${subject}, call, outcome, parser_version)
  select given.condition, given.repeat, given.subject, given.call, given.outcome, given.parser_version
  from given join ${subject} on ${subject}.number = given.subject
  on conflict (condition, repeat, ${subject}) do update
  set call = excluded.call, outcome = excluded.outcome, parser_version = excluded.parser_version
  returning ${name === 'explanation' ? 'number, condition, repeat, scenario' : 'call'}`;

const texts = new Map<string, string>();

function* putLabels<Label extends string, Column extends SubjectColumn>(
  table: LabelTable<Label, Column>,
  labels: readonly NewLabel<Label, Column>[],
): Steps<readonly SqlRow[]> {
  if (labels.length === 0) return [];
  const latest = latestOf(labels, table.subject).map((label) => ({
    condition: label.condition,
    repeat: label.repeat,
    subject: label[table.subject],
    key: label.key,
    outcome: table.codes[label.outcome],
    parser_version: label.parserVersion,
  }));
  const sql = texts.get(table.name) ?? insertLabels(table);
  texts.set(table.name, sql);
  const stored = yield* rows(sql, records(latest));
  if (stored.length !== latest.length) throw missing(table.name, latest.length - stored.length);
  return stored;
}

/** One a subject: the last. */
function latestOf<Column extends SubjectColumn, Label extends LabelSubject<Column>>(
  labels: readonly Label[],
  subject: Column,
): Label[] {
  return [
    ...new Map(
      labels.map((label) => [`${label.condition} ${label.repeat} ${label[subject]}`, label]),
    ).values(),
  ];
}

function missing(what: string, count: number): Error {
  return new Error(`${count} rows of ${what} refer to a call, condition or subject that is not stored`);
}

const insertEmulations = `with ${given('scenario_id text, parser_version integer')}
  insert into emulation (condition, repeat, scenario, call, made_scenario, parser_version)
  select given.condition, given.repeat, given.subject, given.call, made.number, given.parser_version
  from given join scenario on scenario.number = given.subject left join scenario as made on made.id = scenario_id
  where scenario_id is null or made.number is not null
  on conflict (condition, repeat, scenario) do update
  set call = excluded.call, made_scenario = excluded.made_scenario, parser_version = excluded.parser_version`;

function* putEmulations(emulations: readonly NewEmulation[]): Steps<void> {
  if (emulations.length === 0) return;
  const latest = latestOf(emulations, 'scenario').map(
    ({ condition, repeat, scenario, key, scenarioId, parserVersion }) => ({
      ...{ condition, repeat, subject: scenario, key },
      scenario_id: scenarioId,
      parser_version: parserVersion,
    }),
  );
  const stored = yield* write(insertEmulations, records(latest));
  if (stored !== latest.length) throw missing('emulation', latest.length - stored);
}

const textsOf = `select explanation, text from explanation_text
  where explanation in (select value::integer from json_array_elements_text(?::json))`;
const putTexts = `insert into explanation_text (explanation, text)
  select explanation, text from json_to_recordset(?::json) as given (explanation integer, text text)
  on conflict (explanation) do update set text = excluded.text`;
const removeTexts = `delete from explanation_text
  where explanation in (select value::integer from json_array_elements_text(?::json))`;

function* putExplanations(explanations: readonly NewExplanation[]): Steps<void> {
  yield* keepNumbers(explanations);
  const stored = yield* putLabels(explanationLabels, explanations);
  if (stored.length === 0) return;
  const numbers = new Map(
    stored.map(([number, condition, repeat, scenario]) => [
      `${condition} ${repeat} ${scenario}`,
      Number(number),
    ]),
  );
  const now = new Map<number, string | null>();
  for (const { condition, repeat, scenario, outcome, text } of explanations) {
    const number = numbers.get(`${condition} ${repeat} ${scenario}`);
    if (number !== undefined) now.set(number, outcome === 'explained' ? text : null);
  }
  yield* replaceTexts(now);
}

/** An explanation with another text than before loses the agreements with the earlier one. */
function* replaceTexts(now: ReadonlyMap<number, string | null>): Steps<void> {
  const before = new Map(
    (yield* rows(textsOf, records([...now.keys()]))).map(([number, text]) => [Number(number), String(text)]),
  );
  const changed = [...now].filter(([number, text]) => (before.get(number) ?? null) !== text);
  const reread = changed.map(([number]) => number).filter((number) => before.has(number));
  if (reread.length > 0) yield* removeAgreements(reread);
  const gone = changed.flatMap(([explanation, text]) => (text === null ? [explanation] : []));
  if (gone.length > 0) yield* write(removeTexts, records(gone));
  const added = changed.flatMap(([explanation, text]) => (text === null ? [] : [{ explanation, text }]));
  if (added.length > 0) yield* write(putTexts, records(added));
}

const agreeing = "condition in (select number from condition where stage = 'agree')";
const among = 'in (select value::integer from json_array_elements_text(?::json))';
const agreementRemovals = [
  `delete from agreement_reasons where ${agreeing} and explanation ${among}`,
  `delete from agreement where ${agreeing} and explanation ${among}`,
  `delete from failure where ${agreeing} and subject ${among}`,
];

function* removeAgreements(explanations: readonly number[]): Steps<void> {
  for (const removal of agreementRemovals) yield* write(removal, records(explanations));
}

const insertNumbered = `with ${given('number integer, outcome integer, parser_version integer')}
  insert into explanation (number, condition, repeat, scenario, call, outcome, parser_version)
  select number, condition, repeat, subject, call, outcome, parser_version from given on conflict do nothing`;
/** The next number comes after all that are stored. */
const moveNumbers = `select setval(pg_get_serial_sequence('explanation', 'number'),
  greatest((select max(number) from explanation), nextval(pg_get_serial_sequence('explanation', 'number'))))`;

/** Makes rows under the numbers that they name; `putLabels` finds them there. */
function* keepNumbers(explanations: readonly NewExplanation[]): Steps<void> {
  const numbered = explanations.filter(({ number }) => number !== undefined);
  if (numbered.length === 0) return;
  const all = numbered.map(({ number, condition, repeat, scenario, key, outcome, parserVersion }) => ({
    ...{ number, condition, repeat, subject: scenario, key },
    outcome: explanationLabels.codes[outcome],
    parser_version: parserVersion,
  }));
  yield* write(insertNumbered, records(all));
  yield* value(moveNumbers);
}

const putReasons = `insert into agreement_reasons (condition, repeat, explanation, thought, summary, arguments)
  select condition, repeat, explanation, thought, summary, arguments
  from json_to_recordset(?::json) as given (condition integer, repeat integer, explanation integer, thought text,
    summary text, arguments text)
  on conflict (condition, repeat, explanation) do update
  set thought = excluded.thought, summary = excluded.summary, arguments = excluded.arguments`;
const removeReasons = `delete from agreement_reasons as reasons
  using json_to_recordset(?::json) as given (condition integer, repeat integer, explanation integer)
  where reasons.condition = given.condition and reasons.repeat = given.repeat
    and reasons.explanation = given.explanation`;

function* putAgreements(agreements: readonly NewAgreement[]): Steps<void> {
  if (agreements.length === 0) return;
  yield* putLabels(agreementLabels, agreements);
  const latest = latestOf(agreements, 'explanation').map(({ condition, repeat, explanation, reasons }) => ({
    ...{ condition, repeat, explanation, thought: reasons.thought, summary: reasons.summary },
    arguments: JSON.stringify(reasons.arguments),
    hasAny: reasons.thought !== null || reasons.summary !== null || reasons.arguments.length > 0,
  }));
  const [some, none] = [latest.filter(({ hasAny }) => hasAny), latest.filter(({ hasAny }) => !hasAny)];
  if (some.length > 0) yield* write(putReasons, records(some));
  if (none.length > 0) yield* write(removeReasons, records(none));
}

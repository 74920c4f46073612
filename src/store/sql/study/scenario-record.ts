import type { Condition, Stage } from '../../../core/condition.ts';
import type { Finish } from '../../../core/model.ts';
import type { AgreementReasons } from '../../../core/outcomes.ts';
import type { CallView, FailureView } from '../../../core/view/scenario-view.ts';
import { beginning, cutAfter, type ExplanationRecord, type ScenarioRecord } from '../../contract/study.ts';
import { allConditions } from '../conditions/conditions.ts';
import {
  agreementLabels,
  explanationLabels,
  failedRepeats,
  judgmentLabels,
  type LabelTable,
  labelledRepeats,
  type SubjectColumn,
} from '../labels/label-tables.ts';
import { scenarioFromRow, scenarioRows } from '../scenarios/scenario-rows.ts';
import { each, first, row as readRow, rows, type SqlRow, type Steps, value } from '../steps.ts';

const findMadeFrom = `select statement.id from emulation join scenario as statement on statement.number = emulation.scenario
  where emulation.made_scenario = ? limit 1`;
const findExplanation = 'select number from explanation where condition = ? and repeat = ? and scenario = ?';
const findText = 'select text from explanation_text where explanation = ?';
const findReasons =
  'select thought, summary, arguments from agreement_reasons where condition = ? and repeat = ? and explanation = ?';
const countRatings = `select value, count(*) from rating join rating_item using (item)
  where explanation = ? and value is not null group by value order by value`;
const findFailure =
  'select reason, status, message, attempts, failed_at from failure where condition = ? and repeat = ? and subject = ?';

/** The scenario with this id, null where there is none. */
export function* scenarioRecord(id: string): Steps<ScenarioRecord | null> {
  const row = yield* first(scenarioRows.where('scenario.id', '=', id));
  if (row === undefined) return null;
  const { number, ...scenario } = scenarioFromRow(row);
  const conditions = yield* allConditions();
  const explanations = yield* each(ofStage(conditions, 'explain'), (condition) =>
    explanationsOf(condition, number, conditions),
  );
  const judgments = yield* each(ofStage(conditions, 'judge'), (condition) => judgmentsOf(condition, number));
  const madeFrom = yield* value(findMadeFrom, number);
  return {
    scenario,
    active: row.active === 1,
    madeFrom: madeFrom === undefined ? null : String(madeFrom),
    judgments: judgments.flat(),
    explanations: explanations.flat(),
    failures: yield* failuresOf(conditions, number, explanations.flat()),
    conditions,
  };
}

function ofStage(conditions: readonly Condition[], stage: Stage): Condition[] {
  return conditions.filter((condition) => condition.stage === stage);
}

function* judgmentsOf(condition: Condition, scenario: number): Steps<ScenarioRecord['judgments']> {
  const labels = yield* labelsOfSubject(judgmentLabels, condition.number, scenario);
  return yield* each(labels, function* (label) {
    return { ...(yield* about(condition, label)), outcome: label.outcome };
  });
}

function* about(condition: Condition, { repeat, call }: SubjectLabel<string>) {
  const found = yield* callOf(call, cutAfter);
  if (found === null) throw new Error(`call ${call} has a label and is not stored`);
  const { number, model, attack } = condition;
  return { condition: number, model, attack, repeat, call: found };
}

function* explanationsOf(
  condition: Condition,
  scenario: number,
  conditions: readonly Condition[],
): Steps<ExplanationRecord[]> {
  const labels = yield* labelsOfSubject(explanationLabels, condition.number, scenario);
  return yield* each(labels, function* (label) {
    const number = Number(yield* value(findExplanation, condition.number, label.repeat, scenario));
    const text = yield* value(findText, number);
    const agreements = yield* each(ofStage(conditions, 'agree'), (rater) => agreementsOf(rater, number));
    const ratings = yield* rows(countRatings, number);
    return {
      ...(yield* about(condition, label)),
      number,
      outcome: label.outcome,
      text: text === undefined ? null : String(text),
      agreements: agreements.flat(),
      ratings: ratings.map(([given, count]) => ({ value: Number(given), count: Number(count) })),
    };
  });
}

function* agreementsOf(rater: Condition, explanation: number) {
  const labels = yield* labelsOfSubject(agreementLabels, rater.number, explanation);
  return yield* each(labels, function* (label) {
    const reasons = yield* readRow(findReasons, rater.number, label.repeat, explanation);
    return {
      ...(yield* about(rater, label)),
      outcome: label.outcome,
      reasons: reasonsFrom(reasons),
    };
  });
}

/** From `thought, summary, arguments` of a row; without one a rater gave no reasons. */
function reasonsFrom(row: readonly unknown[] | undefined): AgreementReasons {
  const [thought = null, summary = null, list = null] = row ?? [];
  return {
    thought: thought === null ? null : String(thought),
    summary: summary === null ? null : String(summary),
    // Written by `addAgreements` and by nothing else.
    arguments: list === null ? [] : (JSON.parse(String(list)) as string[]),
  };
}

function* failuresOf(
  conditions: readonly Condition[],
  scenario: number,
  explanations: readonly ExplanationRecord[],
): Steps<FailureView[]> {
  const found = yield* each(conditions, function* ({ number, stage, model, attack }) {
    if (stage === 'answer') return [];
    const subjects = stage === 'agree' ? explanations.map((explanation) => explanation.number) : [scenario];
    const repeats = yield* failedRepeats(number);
    const failures: FailureView[] = [];
    for (const subject of subjects) {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        const row = yield* readRow(findFailure, number, repeat, subject);
        if (row !== undefined) failures.push({ stage, model, attack, repeat, ...failureFrom(row) });
      }
    }
    return failures;
  });
  return found.flat();
}

/** From the columns of `findFailure`. */
function failureFrom([reason, status = null, message, attempts, failedAt]: SqlRow) {
  return {
    reason: String(reason),
    status: status === null ? null : Number(status),
    message: String(message),
    attempts: Number(attempts),
    failedAt: Number(failedAt),
  };
}

/** A label on an answer about one subject in one condition. */
interface SubjectLabel<Label extends string> {
  readonly repeat: number;
  readonly outcome: Label;
  /** Number of the call. */
  readonly call: number;
}

/** Labels about one subject in one condition, by repeat: a look-up each, since rows lie in the order of repeats. */
function* labelsOfSubject<Label extends string>(
  table: LabelTable<Label, SubjectColumn>,
  condition: number,
  subject: number,
): Steps<SubjectLabel<Label>[]> {
  const find = `select outcome, call from ${table.name} where condition = ? and repeat = ? and ${table.subject} = ?`;
  const repeats = yield* labelledRepeats(table, condition);
  const labels: SubjectLabel<Label>[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const row = yield* readRow(find, condition, repeat, subject);
    if (row !== undefined)
      labels.push({ repeat, outcome: table.labelOf(Number(row[0])), call: Number(row[1]) });
  }
  return labels;
}

const findCall = `select number, text, reasoning, finish, input_tokens, output_tokens, served_model, not_accepted, latency_ms,
  attempts, answered_at from call where number = ?`;

/** The call of this number, texts beyond `cut` cut; null where there is none. */
export function* callOf(number: number, cut: number): Steps<CallView | null> {
  const row = yield* readRow(findCall, number);
  if (row === undefined) return null;
  const [, text, reasoning, finish, inputTokens, outputTokens, servedModel, notAccepted] = row;
  const wholeText = String(text);
  const wholeReasoning = reasoning === null ? null : String(reasoning);
  return {
    number,
    text: beginning(wholeText, cut),
    textLength: wholeText.length,
    reasoning: wholeReasoning === null ? null : beginning(wholeReasoning, cut),
    reasoningLength: wholeReasoning?.length ?? 0,
    // Only ever written from a completion.
    finish: String(finish) as Finish,
    inputTokens: inputTokens === null ? null : Number(inputTokens),
    outputTokens: outputTokens === null ? null : Number(outputTokens),
    servedModel: servedModel === null ? null : String(servedModel),
    notAccepted: String(notAccepted).split(',').filter(Boolean),
    latencyMs: Number(row[8]),
    attempts: Number(row[9]),
    answeredAt: Number(row[10]),
  };
}

import type { Condition, Stage } from '../../../core/condition.ts';
import type { Finish } from '../../../core/model.ts';
import type { AgreementReasons } from '../../../core/outcomes.ts';
import type { CallView, FailureView } from '../../../core/view/scenario-view.ts';
import { beginning, cutAfter, type ExplanationRecord, type ScenarioRecord } from '../../contract/study.ts';
import { allConditions } from '../conditions/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
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

/** The scenario with this id, null where there is none. Within `reading`. */
export function scenarioRecord(connection: SqliteConnection, id: string): ScenarioRecord | null {
  const row = connection.first(scenarioRows.where('scenario.id', '=', id));
  if (row === undefined) return null;
  const { number, ...scenario } = scenarioFromRow(row);
  const conditions = allConditions(connection);
  const explanations = ofStage(conditions, 'explain').flatMap((condition) =>
    explanationsOf(connection, condition, number, conditions),
  );
  const madeFrom = connection.value(findMadeFrom, number);
  return {
    scenario,
    active: row.active === 1,
    madeFrom: madeFrom === undefined ? null : String(madeFrom),
    judgments: ofStage(conditions, 'judge').flatMap((condition) =>
      labelsOfSubject(connection, judgmentLabels, condition.number, number).map((label) => ({
        ...about(connection, condition, label),
        outcome: label.outcome,
      })),
    ),
    explanations,
    failures: failuresOf(connection, conditions, number, explanations),
    conditions,
  };
}

function ofStage(conditions: readonly Condition[], stage: Stage): Condition[] {
  return conditions.filter((condition) => condition.stage === stage);
}

function about(connection: SqliteConnection, condition: Condition, { repeat, call }: SubjectLabel<string>) {
  const found = callOf(connection, call, cutAfter);
  if (found === null) throw new Error(`call ${call} has a label and is not stored`);
  const { number, model, attack } = condition;
  return { condition: number, model, attack, repeat, call: found };
}

function explanationsOf(
  connection: SqliteConnection,
  condition: Condition,
  scenario: number,
  conditions: readonly Condition[],
): ExplanationRecord[] {
  return labelsOfSubject(connection, explanationLabels, condition.number, scenario).map((label) => {
    const number = Number(connection.value(findExplanation, condition.number, label.repeat, scenario));
    const text = connection.value(findText, number);
    return {
      ...about(connection, condition, label),
      number,
      outcome: label.outcome,
      text: text === undefined ? null : String(text),
      agreements: ofStage(conditions, 'agree').flatMap((rater) => agreementsOf(connection, rater, number)),
      ratings: [...connection.rows(countRatings, number)].map(([value, count]) => ({
        value: Number(value),
        count: Number(count),
      })),
    };
  });
}

function agreementsOf(connection: SqliteConnection, rater: Condition, explanation: number) {
  return labelsOfSubject(connection, agreementLabels, rater.number, explanation).map((label) => ({
    ...about(connection, rater, label),
    outcome: label.outcome,
    reasons: reasonsFrom(connection.row(findReasons, rater.number, label.repeat, explanation)),
  }));
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

function failuresOf(
  connection: SqliteConnection,
  conditions: readonly Condition[],
  scenario: number,
  explanations: readonly ExplanationRecord[],
): FailureView[] {
  return conditions.flatMap((condition) => {
    const { stage } = condition;
    if (stage === 'answer') return [];
    const subjects = stage === 'agree' ? explanations.map(({ number }) => number) : [scenario];
    const repeats = failedRepeats(connection, condition.number);
    return subjects.flatMap((subject) =>
      Array.from({ length: repeats }, (_, repeat) =>
        connection.row(findFailure, condition.number, repeat, subject),
      ).flatMap((row, repeat) =>
        row === undefined
          ? []
          : [
              {
                stage,
                model: condition.model,
                attack: condition.attack,
                repeat,
                reason: String(row[0]),
                status: row[1] === null ? null : Number(row[1]),
                message: String(row[2]),
                attempts: Number(row[3]),
                failedAt: Number(row[4]),
              },
            ],
      ),
    );
  });
}

/** A label on an answer about one subject in one condition. */
interface SubjectLabel<Label extends string> {
  readonly repeat: number;
  readonly outcome: Label;
  /** Number of the call. */
  readonly call: number;
}

/** Labels about one subject in one condition, by repeat: a look-up each, since rows lie in the order of repeats. Within `reading`. */
function labelsOfSubject<Label extends string>(
  connection: SqliteConnection,
  table: LabelTable<Label, SubjectColumn>,
  condition: number,
  subject: number,
): SubjectLabel<Label>[] {
  const find = `select outcome, call from ${table.name} where condition = ? and repeat = ? and ${table.subject} = ?`;
  const repeats = labelledRepeats(connection, table, condition);
  const rows: SubjectLabel<Label>[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const row = connection.row(find, condition, repeat, subject);
    if (row !== undefined)
      rows.push({ repeat, outcome: table.labelOf(Number(row[0])), call: Number(row[1]) });
  }
  return rows;
}

const findCall = `select number, text, reasoning, finish, input_tokens, output_tokens, served_model, not_accepted, latency_ms,
  attempts, answered_at from call where number = ?`;

/** The call of this number, texts beyond `cut` cut; null where there is none. Within `reading`. */
export function callOf(connection: SqliteConnection, number: number, cut: number): CallView | null {
  const row = connection.row(findCall, number);
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

import type { NewAgreement, NewExplanation } from '../../contract/explanations.ts';
import type { CommitBatch, NewEmulation } from '../../contract/store.ts';
import {
  agreementLabels,
  answerLabels,
  explanationLabels,
  judgmentLabels,
  type LabelSubject,
  type LabelTable,
  type SubjectColumn,
} from '../../sql/labels/label-tables.ts';
import type { CallKeys } from '../calls/call-keys.ts';
import type { SqliteConnection } from '../connection.ts';
import { callWrites, labelWrites, scenarioWrites } from '../raw-writes.ts';
import { putScenario, scenarioNumber } from '../scenarios/put-scenario.ts';

const findExplanation = `select number, text from explanation left join explanation_text on explanation = number
  where condition = ? and repeat = ? and scenario = ?`;

/** Writes the labels of a batch, and the scenarios that they made. Within `CallKeys.within`. */
export function addLabels(connection: SqliteConnection, keys: CallKeys, batch: CommitBatch): void {
  for (const scenario of batch.scenarios ?? []) {
    const { number, before } = putScenario(connection, scenario, true);
    if (before === 'inactive') connection.prepare(scenarioWrites.activate).run(number);
  }
  putLabels(connection, keys, judgmentLabels, batch.judgments ?? []);
  putLabels(connection, keys, answerLabels, batch.answers ?? []);
  addEmulations(connection, keys, batch.emulations ?? []);
  addExplanations(connection, keys, batch.explanations ?? []);
  addAgreements(connection, keys, batch.agreements ?? []);
}

type NewLabel<Label extends string, Column extends SubjectColumn> = LabelSubject<Column> & {
  readonly key: string;
  readonly outcome: Label;
  readonly parserVersion: number;
};

function putLabels<Label extends string, Column extends SubjectColumn>(
  connection: SqliteConnection,
  keys: CallKeys,
  { name, subject, codes }: LabelTable<Label, Column>,
  labels: readonly NewLabel<Label, Column>[],
): void {
  const put = connection.prepare(labelWrites.put(name, subject));
  for (const label of labels) {
    const { condition, repeat, key, outcome, parserVersion } = label;
    put.run(condition, repeat, label[subject], callNumber(keys, key), codes[outcome], parserVersion);
  }
}

function addEmulations(
  connection: SqliteConnection,
  keys: CallKeys,
  emulations: readonly NewEmulation[],
): void {
  for (const { condition, repeat, scenario, key, scenarioId, parserVersion } of emulations) {
    const made = scenarioId === null ? null : scenarioNumber(connection, scenarioId);
    if (made === null && scenarioId !== null) throw new Error(`no scenario with id ${scenarioId} is stored`);
    connection
      .prepare(labelWrites.putEmulation)
      .run(condition, repeat, scenario, callNumber(keys, key), made, parserVersion);
  }
}

function addExplanations(
  connection: SqliteConnection,
  keys: CallKeys,
  explanations: readonly NewExplanation[],
): void {
  for (const explanation of explanations) {
    if (explanation.number !== undefined) keepNumber(connection, keys, explanation, explanation.number);
  }
  putLabels(connection, keys, explanationLabels, explanations);
  for (const { condition, repeat, scenario, outcome, text } of explanations) {
    const [number, before] = connection.row(findExplanation, condition, repeat, scenario) ?? [];
    const now = outcome === 'explained' ? text : null;
    if (before === now) continue;
    if (before !== null) removeAgreements(connection, Number(number));
    if (now === null) connection.prepare(labelWrites.removeText).run(Number(number));
    else connection.prepare(labelWrites.putText).run(Number(number), now);
  }
}

/** Makes the row under its number; `putLabels` finds it there. */
function keepNumber(
  connection: SqliteConnection,
  keys: CallKeys,
  label: NewExplanation,
  number: number,
): void {
  const { condition, repeat, scenario, key, outcome, parserVersion } = label;
  const call = callNumber(keys, key);
  const code = explanationLabels.codes[outcome];
  connection
    .prepare(labelWrites.putNumbered)
    .run(number, condition, repeat, scenario, call, code, parserVersion);
}

const raters = `select condition.number, (select max(repeat) from agreement as a where a.condition = condition.number),
  (select max(repeat) from failure as f where f.condition = condition.number) from condition where stage = 'agree'`;

/**
 * Removes the agreements with an explanation, whose text is another now: labels and failures, never calls. Goes
 * through the raters' conditions, since no index leads from an explanation to its agreements. Within `writing`.
 */
function removeAgreements(connection: SqliteConnection, explanation: number): void {
  const removals = [labelWrites.removeReasons, labelWrites.removeAgreement, callWrites.removeFailure];
  for (const [condition, lastAgreed, lastFailed] of [...connection.rows(raters)]) {
    const repeats = Math.max(Number(lastAgreed ?? -1), Number(lastFailed ?? -1)) + 1;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const removal of removals) connection.prepare(removal).run(Number(condition), repeat, explanation);
    }
  }
}

function addAgreements(
  connection: SqliteConnection,
  keys: CallKeys,
  agreements: readonly NewAgreement[],
): void {
  putLabels(connection, keys, agreementLabels, agreements);
  for (const { condition, repeat, explanation, reasons } of agreements) {
    const { thought, summary, arguments: list } = reasons;
    if (thought === null && summary === null && list.length === 0) {
      connection.prepare(labelWrites.removeReasons).run(condition, repeat, explanation);
    } else {
      connection
        .prepare(labelWrites.putReasons)
        .run(condition, repeat, explanation, thought, summary, JSON.stringify(list));
    }
  }
}

function callNumber(keys: CallKeys, key: string): number {
  const found = keys.find(key);
  if (found === undefined) throw new Error(`no call with key ${key} is stored or in the batch`);
  return found;
}

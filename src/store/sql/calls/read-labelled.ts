import { sql } from 'kysely';
import type { LabelledCalls, StoredCall } from '../../contract/calls.ts';
import { questionFromRow } from '../answers/answer-methods.ts';
import { type Database, pages } from '../database.ts';
import {
  agreementLabels,
  answerLabels,
  explanationLabels,
  judgmentLabels,
  type LabelTable,
} from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';

type Rows<Stage extends keyof LabelledCalls> = AsyncGenerator<readonly LabelledCalls[Stage][]>;

const readersByStage: {
  readonly [Stage in keyof LabelledCalls]: (database: Database) => Rows<Stage>;
} = {
  judge: readJudgments,
  explain: readExplanations,
  agree: readAgreements,
  answer: readAnswers,
};

/** See `Store.labelled`. */
export function readLabelled<Stage extends keyof LabelledCalls>(
  database: Database,
  stage: Stage,
): Rows<Stage> {
  return readersByStage[stage](database);
}

async function* readJudgments(database: Database): Rows<'judge'> {
  const query = storeQueries
    .selectFrom('judgment')
    .crossJoin('call')
    .whereRef('call.number', '=', 'judgment.call')
    .select(['judgment.condition', 'judgment.repeat', 'judgment.scenario', 'judgment.outcome'])
    .select(['judgment.parser_version', 'call.key', 'call.text', 'call.finish'])
    .orderBy('judgment.condition')
    .orderBy('judgment.repeat')
    .orderBy('judgment.scenario');
  const page = (last: (Asked & { scenario: number }) | undefined) =>
    last === undefined ? query : query.where(beyond(judgmentLabels, last, last.scenario));
  for await (const rows of pages(database, page, (row) => row)) {
    yield rows.map((row) => ({
      ...asked(row),
      scenario: row.scenario,
      ...labelled(row),
      outcome: judgmentLabels.labelOf(row.outcome),
    }));
  }
}

async function* readExplanations(database: Database): Rows<'explain'> {
  const query = storeQueries
    .selectFrom('explanation')
    .crossJoin('call')
    .leftJoin('explanation_text as read', 'read.explanation', 'explanation.number')
    .whereRef('call.number', '=', 'explanation.call')
    .select(['explanation.condition', 'explanation.repeat', 'explanation.scenario', 'explanation.outcome'])
    .select(['explanation.parser_version', 'call.key', 'call.text', 'call.finish', 'read.text as written'])
    .orderBy('explanation.condition')
    .orderBy('explanation.repeat')
    .orderBy('explanation.scenario');
  const page = (last: (Asked & { scenario: number }) | undefined) =>
    last === undefined ? query : query.where(beyond(explanationLabels, last, last.scenario));
  for await (const rows of pages(database, page, (row) => row)) {
    yield rows.map((row) => ({
      ...asked(row),
      scenario: row.scenario,
      ...labelled(row),
      outcome: explanationLabels.labelOf(row.outcome),
      text: row.written ?? '',
    }));
  }
}

async function* readAgreements(database: Database): Rows<'agree'> {
  const query = storeQueries
    .selectFrom('agreement')
    .crossJoin('call')
    .whereRef('call.number', '=', 'agreement.call')
    .select(['agreement.condition', 'agreement.repeat', 'agreement.explanation', 'agreement.outcome'])
    .select(['agreement.parser_version', 'call.key', 'call.text', 'call.finish'])
    .orderBy('agreement.condition')
    .orderBy('agreement.repeat')
    .orderBy('agreement.explanation');
  const page = (last: (Asked & { explanation: number }) | undefined) =>
    last === undefined ? query : query.where(beyond(agreementLabels, last, last.explanation));
  for await (const rows of pages(database, page, (row) => row)) {
    yield rows.map((row) => ({
      ...asked(row),
      explanation: row.explanation,
      ...labelled(row),
      outcome: agreementLabels.labelOf(row.outcome),
    }));
  }
}

async function* readAnswers(database: Database): Rows<'answer'> {
  const query = storeQueries
    .selectFrom('answer')
    .crossJoin('call')
    .crossJoin('question')
    .crossJoin('question_text')
    .whereRef('call.number', '=', 'answer.call')
    .whereRef('question.number', '=', 'answer.question')
    .whereRef('question_text.question', '=', 'answer.question')
    .selectAll('question')
    .select(['answer.condition', 'answer.repeat', 'answer.outcome', 'answer.parser_version'])
    .select([
      'call.key',
      'call.text',
      'call.finish',
      'question_text.context',
      'question_text.text as question',
    ])
    .select(['question_text.option_0', 'question_text.option_1', 'question_text.option_2'])
    .orderBy('answer.condition')
    .orderBy('answer.repeat')
    .orderBy('answer.question');
  const page = (last: (Asked & { number: number }) | undefined) =>
    last === undefined ? query : query.where(beyond(answerLabels, last, last.number));
  for await (const rows of pages(database, page, (row) => row)) {
    yield rows.map((row) => ({
      ...asked(row),
      question: row.number,
      ...labelled(row),
      outcome: answerLabels.labelOf(row.outcome),
      asked: questionFromRow(row),
    }));
  }
}

interface Asked {
  readonly condition: number;
  readonly repeat: number;
}

const asked = ({ condition, repeat }: Asked): Asked => ({ condition, repeat });

function labelled(row: StoredCall['completion'] & { readonly key: string; readonly parser_version: number }) {
  const { key, text, finish, parser_version } = row;
  return { key, completion: { text, finish }, parserVersion: parser_version };
}

/** That a label comes after this one, in the order of its table's key. */
function beyond({ name, subject }: LabelTable, { condition, repeat }: Asked, subjectNumber: number) {
  const columns = ['condition', 'repeat', subject].map((column) => sql.ref(`${name}.${column}`));
  return sql<boolean>`(${sql.join(columns)}) > (${condition}, ${repeat}, ${subjectNumber})`;
}

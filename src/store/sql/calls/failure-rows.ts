import { sql } from 'kysely';
import type { FailureRow } from '../../contract/calls.ts';
import { type Database, pages } from '../database.ts';
import { storeQueries } from '../queries.ts';

/** See `CallStore.failureRows`. */
export async function* readFailureRows(database: Database): AsyncGenerator<readonly FailureRow[]> {
  const query = failures();
  const page = (last: Place | undefined) =>
    last === undefined
      ? query
      : query.where(
          sql<boolean>`(failure.condition, failure.repeat, failure.subject) > (${last.condition}, ${last.repeat}, ${last.subject})`,
        );
  for await (const rows of pages(database, page, (row): Place => row)) yield rows.map(failureFromRow);
}

interface Place {
  readonly condition: number;
  readonly repeat: number;
  readonly subject: number;
}

/** The subject is a scenario, an explanation or a question, by the stage; the other joins find what is not meant. */
function failures() {
  return storeQueries
    .selectFrom('failure')
    .innerJoin('condition', 'condition.number', 'failure.condition')
    .leftJoin('scenario', 'scenario.number', 'failure.subject')
    .leftJoin('explanation', 'explanation.number', 'failure.subject')
    .leftJoin('scenario as explained', 'explained.number', 'explanation.scenario')
    .leftJoin('question', 'question.number', 'failure.subject')
    .select(['failure.condition', 'failure.repeat', 'failure.subject', 'failure.reason', 'failure.status'])
    .select(['failure.message', 'failure.attempts', 'failure.failed_at'])
    .select(['condition.stage', 'condition.model', 'condition.endpoint', 'condition.attack'])
    .select(['condition.prompt_pack', 'scenario.id as scenario_id', 'explained.id as explained_id'])
    .select('question.id as asked_id')
    .orderBy('failure.condition')
    .orderBy('failure.repeat')
    .orderBy('failure.subject');
}

type Row = Awaited<ReturnType<ReturnType<typeof failures>['executeTakeFirstOrThrow']>>;

function failureFromRow(row: Row): FailureRow {
  const { subject, scenario_id, explained_id, asked_id, failed_at, ...common } = row;
  const { stage } = row;
  return {
    ...common,
    scenario_id: stage === 'answer' ? null : stage === 'agree' ? explained_id : scenario_id,
    explanation: stage === 'agree' ? subject : null,
    question_id: stage === 'answer' ? asked_id : null,
    failed_at: new Date(failed_at).toISOString(),
  };
}

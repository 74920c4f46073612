import type { CallCount, CallRow, CallStore, FailedSubject } from '../../contract/calls.ts';
import { allConditions } from '../conditions/conditions.ts';
import { type Database, pages } from '../database.ts';
import { scanFailures } from '../labels/label-tables.ts';
import { storeQueries } from '../queries.ts';
import { all, type Steps } from '../steps.ts';
import { readFailureRows } from './failure-rows.ts';
import { readLabelled } from './read-labelled.ts';

/** Each database has its own way to store calls and to find them by their keys: all answers pass there. */
export function callMethods(database: Database): Omit<CallStore, 'calls' | 'commit'> {
  const { reading } = database;
  return {
    failed: (condition) => reading(() => failedSubjects(condition)),
    labelled: (stage) => readLabelled(database, stage),
    callRows: () => readCallRows(database),
    failureRows: () => readFailureRows(database),
    callCounts: () => reading(countCalls),
  };
}

function* failedSubjects(condition: number): Steps<FailedSubject[]> {
  const failed: FailedSubject[] = [];
  yield* scanFailures(condition, (subject, repeat) => failed.push({ subject, repeat }));
  return failed;
}

async function* readCallRows(database: Database): AsyncGenerator<readonly CallRow[]> {
  const query = storeQueries
    .selectFrom('call')
    .innerJoin('condition', 'condition.number', 'call.condition')
    .selectAll('call')
    .select(['condition.stage', 'condition.model', 'condition.endpoint'])
    .select(['condition.attack', 'condition.prompt_pack'])
    .orderBy('call.number');
  const page = (last: number | undefined) => query.where('call.number', '>', last ?? 0);
  for await (const rows of pages(database, page, (row) => row.number)) {
    yield rows.map(({ number, condition, answered_at, ...row }) => ({
      ...row,
      answered_at: new Date(answered_at).toISOString(),
    }));
  }
}

function* countCalls(): Steps<CallCount[]> {
  const query = storeQueries
    .selectFrom('call')
    .groupBy(['condition', 'served_model', 'not_accepted'])
    .select(['condition', 'served_model', 'not_accepted'])
    .select((on) => [
      on.fn.countAll<number>().as('calls'),
      on.fn.min('answered_at').as('from'),
      on.fn.max('answered_at').as('to'),
      on.fn.min('number').as('first'),
    ])
    .orderBy('first');
  const conditions = new Map((yield* allConditions()).map((condition) => [condition.number, condition]));
  return (yield* all(query)).map(({ condition: number, served_model, not_accepted, calls, from, to }) => {
    const condition = conditions.get(number);
    if (condition === undefined) throw new Error(`condition ${number} has calls and is not stored`);
    const notAccepted = not_accepted.split(',').filter(Boolean);
    return { condition, servedModel: served_model, notAccepted, calls, from, to };
  });
}

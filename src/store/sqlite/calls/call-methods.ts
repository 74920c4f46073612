import type { Finish } from '../../../core/model.ts';
import type { CallCount, CallRow, CallStore, FailedSubject, StoredCall } from '../../contract/calls.ts';
import { allConditions } from '../conditions/conditions.ts';
import type { SqliteConnection } from '../connection.ts';
import { scanFailures } from '../labels/label-tables.ts';
import { pageSize, pages, storeQueries } from '../queries.ts';
import type { CallKeys } from './call-keys.ts';
import { writeBatch } from './commit.ts';
import { readFailureRows } from './failure-rows.ts';
import { readLabelled } from './read-labelled.ts';

export function callMethods(connection: SqliteConnection, keys: CallKeys): CallStore {
  return {
    calls: async (wanted) => storedCalls(connection, keys, wanted),
    commit: async (batch) => writeBatch(connection, keys, batch),
    failed: async (condition) => failedSubjects(connection, condition),
    labelled: (stage) => readLabelled(connection, stage),
    callRows: () => readCallRows(connection),
    failureRows: () => readFailureRows(connection),
    callCounts: async () => countCalls(connection),
  };
}

const findCall = 'select text, finish from call where number = ?';

/** See `Store.calls`. */
export function storedCalls(
  connection: SqliteConnection,
  callKeys: CallKeys,
  keys: readonly string[],
): Map<string, StoredCall> {
  return connection.reading(() => {
    callKeys.refresh();
    const found = new Map<string, StoredCall>();
    for (const key of keys) {
      const number = callKeys.find(key);
      if (number === undefined) continue;
      const row = connection.row(findCall, number);
      // Another process may have removed it.
      if (row === undefined) continue;
      const [text, finish] = row;
      // `finish` is only ever written from a completion.
      found.set(key, { key, completion: { text: String(text), finish: String(finish) as Finish } });
    }
    return found;
  });
}

function failedSubjects(connection: SqliteConnection, condition: number): FailedSubject[] {
  return connection.reading(() => {
    const failed: FailedSubject[] = [];
    scanFailures(connection, condition, (subject, repeat) => failed.push({ subject, repeat }));
    return failed;
  });
}

async function* readCallRows(connection: SqliteConnection): AsyncGenerator<readonly CallRow[]> {
  const query = storeQueries
    .selectFrom('call')
    .innerJoin('condition', 'condition.number', 'call.condition')
    .selectAll('call')
    .select(['condition.stage', 'condition.model', 'condition.endpoint'])
    .select(['condition.attack', 'condition.prompt_pack'])
    .orderBy('call.number')
    .limit(pageSize);
  const page = (last: number | undefined) => query.where('call.number', '>', last ?? 0);
  for await (const rows of pages(connection, page, (row) => row.number)) {
    yield rows.map(({ number, condition, answered_at, ...row }) => ({
      ...row,
      answered_at: new Date(answered_at).toISOString(),
    }));
  }
}

function countCalls(connection: SqliteConnection): CallCount[] {
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
  return connection.reading(() => {
    const conditions = new Map(allConditions(connection).map((condition) => [condition.number, condition]));
    return connection.all(query).map(({ condition: number, served_model, not_accepted, calls, from, to }) => {
      const condition = conditions.get(number);
      if (condition === undefined) throw new Error(`condition ${number} has calls and is not stored`);
      const notAccepted = not_accepted.split(',').filter(Boolean);
      return { condition, servedModel: served_model, notAccepted, calls, from, to };
    });
  });
}

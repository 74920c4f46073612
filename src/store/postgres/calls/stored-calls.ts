import type { Finish } from '../../../core/model.ts';
import type { StoredCall } from '../../contract/calls.ts';
import { batchesOf } from '../../sql/queries.ts';
import { each, rows, type Steps } from '../../sql/steps.ts';
import { records } from '../sql-text.ts';

/** Laterally, so that each key is looked up: a plan that was made while the table was empty reads all of it. */
const findCalls = `select found.* from json_array_elements_text(?::json) as given
  cross join lateral (select key, text, finish from call where key = given.value limit 1) as found`;

/** See `Store.calls`. */
export function* storedCalls(keys: readonly string[]): Steps<ReadonlyMap<string, StoredCall>> {
  const found = yield* each(batchesOf(keys), (batch) => rows(findCalls, records(batch)));
  return new Map(
    found.flat().map(([key, text, finish]) => [
      String(key),
      // `finish` is only ever written from a completion.
      { key: String(key), completion: { text: String(text), finish: String(finish) as Finish } },
    ]),
  );
}

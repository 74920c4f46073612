import type { Finish } from '../../../core/model.ts';
import type { StoredCall } from '../../contract/calls.ts';
import { batchesOf } from '../../sql/queries.ts';
import { each, rows, type Steps } from '../../sql/steps.ts';
import { records } from '../sql-text.ts';

const findCalls =
  'select key, text, finish from call where key in (select value from json_array_elements_text(?::json))';

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

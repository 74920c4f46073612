import type { Finish } from '../../../core/model.ts';
import type { StoredCall } from '../../contract/calls.ts';
import type { SqliteConnection } from '../connection.ts';
import type { CallKeys } from './call-keys.ts';

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

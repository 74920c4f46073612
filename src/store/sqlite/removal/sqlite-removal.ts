import type { RemovalStore } from '../../contract/removal.ts';
import type { Database } from '../../sql/database.ts';
import { removalMethods } from '../../sql/removal/removal-methods.ts';
import { write } from '../../sql/steps.ts';
import type { CallKeys } from '../calls/call-keys.ts';
import type { SqliteConnection } from '../connection.ts';
import { indexRemoval } from '../raw-writes.ts';
import { sqliteDatabase } from '../sqlite-database.ts';

/** Removal with the indexes that SQLite has of its own, and without a check of references for each row. */
export function sqliteRemovalMethods(connection: SqliteConnection, keys: CallKeys): RemovalStore {
  const database = sqliteDatabase(connection);
  const unchecked: Database = {
    ...database,
    tryOut: (work) => connection.unchecked(() => database.tryOut(work)),
    writing: (work) => connection.unchecked(() => database.writing(work)),
  };
  const methods = removalMethods(unchecked, {
    *calls() {
      yield* write(indexRemoval.callKeys);
      yield* write(indexRemoval.lowerIndexed);
    },
    *scenarios() {
      yield* write(indexRemoval.scenarioWords);
    },
  });
  return {
    ...methods,
    async remove(target) {
      const counts = await methods.remove(target);
      keys.forget();
      return counts;
    },
  };
}

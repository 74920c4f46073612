import { openConnection } from './open-connection.ts';
import { storeMigrations } from './store-migrations.ts';
import { bringUpToDate, isOutdated } from './store-version.ts';
import { takeWriterLock } from './writer-lock.ts';

/**
 * Brings a store of an earlier version up to date, for those who only read. A store that is up to date, or is none,
 * is left as it is.
 * @throws StoreError where an earlier version's store cannot be written, or another process holds it.
 */
export function updateStore(path: string): void {
  const reader = openConnection(path, true);
  try {
    if (!isOutdated(reader, storeMigrations.length)) return;
  } finally {
    reader.close();
  }
  const lock = takeWriterLock(path, 'hvsb, bringing the store up to date');
  try {
    const writer = openConnection(path, false);
    try {
      bringUpToDate(writer);
    } finally {
      writer.close();
    }
  } finally {
    lock.release();
  }
}

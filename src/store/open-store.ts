import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Store, StoreOptions } from './contract/store.ts';
import { isPostgresLocation, postgresLocation } from './postgres/location.ts';

/**
 * Opens the store that a name means: `postgres://user@host/database`, or a results file.
 * @throws StoreError, UsageError as `openSqliteStore` and `openPostgresStore`
 * @example
 * const store = await openStore('postgres://ada@db.example.org/study', { readOnly: true });
 */
export async function openStore(location: string, options: StoreOptions = {}): Promise<Store> {
  // Each is loaded where it is used: nobody waits for the other.
  return isPostgresLocation(location)
    ? (await import('./postgres/postgres-store.ts')).openPostgresStore(location, options)
    : (await import('./sqlite/sqlite-store.ts')).openSqliteStore(location, options);
}

/** Where a store lies that is named in this folder; an address is whole already. */
export function storeLocation(named: string, folder = '.'): string {
  return isPostgresLocation(named) ? named : resolve(folder, named);
}

/** Whether there may be a store: a database says so only when it is opened. */
export function mayBeStore(location: string): boolean {
  return isPostgresLocation(location) || existsSync(location);
}

/** A store's name to people, for titles: the file's, or the database's. */
export function storeName(location: string): string {
  return isPostgresLocation(location) ? postgresLocation(location).database : basename(location);
}

/** A location as it may be printed: without a password. */
export function shownLocation(location: string): string {
  return isPostgresLocation(location) ? postgresLocation(location).shown : location;
}

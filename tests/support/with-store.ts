import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../../src/core/scenario.ts';
import type { Store } from '../../src/store/contract/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { allOf } from './files.ts';
import { temporaryFolder } from './hvsb.ts';

/** What a file of a test holds. */
export type Content = string | Buffer;

/** Lends files of these names, and a store in memory. */
export async function withStore<T>(
  files: Readonly<Record<string, Content>>,
  use: (store: Store, paths: string[]) => Promise<T>,
): Promise<T> {
  await using folder = await temporaryFolder();
  const paths = Object.keys(files).map((name) => join(folder.path, name));
  for (const [index, content] of Object.values(files).entries()) await writeFile(paths[index] ?? '', content);
  const store = await openSqliteStore(':memory:');
  try {
    return await use(store, paths);
  } finally {
    await store.close();
  }
}

/** All scenarios of a store, in the order of their numbers. */
export async function scenariosOf(store: Store): Promise<Scenario[]> {
  return (await allOf(store.scenarios({}))).flat();
}

/** JSON Lines of these rows. */
export function jsonLines(...rows: readonly object[]): string {
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

/** A message of a conversation. */
export function message(role: string, content: string): { readonly role: string; readonly content: string } {
  return { role, content };
}

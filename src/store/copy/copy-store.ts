import { StoreError } from '../../errors/errors.ts';
import { isPostgresLocation } from '../postgres/location.ts';
import { type CopiedTable, copiedTables, isEmptyStore, keyOf, rowsAfter } from '../sql/copied-tables.ts';
import { countRevision } from '../sql/database.ts';
import type { SqlValue } from '../sql/steps.ts';
import type { CopySource, CopyTarget } from './copy-ends.ts';

/** What a copy has done so far. */
export interface CopiedRowsNote {
  readonly table: string;
  /** Of the table. */
  readonly rows: number;
}

/** Rows of each table that were copied. */
export type CopiedCounts = Readonly<Record<string, number>>;

/** Rows at a time: memory holds no more, and the target stores them with one statement. */
const rowsAtATime = 500;

/**
 * Copies everything of a store into an empty one, numbers included: exports and measures are equal. Either may be a file or
 * a database. All or nothing is stored, of one moment of the source; others may be writing there meanwhile.
 * @throws StoreError where the target holds anything, and as `openStore`
 * @example
 * await copyStore('hvsb.db', 'postgres://ada@db.example.org/study');
 */
export async function copyStore(
  from: string,
  to: string,
  onRows: (note: CopiedRowsNote) => void = () => undefined,
): Promise<CopiedCounts> {
  const source = await openSource(from);
  try {
    const target = await openTarget(to);
    try {
      return await source.reading((read) =>
        target.writing(async (write) => {
          if (!(await write(isEmptyStore))) throw notEmpty(target.location);
          const counts: Record<string, number> = {};
          for (const table of copiedTables) {
            counts[table.name] = await copyTable(table, read, (work) => write(work), target, onRows);
          }
          await write(target.finish);
          await write(function* () {
            yield countRevision;
          });
          return counts;
        }),
      );
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

type Read = Parameters<Parameters<CopySource['reading']>[0]>[0];

async function copyTable(
  table: CopiedTable,
  read: Read,
  write: Read,
  { insert }: CopyTarget,
  onRows: (note: CopiedRowsNote) => void,
): Promise<number> {
  let last: readonly SqlValue[] | null = null;
  for (let copied = 0; ; ) {
    const after: readonly SqlValue[] | null = last;
    const page = await read(() => rowsAfter(table, after, rowsAtATime));
    if (page.rows.length > 0) await write(() => insert(table, page));
    copied += page.rows.length;
    onRows({ table: table.name, rows: copied });
    const lastRow = page.rows.at(-1);
    if (lastRow === undefined || page.rows.length < rowsAtATime) return copied;
    last = keyOf(table, page.names, lastRow);
  }
}

function notEmpty(location: string): StoreError {
  return new StoreError('The store to copy to is not empty.', {
    where: location,
    expected: 'a new file, or a database or schema without a store',
    advice: 'Name another one, for example with "?schema=another" at the end of the address.',
  });
}

async function openSource(location: string): Promise<CopySource> {
  return isPostgresLocation(location)
    ? (await import('../postgres/copy-end.ts')).openPostgresSource(location)
    : (await import('../sqlite/copy-end.ts')).openSqliteSource(location);
}

async function openTarget(location: string): Promise<CopyTarget> {
  return isPostgresLocation(location)
    ? (await import('../postgres/copy-end.ts')).openPostgresTarget(location)
    : (await import('../sqlite/copy-end.ts')).openSqliteTarget(location);
}

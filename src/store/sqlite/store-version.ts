import { type Compilable, sql } from 'kysely';
import { StoreError } from '../../errors/errors.ts';
import type { SqliteConnection } from './connection.ts';
import {
  createLabelTables,
  createQuestionTables,
  createRatingScale,
  createRatingTables,
  createViewTables,
} from './create-tables.ts';
import { storeQueries } from './names.ts';

/** "hvsb" in ASCII; SQLite keeps it in the file's header. */
const applicationId = 0x68767362;

/**
 * - The journal (WAL) is copied back every 64 MB, so that pages which many batches touch are copied once: whoever
 *   copies waits for the disk, and sends nothing and answers nothing meanwhile. Nor is it longer than that on disk.
 * - `normal`: a commit survives the process however it ends; a power cut may take the last moments, never
 *   leave half a batch.
 */
const writerSettings = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma wal_autocheckpoint = 16000;
  pragma journal_size_limit = 67108864;
  pragma cache_size = -16000;
`;

/**
 * Brings the file to this program's version of the schema, from nothing if it is empty, in one transaction,
 * and sets the connection up for writing. Another program's file is left as it is.
 * @throws StoreError for another program's database and for a store of a newer version.
 */
export function bringUpToDate(
  connection: SqliteConnection,
  migrations: readonly Migration[] = storeMigrations,
): void {
  const version = connection.reading(() => versionOf(connection, migrations.length));
  connection.execute(writerSettings);
  if (version === migrations.length) return;
  connection.writing(() => {
    // Another process may have done it while this one waited for the file.
    const found = versionOf(connection, migrations.length);
    for (const migration of migrations.slice(found)) {
      for (const statement of migration()) connection.run(statement);
    }
    connection.execute(`pragma application_id = ${applicationId}`);
    connection.execute(`pragma user_version = ${migrations.length}`);
  });
}

/**
 * Refuses a file that only reading cannot bring up to date.
 * @throws StoreError, as `bringUpToDate`, and for a store of an earlier version.
 */
export function checkUpToDate(connection: SqliteConnection): void {
  const found = connection.reading(() => versionOf(connection, storeMigrations.length));
  if (found === storeMigrations.length) return;
  throw new StoreError(
    found === 0 ? 'the results file is empty' : 'the results file is of an earlier version',
    {
      where: connection.location,
      expected: `a store of version ${storeMigrations.length}`,
      found: found === 0 ? 'nothing' : `version ${found}`,
      advice: 'Any command that writes to it, such as "hvsb prepare", brings it up to date.',
    },
  );
}

/**
 * Whether the file is a store of an earlier version.
 * @throws StoreError, as `bringUpToDate`.
 */
export function isOutdated(connection: SqliteConnection, newest: number): boolean {
  const version = connection.reading(() => versionOf(connection, newest));
  return version > 0 && version < newest;
}

/** 0 for an empty file. */
function versionOf(connection: SqliteConnection, newest: number): number {
  const application = connection.pragma('application_id');
  const version = connection.pragma('user_version');
  if (application === 0 && version === 0 && isEmpty(connection)) return 0;
  if (application !== applicationId) {
    throw new StoreError('this is the database of another program', {
      where: connection.location,
      expected: 'a results file of hvsb',
      advice: 'Name another file with --store.',
    });
  }
  if (version > newest) {
    throw new StoreError('the results file was written by a newer hvsb', {
      where: connection.location,
      expected: `a store of version ${newest} or earlier`,
      found: `version ${version}`,
      advice: 'Update hvsb.',
    });
  }
  return version;
}

function isEmpty(connection: SqliteConnection): boolean {
  return connection.pragma('schema_version') === 0;
}

/** The statements that bring a store from one version to the next. */
export type Migration = () => readonly Compilable<unknown>[];

const { schema } = storeQueries;

/**
 * Entry n brings version n to n + 1. Entries are only ever added: files of every earlier version are out
 * in the world.
 */
export const storeMigrations: readonly Migration[] = [createVersion1, createViewTables, createRatingScale];

function createVersion1(): readonly Compilable<unknown>[] {
  return [
    ...createScenarioTables(),
    ...createCallTables(),
    ...createQuestionTables(),
    ...createLabelTables(),
    ...createRatingTables(),
  ];
}

function createScenarioTables(): readonly Compilable<unknown>[] {
  const scenario = schema
    .createTable('scenario')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('active', 'integer', (column) => column.notNull())
    .addColumn('dataset', 'text', (column) => column.notNull())
    .addColumn('form', 'text', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('variant', 'text', (column) => column.notNull())
    .addColumn('polarity', 'text')
    .addColumn('gold', 'text', (column) => column.notNull())
    .addColumn('control', 'integer', (column) => column.notNull())
    .addColumn('cluster', 'text', (column) => column.notNull())
    .addColumn('group_name', 'text')
    .addColumn('source_id', 'text', (column) => column.notNull())
    .addColumn('source_row', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  // Texts stand apart, so that counting and measuring never read them.
  const text = schema
    .createTable('scenario_text')
    .addColumn('scenario', 'integer', (column) => column.primaryKey().references('scenario.number'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('context', 'text')
    .addColumn('question', 'text')
    .addColumn('answer', 'text')
    .addColumn('prompt', 'text')
    .addColumn('completion', 'text')
    .addColumn('statement', 'text')
    .modifyEnd(sql`strict`);
  const sample = schema
    .createTable('sample')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('seed', 'integer', (column) => column.notNull())
    .addColumn('stratify', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  const member = schema
    .createTable('sample_member')
    .addColumn('sample', 'integer', (column) => column.notNull().references('sample.number'))
    .addColumn('scenario', 'integer', (column) => column.notNull().references('scenario.number'))
    .addPrimaryKeyConstraint('sample_member_key', ['sample', 'scenario'])
    .modifyEnd(sql`strict, without rowid`);
  return [scenario, text, sample, member];
}

function createCallTables(): readonly Compilable<unknown>[] {
  const condition = schema
    .createTable('condition')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('endpoint', 'text', (column) => column.notNull())
    .addColumn('attack', 'text', (column) => column.notNull())
    .addColumn('prompt_pack', 'text', (column) => column.notNull())
    .addColumn('prompt_hash', 'text', (column) => column.notNull())
    .addColumn('prompt_templates', 'text', (column) => column.notNull())
    .addColumn('sampling', 'text', (column) => column.notNull())
    .addColumn('created_at', 'integer', (column) => column.notNull())
    // Running totals, so that the status needs no pass over the calls and their texts.
    .addColumn('calls', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('input_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('output_tokens', 'integer', (column) => column.notNull().defaultTo(0))
    .addUniqueConstraint('condition_content', [
      'stage',
      'model',
      'endpoint',
      'attack',
      'prompt_pack',
      'prompt_hash',
      'sampling',
    ])
    .modifyEnd(sql`strict`);
  const call = schema
    .createTable('call')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('condition', 'integer', (column) => column.notNull().references('condition.number'))
    .addColumn('finish', 'text', (column) => column.notNull())
    .addColumn('input_tokens', 'integer')
    .addColumn('output_tokens', 'integer')
    .addColumn('served_model', 'text')
    .addColumn('not_accepted', 'text', (column) => column.notNull())
    .addColumn('latency_ms', 'real', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('answered_at', 'integer', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('reasoning', 'text')
    .modifyEnd(sql`strict`);
  return [condition, call, ...createCallKeys()];
}

/** The index of `call.key`, kept by `CallKeys` instead of SQLite. */
function createCallKeys(): readonly Compilable<unknown>[] {
  const key = schema
    .createTable('call_key')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('call', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict, without rowid`);
  const until = schema
    .createTable('call_keys_until')
    .addColumn('call', 'integer', (column) => column.notNull())
    .modifyEnd(sql`strict`);
  return [key, until, storeQueries.insertInto('call_keys_until').values({ call: 0 })];
}

import { describe, expect, it } from 'vitest';
import * as sharedWrites from '../sql/raw-writes.ts';
import { SqliteConnection } from './connection.ts';
import * as ownWrites from './raw-writes.ts';
import { prepareForWriting } from './schema.ts';

/** Every SQL text in the value, by its path; functions are called with the tables that they are for. */
function statementsOf(value: unknown, path: string): readonly (readonly [path: string, sql: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') {
    return labelTables.map(([table, subject]) => [`${path}(${table})`, String(value(table, subject))]);
  }
  return Object.entries(value ?? {}).flatMap(([name, part]) => statementsOf(part, `${path}.${name}`));
}

const labelTables = [
  ['judgment', 'scenario'],
  ['explanation', 'scenario'],
  ['agreement', 'explanation'],
  ['answer', 'question'],
] as const;

/** Those that values are written after, with some. */
function whole(sql: string): string {
  return sql.replace(/ values$/, ' values (?, ?)').replace(/ in$/, ' in (?)');
}

const statements = statementsOf({ ...sharedWrites, ...ownWrites }, 'writes').map(
  ([path, sql]) => [path, whole(sql)] as const,
);
const creating = statements.filter(([, sql]) => sql.startsWith('create'));
const writing = statements.filter(([, sql]) => !sql.startsWith('create'));

describe('raw writes', () => {
  const connection = new SqliteConnection(':memory:', ':memory:', {});
  prepareForWriting(connection);
  connection.define('text_hash', () => 0);
  for (const [, sql] of creating) connection.execute(sql);

  it('are found, all of them', () => {
    expect(creating).toHaveLength(12);
    expect(writing.length).toBeGreaterThan(60);
    for (const [path, sql] of writing) expect(sql, path).toMatch(/^(insert|update|delete) /);
  });

  it.each(writing)('%s fits the schema', (_, sql) => {
    expect(() => connection.prepare(sql)).not.toThrow();
  });

  it('would not fit with a column that is not there', () => {
    expect(() => connection.prepare('update scenario set activ = 1')).toThrow('no such column');
  });
});

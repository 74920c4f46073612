import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { propertyRuns } from '../../../../tests/support/thorough.ts';
import { sampleCall, sampleCondition } from '../../../testing/store/store-fixture.ts';
import { putCondition } from '../../sql/conditions/conditions.ts';
import { SqliteConnection } from '../connection.ts';
import { prepareForWriting } from '../schema.ts';
import { perform } from '../sqlite-database.ts';
import { CallKeys } from './call-keys.ts';
import { writeBatch } from './commit.ts';
import { storedCalls } from './stored-calls.ts';

interface Writer {
  readonly connection: SqliteConnection;
  readonly keys: CallKeys;
}

let folder = '';
let opened: SqliteConnection[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hvsb-keys-'));
  opened = [];
});
afterEach(() => {
  for (const connection of opened) connection.close();
  rmSync(folder, { recursive: true });
});

function open(name: string): Writer {
  const connection = new SqliteConnection(join(folder, name), name, {});
  opened.push(connection);
  prepareForWriting(connection);
  return { connection, keys: new CallKeys(connection, 5) };
}

function put({ connection, keys }: Writer, names: readonly string[]): void {
  const condition = connection.writing(() => perform(connection, putCondition(sampleCondition))).number;
  writeBatch(connection, keys, { calls: names.map((key) => sampleCall(key, condition)) });
}

function known({ connection, keys }: Writer, names: readonly string[]): readonly string[] {
  return [...storedCalls(connection, keys, names).keys()];
}

function indexed({ connection }: Writer): number {
  return connection.reading(() => Number(connection.value('select count(*) from call_key')));
}

describe('the keys of calls', () => {
  it('wait in memory until there are enough of them, and are found all the while', () => {
    const writer = open('one');
    put(writer, ['a', 'b', 'c', 'd']);
    expect(indexed(writer)).toBe(0);
    put(writer, ['e', 'f']);
    expect(indexed(writer)).toBe(6);
    put(writer, ['g']);
    expect(known(writer, ['a', 'f', 'g', 'h'])).toEqual(['a', 'f', 'g']);
  });

  it('are found by a connection that opens later, whether they waited or not', () => {
    put(open('one'), ['a', 'b', 'c', 'd', 'e', 'f']);
    put(open('one'), ['g']);
    expect(known(open('one'), ['b', 'g', 'z'])).toEqual(['b', 'g']);
  });

  it('of a batch that was not written are forgotten', () => {
    const writer = open('one');
    put(writer, ['a']);
    const judgment = { condition: 1, scenario: 1, repeat: 0, outcome: 'biased', parserVersion: 1 } as const;
    const calls = [sampleCall('b', 1)];
    expect(() =>
      writeBatch(writer.connection, writer.keys, { calls, judgments: [{ ...judgment, key: 'b' }] }),
    ).toThrow('FOREIGN KEY');
    expect(known(writer, ['a', 'b'])).toEqual(['a']);
    put(writer, ['b']);
    expect(known(writer, ['a', 'b'])).toEqual(['a', 'b']);
  });

  it('stay unique and complete while two connections write in any order', () => {
    const batch = fc.array(fc.integer({ min: 0, max: 40 }).map(String), { maxLength: 8 });
    let runs = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), batch), { maxLength: 12 }), (writes) => {
        runs += 1;
        const writers = [open(`run-${runs}`), open(`run-${runs}`)] as const;
        const expected = new Set<string>();
        for (const [first, names] of writes) {
          put(writers[first ? 0 : 1], names);
          for (const name of names) expected.add(name);
          for (const writer of writers) {
            expect(new Set(known(writer, [...expected, 'never']))).toEqual(expected);
          }
        }
        const [{ connection }] = writers;
        const stored = connection.reading(() => Number(connection.value('select count(*) from call')));
        expect(stored).toBe(expected.size);
      }),
      { numRuns: propertyRuns(30) },
    );
  });
});

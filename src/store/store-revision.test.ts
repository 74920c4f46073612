import { describe, expect, it } from 'vitest';
import { putSample } from './sample-store.ts';
import { saveRatings } from './saved-ratings.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { countRevision, storeRevision } from './store-revision.ts';
import { bringUpToDate } from './store-version.ts';
import { beginRun, noteRun } from './stored-runs.ts';

function openMemory(): SqliteConnection {
  const connection = new SqliteConnection(':memory:', ':memory:', {});
  bringUpToDate(connection);
  return connection;
}

function revision(connection: SqliteConnection): number {
  return connection.reading(() => storeRevision(connection));
}

describe('the revision of a store', () => {
  it('grows with what is written, and goes back with what is taken back', () => {
    const connection = openMemory();
    expect(revision(connection)).toBe(0);
    connection.writing(() => countRevision(connection));
    expect(revision(connection)).toBe(1);
    expect(() =>
      connection.writing(() => {
        countRevision(connection);
        throw new Error('no');
      }),
    ).toThrow();
    expect(revision(connection)).toBe(1);
    putSample(connection, { name: 'some', seed: 1, stratify: [], createdAt: 1 }, []);
    saveRatings(connection, []);
    expect(revision(connection)).toBe(3);
  });

  it('stays when a run only says how it stands', () => {
    const connection = openMemory();
    const run = beginRun(connection, { command: 'hvsb judge', version: '1', startedAt: 1 });
    noteRun(connection, run, { state: 'running', updatedAt: 2, endedAt: null, error: null, parts: [] });
    expect(revision(connection)).toBe(0);
  });
});

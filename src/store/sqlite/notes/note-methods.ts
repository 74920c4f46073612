import type { Note } from '../../../core/note.ts';
import { UsageError } from '../../../errors/errors.ts';
import { checkNote, type NoteStore, type StoredNote } from '../../contract/notes.ts';
import type { SqliteConnection } from '../connection.ts';
import { pages, storeQueries } from '../queries.ts';
import { noteWrites } from '../raw-writes.ts';
import type { StoreTables } from '../tables.ts';

/** In the table: the note is about the scenario itself. No call has this number. */
const noCall = 0;

export function noteMethods(connection: SqliteConnection): NoteStore {
  return {
    saveNotes: async (notes) => saveNotes(connection, notes),
    async removeNotes(subjects) {
      return connection.writing(() => {
        const remove = connection.prepare(noteWrites.remove);
        return subjects.reduce(
          (removed, { scenarioId, call }) => removed + Number(remove.run(scenarioId, call ?? noCall).changes),
          0,
        );
      });
    },
    async *notes() {
      // A store that was only read since it was made by an earlier version has no table of them.
      if (connection.reading(() => connection.value(hasNotes)) === undefined) return;
      const rows = pages(connection, notesAfter, ({ scenario, call }) => ({ scenario, call }));
      for await (const page of rows) yield page.map(storedNote);
    },
  };
}

const hasNotes = "select 1 from sqlite_master where type = 'table' and name = 'note'";
const scenarioOf = 'select number from scenario where id = ?';
const isCall = 'select 1 from call where number = ?';

function saveNotes(connection: SqliteConnection, notes: readonly Note[]): void {
  const { location } = connection;
  connection.writing(() => {
    const put = connection.prepare(noteWrites.put);
    for (const note of notes) {
      checkNote(note, location);
      const { scenarioId, call, starred, tags, comment, notedAt } = note;
      const scenario = connection.value(scenarioOf, scenarioId);
      if (typeof scenario !== 'number') throw unknown(`the scenario ${scenarioId}`, location);
      if (call !== null && connection.value(isCall, call) === undefined)
        throw unknown(`call ${call}`, location);
      put.run(scenario, call ?? noCall, starred ? 1 : 0, JSON.stringify(tags), comment, notedAt);
    }
  });
}

function unknown(subject: string, where: string): UsageError {
  return new UsageError('A note is about something that is not stored.', {
    where,
    expected: 'a scenario and, for an answer, a call that are stored',
    found: subject,
    advice: 'Load the page again: what it shows may have been removed.',
  });
}

function notesAfter(last: { readonly scenario: number; readonly call: number } | undefined) {
  const query = storeQueries
    .selectFrom('note')
    .innerJoin('scenario', 'scenario.number', 'note.scenario')
    .selectAll('note')
    .select('scenario.id')
    .orderBy('note.scenario')
    .orderBy('note.call')
    .limit(1000);
  if (last === undefined) return query;
  return query.where(({ eb, refTuple, tuple }) =>
    eb(refTuple('note.scenario', 'note.call'), '>', tuple(last.scenario, last.call)),
  );
}

type NoteRow = StoreTables['note'] & { readonly id: string };

function storedNote(row: NoteRow): StoredNote {
  return {
    scenario: row.scenario,
    scenarioId: row.id,
    call: row.call === noCall ? null : row.call,
    starred: row.starred === 1,
    // As `saveNotes` wrote them.
    tags: JSON.parse(row.tags),
    comment: row.comment,
    notedAt: row.noted_at,
  };
}

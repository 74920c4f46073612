import type { Note, NoteSubject } from '../../../core/note.ts';
import { UsageError } from '../../../errors/errors.ts';
import { checkNote, type NoteStore, type StoredNote } from '../../contract/notes.ts';
import { type Database, pages } from '../database.ts';
import { storeQueries } from '../queries.ts';
import { noteWrites } from '../raw-writes.ts';
import { type Steps, value, write } from '../steps.ts';
import type { StoreTables } from '../tables.ts';

/** In the table: the note is about the scenario itself. No call has this number. */
const noCall = 0;

export function noteMethods(database: Database): NoteStore {
  const { writing, location } = database;
  return {
    saveNotes: (notes) => writing(() => saveNotes(notes, location)),
    removeNotes: (subjects) => writing(() => removeNotes(subjects)),
    async *notes() {
      const rows = pages(database, notesAfter, ({ scenario, call }) => ({ scenario, call }));
      for await (const page of rows) yield page.map(storedNote);
    },
  };
}

const scenarioOf = 'select number from scenario where id = ?';
const isCall = 'select 1 from call where number = ?';

function* saveNotes(notes: readonly Note[], location: string): Steps<void> {
  for (const note of notes) {
    checkNote(note, location);
    const { scenarioId, call, starred, tags, comment, notedAt } = note;
    const scenario = yield* value(scenarioOf, scenarioId);
    if (typeof scenario !== 'number') throw unknown(`the scenario ${scenarioId}`, location);
    if (call !== null && (yield* value(isCall, call)) === undefined) throw unknown(`call ${call}`, location);
    const row = [scenario, call ?? noCall, starred ? 1 : 0, JSON.stringify(tags), comment, notedAt];
    yield* write(noteWrites.put, ...row);
  }
}

function* removeNotes(subjects: readonly NoteSubject[]): Steps<number> {
  let removed = 0;
  for (const { scenarioId, call } of subjects) {
    removed += yield* write(noteWrites.remove, scenarioId, call ?? noCall);
  }
  return removed;
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
    .orderBy('note.call');
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

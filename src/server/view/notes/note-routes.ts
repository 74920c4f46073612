import { Hono } from 'hono';
import { z } from 'zod';
import { type Note, type NotesView, noteLimits, saysSomething } from '../../../core/note.ts';
import { UsageError } from '../../../errors/errors.ts';
import type { Store } from '../../../store/contract/store.ts';
import { checkRequest, RequestError, readJson } from '../../problems.ts';
import type { LockingWriter } from '../locking-writer.ts';

const subject = {
  scenarioId: z.string().regex(/^[0-9a-f]{16}$/),
  call: z.int().min(1).nullable(),
};
const tag = z
  .string()
  .trim()
  .min(1)
  .max(noteLimits.tag)
  // A tag is one line of text.
  .regex(/^[^\p{Cc}]+$/u);
const body = z.strictObject({
  ...subject,
  starred: z.boolean(),
  tags: z.array(tag).max(noteLimits.tags),
  comment: z.string().max(noteLimits.comment),
});
const asked = z.strictObject({ store: z.literal('other').optional() });

/**
 * `/notes`: GET gives all notes, of the study to compare with for `?store=other`; PUT takes one, in the place of its
 * subject's earlier one. A note in which nothing is said is taken out.
 * @param other the store of the study to compare with; null where there is none.
 */
export function noteRoutes(writer: LockingWriter, other: Store | null): Hono {
  const api = new Hono();
  api.get('/notes', async (context) => {
    const { store } = checkRequest(context.req.query(), asked);
    const read = store === 'other' ? other : writer.reader;
    if (read === null) throw new RequestError(404, 'There is no study to compare with.');
    const readOnly =
      store === 'other' ? 'Notes are written on the page of the study itself.' : writer.refusal;
    return context.json({ notes: await notesIn(read), readOnly } satisfies NotesView);
  });
  api.put('/notes', async (context) => {
    const { tags, ...given } = await readJson(context, body);
    const note: Note = { ...given, tags: [...new Set(tags)], notedAt: Date.now() };
    await writer
      .inTurn(() =>
        writer.holding('storing a note', async (store) => {
          if (saysSomething(note)) await store.saveNotes([note]);
          else await store.removeNotes([note]);
        }),
      )
      .catch((error: unknown) => {
        throw error instanceof UsageError ? gone(error) : error;
      });
    return context.json(note);
  });
  return api;
}

/** All of them, without the numbers that they have in the store. */
export async function notesIn(store: Store): Promise<readonly Note[]> {
  const notes: Note[] = [];
  for await (const batch of store.notes()) {
    for (const { scenario: _, ...note } of batch) notes.push(note);
  }
  return notes;
}

function gone({ message, advice }: UsageError): RequestError {
  return new RequestError(404, message, advice === undefined ? {} : { advice });
}

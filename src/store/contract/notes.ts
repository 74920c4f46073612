import { type Note, type NoteSubject, noteLimits } from '../../core/note.ts';
import { UsageError } from '../../errors/errors.ts';

/** A note as the store gives it. */
export interface StoredNote extends Note {
  /** Number of the scenario in the store. */
  readonly scenario: number;
}

/**
 * What people note on scenarios and answers while they read. Part of the store. No measure reads notes: they are no
 * results, and change no revision.
 */
export interface NoteStore {
  /**
   * Each takes the place of its subject's earlier note; durable when it resolves. All or none.
   * @throws UsageError where there is no such scenario or call, or `checkNote` refuses one.
   */
  saveNotes(notes: readonly Note[]): Promise<void>;
  /** @returns how many of these had a note. */
  removeNotes(subjects: readonly NoteSubject[]): Promise<number>;
  /** By scenario, in the order of storing; its own note before those of its answers, by the number of the call. */
  notes(): AsyncIterable<readonly StoredNote[]>;
}

/** @throws UsageError for a tag that is empty, blank at an end, or twice there, and for what is longer than `noteLimits`. */
export function checkNote({ tags, comment }: Note, location: string): void {
  const problem = tags.some((tag) => tag.trim() !== tag || tag === '')
    ? 'an empty tag, or one with a blank at an end'
    : new Set(tags).size < tags.length
      ? 'a tag twice'
      : tags.length > noteLimits.tags || tags.some((tag) => tag.length > noteLimits.tag)
        ? 'more or longer tags'
        : comment.length > noteLimits.comment
          ? `a comment of ${comment.length} characters`
          : null;
  if (problem === null) return;
  throw new UsageError('A note cannot be stored.', {
    where: location,
    expected: `at most ${noteLimits.tags} different tags of 1 to ${noteLimits.tag} characters, and a comment of at most ${noteLimits.comment}`,
    found: problem,
  });
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import {
  type Note,
  type NoteSubject,
  type NotesView,
  noteLimits,
  saysSomething,
} from '../../../../src/core/note.ts';
import { untilAnswered } from '../../data/request.ts';
import { studyQueries, studySource } from '../../data/study-source.ts';

/** Tags that most readers need. */
const usualTags = ['mislabelled', 'quote this'];

/** Every tag that somebody used, in the order of the alphabet. */
export function useKnownTags(): readonly string[] {
  const { data } = useQuery(studyQueries.notes);
  return [...new Set(data?.notes.flatMap(({ tags }) => tags))].toSorted((one, other) =>
    one.localeCompare(other),
  );
}

const nothing = { starred: false, tags: [], comment: '' } as const;

/** The note on a subject, and how to change it. */
function useNote({ scenarioId, call }: NoteSubject) {
  const queries = useQueryClient();
  const { data } = useQuery(studyQueries.notes);
  const [trouble, setTrouble] = useState<string | null>(null);
  const note = data?.notes.find((each) => each.scenarioId === scenarioId && each.call === call) ?? nothing;
  const save = useMutation({
    // One after the other: the last one counts.
    scope: { id: `note ${scenarioId} ${call}` },
    mutationFn: (changed: Omit<Note, 'notedAt'>) =>
      // While a run holds the store it waits here.
      untilAnswered(
        () => studySource.saveNote?.(changed) ?? Promise.reject(new Error('A copy stores no note.')),
        setTrouble,
      ).finally(() => {
        setTrouble(null);
        void queries.invalidateQueries({ queryKey: ['notes'] });
        void queries.invalidateQueries({ queryKey: ['scenarios'] });
      }),
    onMutate: (changed) => {
      queries.setQueryData<NotesView>(
        studyQueries.notes.queryKey,
        (view) => view && { ...view, notes: withNote(view.notes, changed) },
      );
    },
  });
  return {
    note,
    isKnown: data !== undefined,
    readOnly: data?.readOnly ?? null,
    waitsFor: save.isPending ? trouble : null,
    error: save.error,
    change: (change: Partial<Pick<Note, 'starred' | 'tags' | 'comment'>>) => {
      const { starred, tags, comment } = note;
      save.mutate({ scenarioId, call, starred, tags, comment, ...change });
    },
  };
}

function withNote(notes: readonly Note[], changed: Omit<Note, 'notedAt'>): readonly Note[] {
  const others = notes.filter(
    ({ scenarioId, call }) => scenarioId !== changed.scenarioId || call !== changed.call,
  );
  return saysSomething(changed) ? [...others, { ...changed, notedAt: Date.now() }] : others;
}

interface NoteEditorProps {
  readonly subject: NoteSubject;
  /** What it is about, as a reader would say it: `the scenario`. */
  readonly of: string;
}

/** A star, tags and a comment on a scenario or an answer; what was noted where nothing can be stored. */
export function NoteEditor({ subject, of }: NoteEditorProps) {
  const { note, isKnown, readOnly, waitsFor, error, change } = useNote(subject);
  if (!isKnown) return null;
  if (readOnly !== null) return <WrittenNote note={note} />;
  return (
    <section className="note" aria-label={`Note on ${of}`}>
      <div className="note-line">
        <button
          type="button"
          className="small star"
          aria-pressed={note.starred}
          onClick={() => change({ starred: !note.starred })}
        >
          <span aria-hidden="true">{note.starred ? '★' : '☆'}</span> Star
          <span className="unseen"> {of}</span>
        </button>
        <Tags tags={note.tags} of={of} onChange={(tags) => change({ tags })} />
      </div>
      <Comment key={note.comment} comment={note.comment} of={of} onSave={(comment) => change({ comment })} />
      <p className="hint" role="status">
        {waitsFor !== null && `Not stored yet. ${waitsFor}`}
      </p>
      {error !== null && (
        <p className="notice notice-problem" role="alert">
          The note was not stored. {error.message}
        </p>
      )}
    </section>
  );
}

function WrittenNote({ note }: { note: Pick<Note, 'starred' | 'tags' | 'comment'> }) {
  if (!saysSomething(note)) return null;
  return (
    <p className="note written">
      {note.starred && (
        <span role="img" aria-label="starred">
          ★{' '}
        </span>
      )}
      {note.tags.map((tag) => (
        <span key={tag} className="tag">
          <bdi>{tag}</bdi>
        </span>
      ))}{' '}
      <bdi>{note.comment}</bdi>
    </p>
  );
}

interface TagsProps {
  readonly tags: readonly string[];
  readonly of: string;
  readonly onChange: (tags: readonly string[]) => void;
}

function Tags({ tags, of, onChange }: TagsProps) {
  const [typed, setTyped] = useState('');
  const list = useId();
  const known = useKnownTags();
  const offered = [...new Set([...usualTags, ...known])].filter((tag) => !tags.includes(tag));
  const add = (event: FormEvent) => {
    event.preventDefault();
    const tag = typed.trim();
    if (tag !== '' && !tags.includes(tag)) onChange([...tags, tag]);
    setTyped('');
  };
  return (
    <>
      {tags.map((tag) => (
        <button
          key={tag}
          type="button"
          className="small tag"
          onClick={() => onChange(tags.filter((each) => each !== tag))}
        >
          <bdi>{tag}</bdi> <span aria-hidden="true">×</span>
          <span className="unseen">, take out this tag</span>
        </button>
      ))}
      {tags.length < noteLimits.tags && (
        <form className="add-tag" onSubmit={add}>
          <input
            aria-label={`Add a tag to ${of}`}
            placeholder="Add a tag"
            list={list}
            maxLength={noteLimits.tag}
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <datalist id={list}>
            {offered.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
          {typed.trim() !== '' && (
            <button type="submit" className="small">
              Add
            </button>
          )}
        </form>
      )}
    </>
  );
}

interface CommentProps {
  readonly comment: string;
  readonly of: string;
  readonly onSave: (comment: string) => void;
}

/** It is stored by its button, so that a sentence in the making is nobody's to read. */
function Comment({ comment, of, onSave }: CommentProps) {
  const [typed, setTyped] = useState(comment);
  return (
    <details className="more" open={comment !== '' || undefined}>
      <summary>Comment</summary>
      <textarea
        aria-label={`Comment on ${of}`}
        rows={3}
        maxLength={noteLimits.comment}
        value={typed}
        onChange={({ target }) => setTyped(target.value)}
      />
      {typed !== comment && (
        <button type="button" className="small" onClick={() => onSave(typed)}>
          Store the comment
        </button>
      )}
    </details>
  );
}

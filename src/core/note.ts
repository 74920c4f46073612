/** What a note is about: a scenario, or one answer about it. */
export interface NoteSubject {
  readonly scenarioId: string;
  /** Number of the call that gave the answer, see `CallView`; null: the scenario itself. */
  readonly call: number | null;
}

/** What people noted: a subject has one note, which everybody who sees the study shares. */
export interface Note extends NoteSubject {
  readonly starred: boolean;
  /** Short words to filter by, each once: `mislabelled`, `quote this`. */
  readonly tags: readonly string[];
  readonly comment: string;
  /** Milliseconds since 1970. */
  readonly notedAt: number;
}

/** What was noted on a scenario and on the answers about it, together. */
export interface NoteSummary {
  readonly starred: boolean;
  readonly tags: readonly string[];
  /** Notes with a comment. */
  readonly comments: number;
}

/** The answer that a note is about. */
export interface AnswerToNote {
  readonly about: 'judgment' | 'explanation' | 'agreement';
  readonly model: string;
  readonly attack: string;
  readonly repeat: number;
  readonly outcome: string;
}

/** A row of `hvsb export --table notes`. What is about the scenario itself has no model and no answer. */
export interface NoteRow {
  readonly scenario_id: string;
  readonly dataset: string;
  readonly category: string;
  readonly variant: string;
  readonly gold: string;
  readonly about: 'scenario' | 'answer' | AnswerToNote['about'];
  readonly model: string | null;
  readonly attack: string | null;
  readonly repeat: number | null;
  readonly outcome: string | null;
  /** The whole answer as it came. */
  readonly answer: string | null;
  readonly starred: boolean;
  /** Separated by semicolons. */
  readonly tags: string;
  readonly comment: string;
  /** ISO 8601. */
  readonly noted_at: string;
}

/** Of the page, as JSON. */
export interface NotesView {
  readonly notes: readonly Note[];
  /** Why nothing can be noted here, as a sentence; null where it can. */
  readonly readOnly: string | null;
}

/** Longest texts of a note, in UTF-16 units, and its most tags. */
export const noteLimits = { tag: 60, comment: 10_000, tags: 20 } as const;

/** Whether there is anything in a note; one without is none. */
export function saysSomething({
  starred,
  tags,
  comment,
}: Pick<Note, 'starred' | 'tags' | 'comment'>): boolean {
  return starred || tags.length > 0 || comment.trim() !== '';
}

/** What was noted on each scenario, by its id. */
export function noteSummaries(notes: Iterable<Note>): ReadonlyMap<string, NoteSummary> {
  const summaries = new Map<string, NoteSummary>();
  for (const { scenarioId, starred, tags, comment } of notes) {
    const before = summaries.get(scenarioId) ?? { starred: false, tags: [], comments: 0 };
    summaries.set(scenarioId, {
      starred: before.starred || starred,
      tags: [...new Set([...before.tags, ...tags])],
      comments: before.comments + (comment.trim() === '' ? 0 : 1),
    });
  }
  return summaries;
}

/** Whether a scenario has the notes that are asked for. */
export function isNoted(
  summary: NoteSummary | null | undefined,
  { noted, tag }: { readonly noted?: 'any' | 'starred'; readonly tag?: readonly string[] },
): boolean {
  if (noted === undefined && tag === undefined) return true;
  if (summary === null || summary === undefined) return false;
  return (
    (noted !== 'starred' || summary.starred) && (tag?.some((each) => summary.tags.includes(each)) ?? true)
  );
}

import type { Completion, FailureNote, ModelRequest } from './model.ts';

/**
 * Where a batch is. `written`: stored here, perhaps sent, without the provider's id. `submitted`: under way there. `collected`: each of its
 * lines has an answer or a failure here.
 */
export type BatchState = 'written' | 'submitted' | 'collected';

/** What is stored of a batch before it is sent. */
export interface NewBatch {
  /** Names the batch to a provider that lets us name it; unique. */
  readonly marker: string;
  readonly model: string;
  readonly endpoint: string;
  /** SHA-256 of the file that is sent, hexadecimal. */
  readonly fileHash: string;
  /** About how many tokens of input it holds: what counts against a provider's queue. */
  readonly tokens: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Keys of the calls, each also the line's id at the provider. */
  readonly keys: readonly string[];
}

/** A batch as it is stored. */
export interface StoredBatch extends Omit<NewBatch, 'keys'> {
  readonly number: number;
  readonly state: BatchState;
  /** The provider's; null until it is known. */
  readonly remoteId: string | null;
  /** Number of its lines, and of those that have an answer or a failure here. */
  readonly lines: number;
  readonly finished: number;
  /** What went wrong with the whole of it, as the provider says; null where nothing did. */
  readonly problem: string | null;
  /** Most tokens that may wait at the provider, where it rejected this batch for that and said how many. */
  readonly queueLimit: number | null;
}

/** What became of a line. `failed` says whether the call may be sent again at once. */
export type LineResult =
  | { readonly kind: 'answered'; readonly completion: Completion }
  | { readonly kind: 'failed'; readonly failure: FailureNote; readonly canRetry: boolean };

/** A line of the newest batch that a call is in. */
export interface BatchLine {
  readonly batch: number;
  /** Null while the batch is under way. */
  readonly result: LineResult | null;
}

/** What changes of a batch. */
export interface BatchNote {
  readonly state: BatchState;
  readonly remoteId: string | null;
  readonly problem?: string | null;
  readonly queueLimit?: number | null;
}

/** Batches and their lines, stored until their answers are stored as calls. */
export interface BatchJournal {
  /** Stores a batch with its lines before anything is sent; returns its number. Durable when it resolves. */
  writeBatch(batch: NewBatch): Promise<number>;
  /** What is left out of the note stays as it is. */
  noteBatch(batch: number, note: BatchNote): Promise<void>;
  /** Notes what became of lines. A line that has a result keeps it; keys that are not in the batch are passed over. */
  noteLines(batch: number, results: ReadonlyMap<string, LineResult>): Promise<void>;
  /** Gives every line without a result this one; returns how many there were. */
  closeLines(batch: number, result: LineResult): Promise<number>;
  /** Of these calls, those that are in a batch. */
  batchLines(keys: readonly string[]): Promise<ReadonlyMap<string, BatchLine>>;
  /** Forgets lines of calls that are stored by now, or that failed and were reported. */
  forgetLines(keys: readonly string[]): Promise<void>;
  /** In the order of writing. */
  batches(): Promise<readonly StoredBatch[]>;
}

/** How a batch stands at its provider. */
export interface RemoteBatch {
  readonly state: 'running' | 'ended';
  /** What went wrong with the whole of it, where something did; of one that runs, what is odd about it. */
  readonly problem: string | null;
  /** Most tokens that may wait there, where it was rejected for that and the provider says how many. */
  readonly queueLimit?: number;
}

/** The calls of a batch as a file on disk, so that a large one takes no memory. */
export interface BatchFile {
  readonly path: string;
  readonly bytes: number;
}

/** What is around and between the lines of a batch's file. */
export interface BatchFrame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
}

/** A line of a batch's results. */
export interface RemoteLine {
  readonly key: string;
  readonly result: LineResult;
}

/** What is known here of batches, for a provider that gives them no name of ours. */
export interface KnownBatches {
  /** The provider's ids of all other batches. */
  readonly remoteIds: ReadonlySet<string>;
  /** Whether a line with this id is of the batch that is looked for. */
  contains(key: string): Promise<boolean>;
}

/** A provider's batches for one model. */
export interface BatchService {
  /** Most lines and bytes of one batch. */
  readonly most: { readonly lines: number; readonly bytes: number };
  readonly frame: BatchFrame;
  /** What the user has to do for this batch to be worked on; null where that is nothing. */
  instruction(remoteId: string): string | null;
  /** A call as a line, without the line break. */
  line(key: string, request: ModelRequest): string;
  /** Sends the file as a batch; returns its id. @throws ModelError */
  submit(file: BatchFile, marker: string): Promise<string>;
  /**
   * The provider's batch that was sent as this one, where the id was lost.
   * @returns null where there is none, `unresolved` where that cannot be known yet
   */
  find(batch: StoredBatch, known: KnownBatches): Promise<string | null | 'unresolved'>;
  /** @throws ModelError `not-found` where the provider does not know it, or does not show it to this key */
  look(remoteId: string): Promise<RemoteBatch>;
  /** In any order. @throws ModelError `not-found` where the provider has deleted them */
  results(remoteId: string): AsyncIterable<RemoteLine>;
  cancel(remoteId: string): Promise<void>;
  close(): Promise<void>;
}

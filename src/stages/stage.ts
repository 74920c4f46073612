import type { PlannedCall } from '../core/call.ts';
import type { Attack, ConditionContent, Stage } from '../core/condition.ts';
import type { Completion, Message, Model, Sampling } from '../core/model.ts';
import type { PromptPack } from '../prompts/prompt-pack.ts';
import type { CommitBatch, StageSubject, Store } from '../store/contract/store.ts';

/** A model as a condition and a call's key name it. */
export type NamedModel = Pick<Model, 'id' | 'endpoint'>;

/** What is asked of a model in a stage. */
export interface StageRequest<Filter = object> {
  readonly store: Store;
  readonly prompts: PromptPack;
  readonly sampling: Sampling;
  /** Which of the stored items. */
  readonly filter: Filter;
  /** Each item is asked about under each of these; default: `none` alone. */
  readonly attacks?: readonly Attack[];
  /** How often each item is asked about under each attack; default: once. */
  readonly repeats?: number;
}

/** What a call can be about, with its number in the store: a scenario, an explanation, a question. */
export interface StageItem {
  readonly number: number;
}

/** What a parser needs of an answer. */
export type ReadableCompletion = Pick<Completion, 'text' | 'finish'>;

/** What a parser found in an answer. */
export interface ParsedCompletion {
  readonly outcome: string;
}

/** What is stored of an answer: its subject, the key of its call, and what the parser of this version found. */
export type StageLabel<Subject extends StageSubject, Parsed extends ParsedCompletion> = Subject &
  Parsed & { readonly key: string; readonly parserVersion: number };

/** What a commit holds of labels. */
export type LabelRows = Omit<CommitBatch, 'calls' | 'failures'>;

/** What a stage declares. How it is planned, sent, stored and resumed is the same for all of them. */
export interface StageDefinition<
  Request extends StageRequest,
  Item extends StageItem = StageItem,
  Subject extends StageSubject = StageSubject,
  Parsed extends ParsedCompletion = ParsedCompletion,
> {
  readonly name: Stage;
  readonly outcomes: readonly Parsed['outcome'][];
  readonly parserVersion: number;
  /** What the calls are about, in batches. */
  items(request: Request): AsyncIterable<readonly Item[]>;
  subject(condition: number, item: number, repeat: number): Subject;
  /** What the model is sent about an item. */
  messages(request: Request, attack: Attack, item: Item): readonly Message[];
  /** What a condition records of the prompts; default: the pack's templates for this stage. */
  fingerprint?(request: Request, attack: Attack): PromptFingerprint;
  /**
   * The stored outcome of each subject, null or false where nothing is stored; true where an answer is stored
   * that has no outcome. Same length and order.
   */
  stored(store: Store, subjects: readonly Subject[]): Promise<readonly StoredOutcome<Parsed['outcome']>[]>;
  parse(completion: ReadableCompletion, item: Item, request: Request, model: NamedModel): Parsed;
  /** The labels as what is committed. */
  rows(labels: readonly StageLabel<Subject, Parsed>[]): LabelRows;
  /** How the store counts, so that a plan need not read every item. */
  readonly counted?: CountedStage<Request>;
}

export type PromptFingerprint = Pick<ConditionContent, 'promptPack' | 'promptHash' | 'promptTemplates'>;

export type StoredOutcome<Outcome extends string = string> = Outcome | boolean | null;

/** How the store counts a stage's items and labels. */
export interface CountedStage<Request> {
  /** Number of items, by parts whose prompts differ in length; each with the request for that part alone. */
  parts(request: Request): Promise<readonly { readonly items: number; readonly request: Request }[]>;
  /** Number of labels in a condition, of the items that match and of repeats below the request's. */
  stored(request: Request, condition: number): Promise<number>;
  /** How many items the mean length of a prompt is taken over: the first of each batch, the first of each part. */
  readonly sampled: { readonly ofBatch: number; readonly ofPart: number };
}

/** A planned call that knows what it is about. */
export interface StageCall<Subject extends StageSubject = StageSubject, Item extends StageItem = StageItem>
  extends PlannedCall {
  readonly subject: Subject;
  readonly item: Item;
}

/** What one model would be sent. Token numbers are estimates, made from the first items of each kind. */
export interface CallPlan {
  readonly model: string;
  readonly planned: number;
  /** Of those, the calls whose label is stored. */
  readonly stored: number;
  readonly inputTokens: number;
  /** Bound on the output: every answer as long as it may be. */
  readonly outputTokensAtMost: number;
}

import type { Answered, CallCache, Failed, FinishedCall, PlannedCall } from '../core/call.ts';
import type { Completion, Message } from '../core/model.ts';
import { estimateTokens } from '../engine/budget.ts';
import type {
  CommitBatch,
  NewCall,
  NewFailure,
  StageSubject,
  Store,
  Subject,
} from '../store/contract/store.ts';

/** A planned call that knows what asked for it. */
export interface StageCall<Asking extends StageSubject = Subject> extends PlannedCall {
  readonly subject: Asking;
}

/** What a parser needs of an answer. */
export type ReadableCompletion = Pick<Completion, 'text' | 'finish'>;

/** What a stage adds to the engine and the store: which subjects are done, and what an answer says. */
export interface Labelling<Call extends StageCall<StageSubject>> {
  /** Whether each of these calls' subjects has its label. Same length and order. */
  labelled(calls: readonly Call[]): Promise<readonly boolean[]>;
  /** The rows that these answers become. */
  label(answers: readonly LabelledAnswer<Call>[]): Omit<CommitBatch, 'calls' | 'failures'>;
}

export interface LabelledAnswer<Call extends StageCall<StageSubject>> {
  readonly call: Call;
  readonly completion: ReadableCompletion;
}

/**
 * The store as the engine sees it. An answer that another subject already paid for is labelled at once,
 * without a call.
 */
export class StoreCallCache<Call extends StageCall<StageSubject>> implements CallCache<Call> {
  readonly #store: Store;
  readonly #labelling: Labelling<Call>;

  constructor(store: Store, labelling: Labelling<Call>) {
    this.#store = store;
    this.#labelling = labelling;
  }

  async unanswered(calls: readonly Call[]): Promise<readonly Call[]> {
    const labelled = await this.#labelling.labelled(calls);
    const open = calls.filter((_, position) => labelled[position] !== true);
    if (open.length === 0) return open;
    const stored = await this.#store.calls(open.map((call) => call.key));
    if (stored.size === 0) return open;
    const answers: LabelledAnswer<Call>[] = [];
    const toSend: Call[] = [];
    for (const call of open) {
      const known = stored.get(call.key);
      if (known === undefined) toSend.push(call);
      else answers.push({ call, completion: known.completion });
    }
    await this.#store.commit(this.#labelling.label(answers));
    return toSend;
  }

  async commit(batch: readonly FinishedCall<Call>[]): Promise<void> {
    const answered: Answered<Call>[] = [];
    const failures: NewFailure[] = [];
    for (const finished of batch) {
      if (finished.kind === 'answered') answered.push(finished);
      else failures.push(newFailure(finished));
    }
    await this.#store.commit({ calls: answered.map(newCall), failures, ...this.#labelling.label(answered) });
  }
}

function newCall(answered: Answered<StageCall<StageSubject>>): NewCall {
  const { call, completion, latencyMs, attempts, answeredAt } = answered;
  return { key: call.key, condition: call.subject.condition, completion, latencyMs, attempts, answeredAt };
}

function newFailure(failed: Failed<StageCall<StageSubject>>): NewFailure {
  const { call, failure, attempts, failedAt } = failed;
  const { condition, repeat } = call.subject;
  const subject = subjectNumber(call.subject);
  return { condition, subject, repeat, key: call.key, failure, attempts, failedAt };
}

function subjectNumber(subject: StageSubject): number {
  if ('scenario' in subject) return subject.scenario;
  return 'explanation' in subject ? subject.explanation : subject.question;
}

/** Number of answers by outcome. */
export type OutcomeCount<Outcome extends string> = Readonly<Record<Outcome, number>>;

/** How a stage reads and stores an answer that has one outcome. */
export interface LabelReading<
  Call extends StageCall<StageSubject>,
  Outcome extends string,
  Label extends { readonly outcome: Outcome },
> {
  readonly outcomes: readonly Outcome[];
  /** The outcome of each of these subjects, null where there is none yet. Same length and order. */
  known(subjects: readonly Call['subject'][]): Promise<readonly (Outcome | null)[]>;
  label(answer: LabelledAnswer<Call>): Label;
  /** The labels as what is committed. */
  rows(labels: readonly Label[]): Omit<CommitBatch, 'calls' | 'failures'>;
}

/** Labels answers and counts them by outcome, those that were there before included. */
export class CountedLabelling<
  Call extends StageCall<StageSubject>,
  Outcome extends string,
  Label extends { readonly outcome: Outcome },
> implements Labelling<Call>
{
  readonly #reading: LabelReading<Call, Outcome, Label>;
  readonly #counts: Record<Outcome, number>;

  constructor(reading: LabelReading<Call, Outcome, Label>) {
    this.#reading = reading;
    // `fromEntries` forgets which keys there are: exactly the outcomes.
    this.#counts = Object.fromEntries(reading.outcomes.map((outcome) => [outcome, 0])) as Record<
      Outcome,
      number
    >;
  }

  /** So far; goes on counting. */
  get outcomes(): OutcomeCount<Outcome> {
    return this.#counts;
  }

  async labelled(calls: readonly Call[]): Promise<readonly boolean[]> {
    const known = await this.#reading.known(calls.map((call) => call.subject));
    for (const outcome of known) if (outcome !== null) this.#counts[outcome] += 1;
    return known.map((outcome) => outcome !== null);
  }

  label(answers: readonly LabelledAnswer<Call>[]): Omit<CommitBatch, 'calls' | 'failures'> {
    const labels = answers.map((answer) => this.#reading.label(answer));
    for (const { outcome } of labels) this.#counts[outcome] += 1;
    return this.#reading.rows(labels);
  }
}

/** How many of a batch are looked at: enough for a plan, few enough for a hundred thousand subjects in a second. */
const sampledOfBatch = 50;

/**
 * The mean length of the prompts about these subjects, in estimated tokens, from the first of each batch.
 * @returns 0 where there is no subject
 */
export async function meanPromptTokens<Subject>(
  batches: AsyncIterable<readonly Subject[]>,
  prompts: (subject: Subject) => readonly (readonly Message[])[],
): Promise<number> {
  let tokens = 0;
  let count = 0;
  for await (const batch of batches) {
    for (const subject of batch.slice(0, sampledOfBatch)) {
      for (const messages of prompts(subject)) {
        for (const { content } of messages) tokens += estimateTokens(content);
        count += 1;
      }
    }
  }
  return count === 0 ? 0 : tokens / count;
}

/** What one model would be sent. Token numbers are estimates, made from the first subjects of each kind. */
export interface CallPlan {
  readonly model: string;
  readonly planned: number;
  /** Labels that are there already. */
  readonly stored: number;
  readonly inputTokens: number;
  /** Bound on the output: every answer as long as it may be. */
  readonly outputTokensAtMost: number;
}

import type { CutAnswers } from '../core/cut-answers.ts';
import type { Answered, CallCache, Completion, Failed, FinishedCall } from '../core/model.ts';
import { HvsbError } from '../errors/errors.ts';
import type { NewCall, NewFailure, StageSubject } from '../store/contract/store.ts';
import { separateReasoning } from '../verdicts/reasoning/strip-reasoning.ts';
import {
  type Asked,
  isStored,
  type NamedModel,
  type ParsedCompletion,
  type PromptChoice,
  type ReadableCompletion,
  type StageCall,
  type StageDefinition,
  type StageItem,
  type StageLabel,
  type StageRequest,
} from './plan-calls.ts';

/** Number of answers by outcome. */
export type OutcomeCount<Outcome extends string> = Readonly<Record<Outcome, number>>;

/** Outcomes of answers in which nothing was found. */
const nothingFound: ReadonlySet<string> = new Set(['unparsed', 'empty', 'unreadable']);

interface ReadableAnswer<Call> {
  readonly call: Call;
  readonly completion: ReadableCompletion & Partial<Pick<Completion, 'reasoning'>>;
}

/**
 * The store as the engine sees it in one stage: what is pending, and where answers become labels. An answer that
 * another subject already paid for is labelled at once, without a call.
 */
export class StoreCallCache<
  Request extends StageRequest,
  Item extends StageItem,
  Subject extends StageSubject,
  Parsed extends ParsedCompletion,
> implements CallCache<StageCall<Subject, Item>>
{
  readonly #stage: StageDefinition<Request, Item, Subject, Parsed>;
  readonly #request: Request;
  readonly #model: NamedModel;
  readonly #choices: ReadonlyMap<number, PromptChoice>;
  /** So far, labels of earlier runs included; counting continues. */
  readonly outcomes: OutcomeCount<Parsed['outcome']>;
  readonly #counts: Record<string, number>;
  readonly #cut = { count: 0, reasoning: 0 };
  #notStored: Failed<StageCall<Subject, Item>>[] = [];

  /** @param choices by the number of the condition */
  constructor(
    stage: StageDefinition<Request, Item, Subject, Parsed>,
    request: Request,
    model: NamedModel,
    choices: ReadonlyMap<number, PromptChoice>,
  ) {
    this.#stage = stage;
    this.#request = request;
    this.#model = model;
    this.#choices = choices;
    const counts = Object.fromEntries(stage.outcomes.map((outcome) => [outcome, 0]));
    this.#counts = counts;
    // `fromEntries` forgets which keys there are: exactly the outcomes.
    this.outcomes = counts as OutcomeCount<Parsed['outcome']>;
  }

  /** So far, of this run alone. */
  get cut(): CutAnswers {
    return this.#cut;
  }

  async pending(calls: readonly StageCall<Subject, Item>[]): Promise<readonly StageCall<Subject, Item>[]> {
    const open = await this.#unlabelled(calls);
    if (open.length === 0) return open;
    const stored = await this.#request.store.calls(open.map((call) => call.key));
    if (stored.size === 0) return open;
    const answers: ReadableAnswer<StageCall<Subject, Item>>[] = [];
    const toSend: StageCall<Subject, Item>[] = [];
    for (const call of open) {
      const known = stored.get(call.key);
      if (known === undefined) toSend.push(call);
      else answers.push({ call, completion: known.completion });
    }
    await this.#request.store.commit(this.#stage.rows(this.#label(answers)));
    return toSend;
  }

  /** False for an answer that ended for no good reason and in which nothing is found: it may be another one the next time. */
  accepts(call: StageCall<Subject, Item>, completion: Completion): boolean {
    const { finish } = completion;
    if (finish !== 'stop' && finish !== 'other') return true;
    const { text } = separateReasoning(completion.text);
    if (finish === 'stop') return text.trim() !== '';
    const { outcome } = this.#stage.parse({ text, finish }, call.item, this.#asked(call));
    return !nothingFound.has(outcome);
  }

  async commit(batch: readonly FinishedCall<StageCall<Subject, Item>>[]): Promise<void> {
    this.#notStored = [];
    const answered: Answered<StageCall<Subject, Item>>[] = [];
    const failures: NewFailure[] = [];
    for (const finished of batch) {
      if (finished.kind === 'answered') answered.push(withReasoningApart(finished));
      else failures.push(newFailure(finished));
    }
    const labels = this.#label(answered);
    try {
      await this.#request.store.commit({
        calls: answered.map(newCall),
        failures,
        ...this.#stage.rows(labels),
      });
    } catch (error) {
      // A store that cannot be written is the whole run's matter; anything else is about what was to be written.
      if (error instanceof HvsbError) throw error;
      await this.#request.store.commit({ failures });
      await this.#commitEach(answered, labels);
    }
  }

  notStored(): readonly Failed<StageCall<Subject, Item>>[] {
    return this.#notStored;
  }

  /** One by one, so that a value that cannot be stored fails its own call alone. */
  async #commitEach(
    answered: readonly Answered<StageCall<Subject, Item>>[],
    labels: readonly StageLabel<Subject, Parsed>[],
  ): Promise<void> {
    for (const [position, answer] of answered.entries()) {
      const label = labels[position];
      try {
        const rows = label === undefined ? {} : this.#stage.rows([label]);
        await this.#request.store.commit({ calls: [newCall(answer)], ...rows });
      } catch (error) {
        if (error instanceof HvsbError) throw error;
        if (label !== undefined) this.#count(label.outcome, -1);
        const failure = notStored(answer, error);
        await this.#request.store.commit({ failures: [newFailure(failure)] });
        this.#notStored.push(failure);
      }
    }
  }

  async #unlabelled(calls: readonly StageCall<Subject, Item>[]) {
    const subjects = calls.map((call) => call.subject);
    const stored = await this.#stage.stored(this.#request.store, subjects);
    for (const outcome of stored) if (typeof outcome === 'string') this.#count(outcome);
    return calls.filter((_, position) => !isStored(stored[position] ?? null));
  }

  #label(answers: readonly ReadableAnswer<StageCall<Subject, Item>>[]): StageLabel<Subject, Parsed>[] {
    const { parserVersion } = this.#stage;
    return answers.map(({ call, completion }) => {
      const parsed = this.#stage.parse(completion, call.item, this.#asked(call));
      this.#count(parsed.outcome);
      if (completion.finish === 'length' && nothingFound.has(parsed.outcome)) this.#noteCut(completion);
      return { ...call.subject, ...parsed, key: call.key, parserVersion };
    });
  }

  #asked(call: StageCall<Subject, Item>): Asked<Request> {
    const choice = this.#choices.get(call.subject.condition);
    if (choice === undefined) throw new Error('a call of a condition that this stage does not have');
    return { request: this.#request, model: this.#model, choice };
  }

  #count(outcome: string, by = 1): void {
    this.#counts[outcome] = (this.#counts[outcome] ?? 0) + by;
  }

  #noteCut({ text }: ReadableCompletion): void {
    this.#cut.count += 1;
    if (text.trim() === '') this.#cut.reasoning += 1;
  }
}

/** Reasoning that came within the text is stored where other reasoning is. */
function withReasoningApart<Call extends StageCall>(answered: Answered<Call>): Answered<Call> {
  const { completion } = answered;
  const { text, reasoning } = separateReasoning(completion.text);
  if (reasoning === null) return answered;
  const all = completion.reasoning === null ? reasoning : `${completion.reasoning}\n${reasoning}`;
  return { ...answered, completion: { ...completion, text: text.trim(), reasoning: all } };
}

function notStored<Call extends StageCall>({ call, attempts }: Answered<Call>, error: unknown): Failed<Call> {
  const found = error instanceof Error ? error.message : String(error);
  const message = `The answer holds a value that cannot be stored: ${found}.`;
  const failure = { reason: 'not-storable', status: null, message };
  return { kind: 'failed', call, failure, attempts, failedAt: Date.now() };
}

function newCall(answered: Answered<StageCall>): NewCall {
  const { call, completion, latencyMs, attempts, answeredAt } = answered;
  return { key: call.key, condition: call.subject.condition, completion, latencyMs, attempts, answeredAt };
}

function newFailure({ call, failure, attempts, failedAt }: Failed<StageCall>): NewFailure {
  const { condition, repeat } = call.subject;
  return { condition, subject: call.item.number, repeat, key: call.key, failure, attempts, failedAt };
}

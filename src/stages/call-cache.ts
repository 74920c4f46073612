import type { Answered, CallCache, Failed, FinishedCall } from '../core/model.ts';
import type { NewCall, NewFailure, StageSubject } from '../store/contract/store.ts';
import {
  type Asked,
  isStored,
  type LabelRows,
  type NamedModel,
  type ParsedCompletion,
  type PromptChoice,
  type ReadableCompletion,
  type StageCall,
  type StageDefinition,
  type StageItem,
  type StageRequest,
} from './plan-calls.ts';

/** Number of answers by outcome. */
export type OutcomeCount<Outcome extends string> = Readonly<Record<Outcome, number>>;

interface ReadableAnswer<Call> {
  readonly call: Call;
  readonly completion: ReadableCompletion;
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
    await this.#request.store.commit(this.#label(answers));
    return toSend;
  }

  async commit(batch: readonly FinishedCall<StageCall<Subject, Item>>[]): Promise<void> {
    const answered: Answered<StageCall<Subject, Item>>[] = [];
    const failures: NewFailure[] = [];
    for (const finished of batch) {
      if (finished.kind === 'answered') answered.push(finished);
      else failures.push(newFailure(finished));
    }
    const calls = answered.map(newCall);
    await this.#request.store.commit({ calls, failures, ...this.#label(answered) });
  }

  async #unlabelled(calls: readonly StageCall<Subject, Item>[]) {
    const subjects = calls.map((call) => call.subject);
    const stored = await this.#stage.stored(this.#request.store, subjects);
    for (const outcome of stored) if (typeof outcome === 'string') this.#count(outcome);
    return calls.filter((_, position) => !isStored(stored[position] ?? null));
  }

  #label(answers: readonly ReadableAnswer<StageCall<Subject, Item>>[]): LabelRows {
    const { parserVersion } = this.#stage;
    const labels = answers.map(({ call, completion }) => {
      const parsed = this.#stage.parse(completion, call.item, this.#asked(call));
      this.#count(parsed.outcome);
      return { ...call.subject, ...parsed, key: call.key, parserVersion };
    });
    return this.#stage.rows(labels);
  }

  #asked(call: StageCall<Subject, Item>): Asked<Request> {
    const choice = this.#choices.get(call.subject.condition);
    if (choice === undefined) throw new Error('a call of a condition that this stage does not have');
    return { request: this.#request, model: this.#model, choice };
  }

  #count(outcome: string): void {
    this.#counts[outcome] = (this.#counts[outcome] ?? 0) + 1;
  }
}

function newCall(answered: Answered<StageCall>): NewCall {
  const { call, completion, latencyMs, attempts, answeredAt } = answered;
  return { key: call.key, condition: call.subject.condition, completion, latencyMs, attempts, answeredAt };
}

function newFailure({ call, failure, attempts, failedAt }: Failed<StageCall>): NewFailure {
  const { condition, repeat } = call.subject;
  return { condition, subject: call.item.number, repeat, key: call.key, failure, attempts, failedAt };
}

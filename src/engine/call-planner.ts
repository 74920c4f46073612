import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answered, CallCache, FailureNote, FinishedCall, PlannedCall } from '../core/model.ts';
import { type TokenBound, tokenBound } from './budget.ts';
import { ReadyQueue } from './queues.ts';

export interface CallPlannerSettings<Call extends PlannedCall> {
  readonly calls: AsyncIterable<readonly Call[]>;
  readonly cache: CallCache<Call>;
  /** Planning rests while this many calls are ready to be sent. */
  readonly ahead: number;
  /** Called after each batch: how many calls were planned, and how many of them need no sending. */
  readonly planned: (calls: number, stored: number) => void;
  /** Called with a call whose key equals one that is answered but not stored yet. */
  readonly alreadyAnswered: (task: Task<Call>, call: Call) => void;
}

/**
 * Plans the calls of a model run a little ahead of sending, and sees to it that equal keys are sent once: a key is
 * known here from its planning until its answer is stored and no question to the call cache from before
 * that is open.
 */
export class CallPlanner<Call extends PlannedCall> {
  readonly ready = new ReadyQueue<Task<Call>>();
  readonly #settings: CallPlannerSettings<Call>;
  readonly #byKey = new Map<string, Task<Call>>();
  #asking = false;
  readonly #finishedMeanwhile: FinishedCall<Call>[] = [];
  #resume: (() => void) | null = null;
  #stopped = false;

  constructor(settings: CallPlannerSettings<Call>) {
    this.#settings = settings;
  }

  /** Resolves when all calls are planned or planning was stopped. */
  async run(): Promise<void> {
    for await (const batch of this.#settings.calls) {
      if (this.#stopped) break;
      await this.#plan(batch);
      // A long range of stored calls would otherwise delay timers and signals.
      await nextTurn();
      if (this.ready.size >= this.#settings.ahead) await this.#room();
      if (this.#stopped) break;
    }
  }

  /** The next call to send was taken. */
  shift(): void {
    this.ready.shift();
    if (this.#resume !== null && this.ready.size < this.#settings.ahead) this.#proceed();
  }

  /** Plans no more and forgets what is ready; returns how many that were. */
  stop(): number {
    this.#stopped = true;
    this.#proceed();
    const tasks = this.ready.takeAll();
    for (const task of tasks) this.#byKey.delete(task.call.key);
    return tasks.length;
  }

  /** This call failed for good. An equal one that is planned later is sent: it must not wait for an answer here. */
  forget(task: Task<Call>): void {
    this.#byKey.delete(task.call.key);
  }

  /** These are stored: from now on the call cache knows the answers among them. Failures were forgotten before. */
  release(batch: readonly FinishedCall<Call>[]): void {
    for (const finished of batch) {
      if (finished.kind === 'failed') continue;
      if (this.#asking) this.#finishedMeanwhile.push(finished);
      else this.#byKey.delete(finished.call.key);
    }
  }

  async #plan(batch: readonly Call[]): Promise<void> {
    this.#asking = true;
    const pending = await this.#settings.cache.pending(batch);
    this.#asking = false;
    this.#settings.planned(batch.length, batch.length - pending.length);
    if (!this.#stopped) for (const call of pending) this.#take(call);
    this.release(this.#finishedMeanwhile.splice(0));
  }

  #take(call: Call): void {
    const leader = this.#byKey.get(call.key);
    if (leader === undefined) {
      const task = newTask(call);
      this.#byKey.set(call.key, task);
      this.ready.add(task);
    } else if (leader.answer === null) {
      leader.followers ??= [];
      leader.followers.push(call);
    } else {
      this.#settings.alreadyAnswered(leader, call);
    }
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #proceed(): void {
    this.#resume?.();
    this.#resume = null;
  }
}

function newTask<Call extends PlannedCall>(call: Call): Task<Call> {
  return {
    call,
    bound: tokenBound(call.request),
    followers: null,
    attempts: 0,
    tries: 0,
    notAccepted: 0,
    sentAt: 0,
    controller: null,
    dueAt: 0,
    failure: null,
    answer: null,
  };
}

/** A call that has to be sent, from its planning until its answer is stored. */
export interface Task<Call extends PlannedCall> {
  readonly call: Call;
  /** The most that it can use; grows where the model turned out to write more than it was asked to. */
  bound: TokenBound;
  /** Planned calls with the same key, which share the answer. */
  followers: Call[] | null;
  attempts: number;
  /** Attempts that failed without the server asking to wait: those are bounded. */
  tries: number;
  /** How often an answer came that did not settle the call. */
  notAccepted: number;
  /** When the attempt in flight was sent. */
  sentAt: number;
  /** Of the attempt in flight; distinguishes an answer of that attempt from one that comes after it was given up. */
  controller: AbortController | null;
  /** When a task that waits for a retry may be sent. */
  dueAt: number;
  failure: FailureNote | null;
  answer: Answered<Call> | null;
}

import type { Completion, Model, ModelRequest, PlannedCall } from '../core/model.ts';
import { ModelError } from '../errors/errors.ts';
import type { AdaptiveLimit } from './adaptive-limit.ts';
import type { Task } from './call-planner.ts';
import type { ModelRunner } from './model-runner.ts';

/** What bounds the calls in flight at an endpoint; a number stays as it is. */
export type EndpointLimit = AdaptiveLimit | number;

export interface EndpointSettings {
  /** Adapts to the server; a number where there is no server to spare. */
  readonly limit: EndpointLimit;
  readonly callTimeoutMs: number;
  /** A longer wait than this holds for the model that asked for it, not for the endpoint. */
  readonly longWaitMs: number;
  readonly now: () => number;
  /** Called when the server has too much to do and asks to wait: other processes may ask it, too. */
  readonly slowed: (waitMs: number) => void;
}

/** Statuses by which a server says that it has too much to do. */
const overloadStatuses: ReadonlySet<number | null> = new Set([429, 503, 529]);

/** So many answers are worth a commit of their own, even while more of them come; fewer, where a quarter of the places is less. */
const mostWorthStoring = 20;

/** Sends the calls of all model runs that share an endpoint, in turn, as many at once as the endpoint can take. */
export class Endpoint<Call extends PlannedCall> {
  readonly #settings: EndpointSettings;
  readonly #adaptive: AdaptiveLimit | null;
  readonly #modelRuns: ModelRunner<Call>[] = [];
  /** In the order of sending. */
  readonly #inFlight = new Map<Task<Call>, ModelRunner<Call>>();
  #cursor = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** The others know that this endpoint is not to be asked before. */
  #saidUntil = Number.NEGATIVE_INFINITY;
  #isPumpAwaited = false;
  #isStoringAwaited = false;
  #unstoredLastTurn = 0;
  #isClosed = false;
  #timer: NodeJS.Timeout | undefined;
  #timerAt = Number.POSITIVE_INFINITY;

  constructor(settings: EndpointSettings) {
    this.#settings = settings;
    this.#adaptive = typeof settings.limit === 'number' ? null : settings.limit;
  }

  add(modelRun: ModelRunner<Call>): void {
    this.#modelRuns.push(modelRun);
  }

  /**
   * Sends what can be sent, once the code that runs now is done. Not in the next turn of the event loop: where hundreds of
   * answers come in, a turn takes milliseconds, and every call would take that much longer.
   */
  wake(): void {
    if (this.#isPumpAwaited || this.#isClosed) return;
    this.#isPumpAwaited = true;
    queueMicrotask(this.#pump);
  }

  /** Gives up the attempts that have taken too long. */
  sweep(): void {
    const { now, callTimeoutMs } = this.#settings;
    const bound = now() - callTimeoutMs;
    for (const [task, modelRun] of this.#inFlight) {
      if (task.sentAt > bound) return;
      const error = new ModelError(`No whole answer within ${callTimeoutMs / 1000} s.`, {
        reason: 'timeout',
        where: modelRun.modelRun.model.id,
      });
      const { controller } = task;
      this.#failed(task, controller, error);
      controller?.abort(error);
    }
  }

  /** Aborts what is in flight. */
  abort(): void {
    const reason = new Error('The run was stopped.');
    for (const [task, modelRun] of [...this.#inFlight]) {
      const { controller } = task;
      this.#release(task);
      modelRun.aborted(task);
      controller?.abort(reason);
    }
  }

  /**
   * Another process was asked by this server to wait so long. How many calls at once are too many, each finds out by itself: it
   * gets its share of the refusals.
   */
  slow(waitMs: number): void {
    if (waitMs > this.#settings.longWaitMs) return;
    const until = this.#settings.now() + waitMs;
    this.#pausedUntil = Math.max(this.#pausedUntil, until);
    this.#saidUntil = Math.max(this.#saidUntil, until);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  readonly #pump = (): void => {
    this.#isPumpAwaited = false;
    if (this.#isClosed) return;
    const now = this.#settings.now();
    if (now < this.#pausedUntil) {
      this.#wakeAt(this.#pausedUntil, now);
      return;
    }
    let withoutCall = 0;
    while (withoutCall < this.#modelRuns.length && !this.#isFull()) {
      const modelRun = this.#modelRuns[this.#cursor];
      this.#cursor = (this.#cursor + 1) % this.#modelRuns.length;
      const task = modelRun?.take(now) ?? null;
      if (modelRun === undefined || task === null) {
        withoutCall += 1;
      } else {
        withoutCall = 0;
        this.#send(task, modelRun, now);
      }
    }
    let wakeAt = Number.POSITIVE_INFINITY;
    for (const modelRun of this.#modelRuns) wakeAt = Math.min(wakeAt, modelRun.wakeAt);
    this.#wakeAt(wakeAt, now);
  };

  #isFull(): boolean {
    const { limit } = this.#settings;
    if (typeof limit === 'number') return this.#inFlight.size >= limit;
    if (this.#inFlight.size >= limit.now) {
      limit.reached();
      return true;
    }
    return this.#isCeilingTaken(limit.ceiling);
  }

  /**
   * The place of an answered call is free only when the answer is stored: so a process that is killed loses, and pays for again,
   * at most as many calls as the user allowed at once.
   */
  #isCeilingTaken(ceiling: number): boolean {
    const unstored = this.#unstored();
    if (this.#inFlight.size + unstored < ceiling) return false;
    if (unstored >= Math.min(mostWorthStoring, ceiling / 4)) this.#storeNow();
    else if (unstored > 0) this.#storeSoon();
    return true;
  }

  #unstored(): number {
    let unstored = 0;
    for (const modelRun of this.#modelRuns) unstored += modelRun.unstored;
    return unstored;
  }

  #storeSoon(): void {
    if (this.#isStoringAwaited) return;
    this.#isStoringAwaited = true;
    setImmediate(this.#storeWhenQuiet);
  }

  /**
   * Frees the places of a few unstored answers. That costs much the same for one as for twenty, so while each turn of
   * the event loop brings more of them, the next turn is waited for.
   */
  readonly #storeWhenQuiet = (): void => {
    this.#isStoringAwaited = false;
    if (this.#isClosed) return;
    const unstored = this.#unstored();
    const hasGrown = unstored > this.#unstoredLastTurn;
    this.#unstoredLastTurn = unstored;
    if (hasGrown) this.#storeSoon();
    else this.#storeNow();
  };

  #storeNow(): void {
    this.#unstoredLastTurn = 0;
    for (const modelRun of this.#modelRuns) modelRun.storeNow();
  }

  #send(task: Task<Call>, modelRun: ModelRunner<Call>, now: number): void {
    const controller = new AbortController();
    task.controller = controller;
    task.attempts += 1;
    task.sentAt = now;
    this.#inFlight.set(task, modelRun);
    attempt(modelRun.modelRun.model, task.call.request, controller.signal).then(
      (completion) => this.#answered(task, controller, completion),
      (error: unknown) => this.#failed(task, controller, error),
    );
  }

  #answered(task: Task<Call>, controller: AbortController, completion: Completion): void {
    // An answer to an attempt that was given up.
    if (task.controller !== controller) return;
    const now = this.#settings.now();
    const latencyMs = now - task.sentAt;
    const modelRun = this.#release(task);
    this.#adaptive?.answered(latencyMs, now);
    modelRun?.answered(task, completion, latencyMs, now);
    // Last, so that calls that wait for the budget that this call frees has its turn first.
    this.wake();
  }

  #failed(task: Task<Call>, controller: AbortController | null, error: unknown): void {
    if (task.controller !== controller) return;
    const now = this.#settings.now();
    const modelRun = this.#release(task);
    if (error instanceof ModelError) this.#heed(error, task.sentAt, now);
    modelRun?.failed(task, error, now);
    this.wake();
  }

  #release(task: Task<Call>): ModelRunner<Call> | undefined {
    const modelRun = this.#inFlight.get(task);
    this.#inFlight.delete(task);
    task.controller = null;
    return modelRun;
  }

  #heed(error: ModelError, sentAt: number, now: number): void {
    const waitMs = error.canRetry ? (error.retryAfterMs ?? 0) : 0;
    // A long wait, and one for a model to be loaded, holds for that model alone.
    if (error.reason === 'loading') return;
    if (waitMs <= this.#settings.longWaitMs) this.#pausedUntil = Math.max(this.#pausedUntil, now + waitMs);
    const isOverload = overloadStatuses.has(error.status) || error.reason === 'rate-limit';
    if (isOverload || error.reason === 'timeout') this.#adaptive?.overloaded(error.message, sentAt, now);
    const isNews = waitMs > 0 && waitMs <= this.#settings.longWaitMs && now + waitMs > this.#saidUntil;
    if (!isOverload || !isNews) return;
    this.#saidUntil = now + waitMs;
    this.#settings.slowed(waitMs);
  }

  #wakeAt(at: number, now: number): void {
    if (at === this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = at;
    // What was due already waits for an answer, not for a time.
    if (at === Number.POSITIVE_INFINITY || at <= now) return;
    // One millisecond more, because a timer may fire that much early.
    const waitMs = Math.min(Math.ceil(at - now) + 1, 2 ** 31 - 1);
    this.#timer = setTimeout(() => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.wake();
    }, waitMs);
  }
}

/** A model that throws instead of rejecting is treated alike. */
function attempt(model: Model, request: ModelRequest, signal: AbortSignal): Promise<Completion> {
  try {
    return model.complete(request, signal);
  } catch (error) {
    return Promise.reject(error);
  }
}

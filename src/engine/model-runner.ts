import type { Completion, FinishedCall, PlannedCall } from '../core/model.ts';
import { HvsbError, ModelError } from '../errors/errors.ts';
import { AdmissionGate } from './admission.ts';
import type { Budget } from './budget.ts';
import { CallPlanner, type Task } from './call-planner.ts';
import { CallWriter } from './call-writer.ts';
import {
  defaultMaxWaitMs,
  type EngineLimits,
  type EngineNotice,
  type EngineTuning,
  type ModelRun,
  type ModelRunProgress,
} from './engine.ts';
import { backoffMs, failureNote, usageOfAnswer, usageOfFailure } from './failures.ts';
import { CallNotices, CallTally } from './progress.ts';
import { RetryQueue } from './queues.ts';
import { ServerWaits, type Wait } from './server-waits.ts';
import { StopRules } from './stop-rules.ts';

export interface ModelRunnerSettings {
  readonly limits: EngineLimits;
  readonly tuning: EngineTuning;
  readonly budget: Budget;
  readonly onNotice: (notice: EngineNotice) => void;
  /** Something changed by which this model run may have a call to send. */
  readonly wake: () => void;
  /** The whole run cannot go on. */
  readonly crash: (error: unknown, how: 'gently' | 'at-once') => void;
}

const free = { inputPerMillion: 0, outputPerMillion: 0 };

/** The calls of one model run: which is next to be sent, and what becomes of an answer or a failure. */
export class ModelRunner<Call extends PlannedCall> {
  readonly modelRun: ModelRun<Call>;
  readonly #settings: ModelRunnerSettings;
  readonly #tally: CallTally;
  readonly #notices: CallNotices;
  readonly #gate: AdmissionGate;
  readonly #planner: CallPlanner<Call>;
  readonly #writer: CallWriter<Call>;
  readonly #retries = new RetryQueue<Task<Call>>();
  readonly #idle = Promise.withResolvers<void>();
  readonly #rules: StopRules;
  readonly #waits: ServerWaits;
  #isPlanned = false;
  #isEnding = false;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(modelRun: ModelRun<Call>, settings: ModelRunnerSettings) {
    const { model } = modelRun;
    this.modelRun = modelRun;
    this.#settings = settings;
    this.#tally = new CallTally(model.id, model.remote ? modelRun.price : free);
    this.#notices = new CallNotices(model.id, settings.onNotice);
    const isBudgeted = model.remote && settings.budget.isBounded;
    this.#gate = new AdmissionGate(isBudgeted ? settings.budget : null, modelRun.price, settings.wake);
    const { limits, tuning } = settings;
    // However long one call may take, it is tried twice.
    const silenceMs = Math.max(tuning.silenceMs, 2 * limits.callTimeoutMs);
    this.#rules = new StopRules({ ...tuning, silenceMs });
    this.#waits = new ServerWaits({ ...tuning, maxWaitMs: limits.maxWaitMs ?? defaultMaxWaitMs });
    this.#planner = this.#newPlanner();
    this.#writer = this.#newWriter();
  }

  /** Resolves when nothing is left to do and all that came is stored. */
  async run(): Promise<void> {
    try {
      await this.#planner.run();
    } catch (error) {
      this.#settings.crash(error, 'gently');
    }
    this.#isPlanned = true;
    this.#checkIdle();
    await this.#idle.promise;
    await this.#writer.drain();
  }

  progress(): ModelRunProgress {
    return { ...this.#tally.progress(), pausedUntil: this.#waits.shownUntil(this.#settings.tuning.now()) };
  }

  /** Answers that came and are not stored yet. */
  get unstored(): number {
    return this.#writer.unstored;
  }

  storeNow(): void {
    this.#writer.storeNow();
  }

  /** When a call that was held back by the last `take` may go; Infinity where only an event can change that. */
  get wakeAt(): number {
    return this.#wakeAt;
  }

  /** The next call that may be sent now, counted as in flight; null where there is none. */
  take(now: number): Task<Call> | null {
    const { pausedUntil } = this.#waits;
    const nextAt = Math.max(this.#retries.nextAt, pausedUntil);
    this.#wakeAt = nextAt > now ? nextAt : Number.POSITIVE_INFINITY;
    if (this.#isEnding || this.#writer.isBehind) return null;
    if (now < pausedUntil) {
      this.#wakeAt = pausedUntil;
      return null;
    }
    const retry = this.#retries.peekDue(now);
    const task = retry ?? (this.#mayTakeNew() ? this.#planner.ready.peek() : null);
    if (task === null || !this.#isAdmitted(task, now)) return null;
    if (retry === null) this.#planner.shift();
    else this.#retries.shift();
    this.#tally.inFlight += 1;
    this.#rules.sent(now);
    if (task.attempts > 0) this.#tally.retries += 1;
    return task;
  }

  answered(task: Task<Call>, completion: Completion, latencyMs: number, now: number): void {
    this.#tally.inFlight -= 1;
    this.#gate.landed(task.bound, usageOfAnswer(completion, task.bound));
    if (completion.rateLimits !== undefined) this.#gate.learn(completion.rateLimits, now);
    this.#rules.answered();
    this.#waits.answered();
    this.#tally.countAnswer(completion, latencyMs);
    for (const setting of completion.notAccepted) this.#notices.notAccepted(setting);
    const { call, attempts, followers } = task;
    task.answer = { kind: 'answered', call, completion, latencyMs, attempts, answeredAt: Date.now() };
    this.#writer.add(task.answer);
    if (followers !== null) this.#share(task, followers);
    this.#checkIdle();
  }

  failed(task: Task<Call>, error: unknown, now: number): void {
    this.#tally.inFlight -= 1;
    this.#gate.landed(task.bound, usageOfFailure(error, task.bound));
    if (!(error instanceof HvsbError)) {
      this.#settings.crash(error, 'gently');
    } else if (refusesSystemRole(error, task.call)) {
      this.#endForRole();
    } else {
      task.failure = failureNote(error);
      if (this.#isEnding) this.#giveUp(task);
      else this.#decide(task, error, now);
    }
    this.#checkIdle();
  }

  /** Nothing is noted of these calls: they are asked again, in another form. */
  #endForRole(): void {
    this.#tally.takesNoSystemRole = true;
    this.#isEnding = true;
    this.#planner.stop();
    this.#retries.takeAll();
  }

  /** Whether the call is tried again, and whether its failure ends the model run. */
  #decide(task: Task<Call>, error: HvsbError, now: number): void {
    const { maxAttempts } = this.#settings.limits;
    const modelError = error instanceof ModelError ? error : null;
    if (modelError === null || this.#waits.countsAsAttempt(modelError)) task.tries += 1;
    const wait = modelError === null ? null : this.#waits.askedBy(modelError, now);
    const isFinal = !error.canRetry || task.tries >= maxAttempts || wait?.kind === 'too-long';
    if (isFinal) this.#giveUp(task);
    else this.#retryLater(task, error, wait, now);
    const because =
      wait?.kind === 'too-long' ? wait.because : this.#rules.failed(error, task.call.request, isFinal, now);
    if (because !== null) this.end('error', because);
  }

  /** The attempt was aborted with the run. The call stays pending, and nothing is noted of it. */
  aborted(task: Task<Call>): void {
    this.#tally.inFlight -= 1;
    this.#gate.landed(task.bound, task.bound);
    this.#tally.stopped ??= { reason: 'interrupted', message: 'Stopped before all calls were answered.' };
    this.#checkIdle();
  }

  /** Sends nothing more. What is in flight is still waited for. */
  end(reason: 'error' | 'budget' | 'interrupted', message: string): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    const dropped = this.#planner.stop();
    const retries = this.#retries.takeAll();
    const isCutShort = !this.#isPlanned || dropped > 0 || retries.length > 0;
    if (isCutShort || reason !== 'interrupted') this.#tally.stopped = { reason, message };
    if (reason !== 'interrupted') this.#notices.stopped(message);
    for (const task of retries) this.#giveUp(task);
    this.#checkIdle();
  }

  /** Retries wait without a place among the calls in flight, so their number needs a bound of its own. */
  get #mostRetries(): number {
    return 2 * this.#settings.limits.concurrency;
  }

  /** Until something was answered, one call at a time, its retries included, shows whether anything will be. */
  #mayTakeNew(): boolean {
    if (this.#retries.size >= this.#mostRetries) return false;
    if (this.#rules.hasAnswered || !this.modelRun.model.remote) return true;
    return this.#tally.inFlight === 0 && this.#retries.size === 0;
  }

  #isAdmitted(task: Task<Call>, now: number): boolean {
    const admission = this.#gate.admit(task.bound, now);
    switch (admission.kind) {
      case 'yes':
        return true;
      case 'at':
        this.#wakeAt = Math.min(this.#wakeAt, admission.at);
        this.#waitForAllowance(admission.at, now);
        return false;
      case 'when-budget-frees':
        return false;
      case 'never':
        this.end('budget', admission.because);
        return false;
    }
  }

  #share(task: Task<Call>, followers: readonly Call[]): void {
    if (task.answer === null) return;
    for (const call of followers) this.#writer.add({ ...task.answer, call });
    this.#tally.stored += followers.length;
  }

  #retryLater(task: Task<Call>, error: HvsbError, wait: Wait | null, now: number): void {
    const { backoffBaseMs, backoffCapMs, random } = this.#settings.tuning;
    const asked = wait?.kind === 'until' ? wait.at - now : 0;
    const waitMs = asked + backoffMs(Math.max(task.tries, 1), backoffBaseMs, backoffCapMs, random);
    task.dueAt = now + waitMs;
    this.#retries.add(task);
    if (wait?.kind === 'until' && wait.isLong) this.#notices.paused(error.message, asked);
    else this.#notices.retrying(error, waitMs, now);
  }

  /** The provider said with its answers that no more fits before this time. */
  #waitForAllowance(at: number, now: number): void {
    if (at - now <= this.#settings.tuning.longWaitMs) return;
    const reason = 'its headers say that nothing is left of the allowance until then';
    const wait = this.#waits.until(at, now, reason);
    if (wait.kind === 'too-long') this.end('error', wait.because);
    else this.#notices.paused(reason, at - now);
  }

  #giveUp(task: Task<Call>): void {
    const { attempts, failure } = task;
    if (failure === null) return;
    const calls = task.followers === null ? [task.call] : [task.call, ...task.followers];
    task.followers = null;
    this.#planner.forget(task);
    this.#tally.failed += calls.length;
    const failedAt = Date.now();
    for (const call of calls) this.#writer.add({ kind: 'failed', call, failure, attempts, failedAt });
  }

  #checkIdle(): void {
    if (!this.#isPlanned || this.#tally.inFlight > 0) return;
    if (this.#planner.ready.size === 0 && this.#retries.size === 0) this.#idle.resolve();
  }

  #newPlanner(): CallPlanner<Call> {
    return new CallPlanner({
      calls: this.modelRun.calls,
      cache: this.modelRun.cache,
      ahead: Math.max(500, 2 * this.#settings.limits.concurrency),
      planned: (calls, stored) => {
        this.#tally.planned += calls;
        this.#tally.stored += stored;
        this.#settings.wake();
      },
      alreadyAnswered: (task, call) => this.#share(task, [call]),
    });
  }

  #newWriter(): CallWriter<Call> {
    return new CallWriter({
      cache: this.modelRun.cache,
      commitSize: this.#settings.tuning.commitSize,
      commitAfterMs: this.#settings.tuning.commitAfterMs,
      committed: (batch: readonly FinishedCall<Call>[]) => {
        this.#planner.release(batch);
        this.#settings.wake();
      },
      broke: (error) => this.#settings.crash(error, 'at-once'),
    });
  }
}

function refusesSystemRole(error: HvsbError, { request }: PlannedCall): boolean {
  const isRefused = error instanceof ModelError && error.reason === 'no-system-role';
  return isRefused && request.messages.some(({ role }) => role === 'system');
}

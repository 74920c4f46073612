import type { ModelRequest } from '../core/model.ts';
import { type HvsbError, ModelError } from '../errors/errors.ts';
import type { EngineTuning } from './engine.ts';

type Bounds = Pick<EngineTuning, 'failuresInARow' | 'refusedPrompts' | 'failedPrompts' | 'silenceMs'>;

/** So many refused prompts, each for a reason of its own, are enough too. */
const mostWays = 2;

/**
 * Decides from what a model answers and refuses whether it makes sense to ask it more. One call never decides it, unless
 * the key, the credit or the model itself is what is refused, or there is no server.
 */
export class StopRules {
  readonly #bounds: Bounds;
  #hasAnswered = false;
  #exhaustedInARow = 0;
  #deniedInARow = 0;
  /** Prompts that were refused before anything was answered, by the way in which they were. */
  readonly #refused = new Map<string, Set<string>>();
  #silentSince: number | null = null;

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  /** False: nothing is known yet of the model, so one call at a time is enough to learn it. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  sent(now: number): void {
    this.#silentSince ??= now;
  }

  answered(): void {
    this.#hasAnswered = true;
    this.#exhaustedInARow = 0;
    this.#deniedInARow = 0;
    this.#silentSince = null;
    this.#refused.clear();
  }

  /**
   * Why the model is not asked again after this failure; null where it is.
   * @param isFinal whether the call is not tried again
   */
  failed(error: HvsbError, request: ModelRequest, isFinal: boolean, now: number): string | null {
    if (!(error instanceof ModelError))
      return error.canRetry ? this.#exhausted(error, isFinal) : withAdvice(error);
    if (error.status !== null) this.#silentSince = null;
    if (this.#silentSince !== null && now - this.#silentSince >= this.#bounds.silenceMs) {
      const minutes = Math.round((now - this.#silentSince) / 60_000);
      return `No answer came for ${minutes} minutes. The last call: ${withAdvice(error)}`;
    }
    if (error.canRetry) return this.#exhausted(error, isFinal);
    if (error.stopsModel) return this.#denied(error);
    return error.reason === 'bad-request' || error.reason === 'no-system-role'
      ? this.#refusal(error, request)
      : null;
  }

  /** A call has used up its attempts. */
  #exhausted(error: HvsbError, isFinal: boolean): string | null {
    if (!isFinal) return null;
    this.#exhaustedInARow += 1;
    const count = this.#exhaustedInARow;
    if (this.#hasAnswered) {
      if (count < this.#bounds.failuresInARow) return null;
      return `${count} calls in a row failed at every attempt. The last one: ${withAdvice(error)}`;
    }
    if (error instanceof ModelError && error.concernsServer)
      return `The first call failed at every attempt: ${withAdvice(error)}`;
    if (count < this.#bounds.failedPrompts) return null;
    return `The first ${count} calls failed at every attempt. The last one: ${withAdvice(error)}`;
  }

  /** The key, the credit or the model is refused. Some gateways also answer a single prompt with 403 or 404. */
  #denied(error: ModelError): string | null {
    this.#deniedInARow += 1;
    const mayConcernPrompt = error.status === 403 || error.status === 404;
    if (!mayConcernPrompt || !this.#hasAnswered) return withAdvice(error);
    return this.#deniedInARow < this.#bounds.failuresInARow ? null : withAdvice(error);
  }

  #refusal(error: ModelError, { messages }: ModelRequest): string | null {
    if (this.#hasAnswered) return null;
    // Such as an address that is moved.
    if (error.concernsServer) return withAdvice(error);
    const way = wayOf(error);
    const prompts = this.#refused.get(way) ?? new Set();
    this.#refused.set(way, prompts.add(messages.map(({ content }) => content).join('\n')));
    let count = 0;
    for (const { size } of this.#refused.values()) count += size;
    const { refusedPrompts } = this.#bounds;
    if (prompts.size < refusedPrompts && count < mostWays * refusedPrompts) return null;
    return `${count} different prompts were refused before anything was answered. The last time: ${withAdvice(error)}`;
  }
}

/** What two refusals have in common that differ only in a number, a name in quotes or an id. */
function wayOf({ status, message }: ModelError): string {
  const words = message.replace(/(["'`]).*?\1/g, '').replace(/[\w-]*\d[\w-]*/g, '');
  return `${status} ${words.slice(0, 80)}`;
}

function withAdvice({ message, advice }: HvsbError): string {
  return advice === undefined ? message : `${message} ${advice}`;
}

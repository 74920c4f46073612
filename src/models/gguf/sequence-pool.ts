import type { LlamaContext, LlamaSequence, Token } from './llama-library.ts';

interface Waiting {
  readonly prompt: readonly Token[];
  readonly signal: AbortSignal;
  readonly resolve: (sequence: LlamaSequence) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Sequences of one context, each used by one call at a time. A call gets the free one whose text has the longest beginning
 * in common with its prompt, so that the beginning that prompts share is evaluated once a sequence and not once a call.
 */
export class SequencePool {
  readonly #free: LlamaSequence[];
  #waiting: Waiting[] = [];

  constructor(context: LlamaContext, sequences: number) {
    this.#free = Array.from({ length: sequences }, () => context.getSequence());
  }

  /**
   * Works with a sequence that has forgotten everything but what it has in common with the prompt; waits for one.
   * Aborting `signal` while it waits rejects with the signal's reason.
   */
  async use<Result>(
    prompt: readonly Token[],
    signal: AbortSignal,
    work: (sequence: LlamaSequence) => Promise<Result>,
  ): Promise<Result> {
    const sequence = await this.#take(prompt, signal);
    try {
      return await work(sequence);
    } finally {
      this.#giveBack(sequence);
    }
  }

  #take(prompt: readonly Token[], signal: AbortSignal): Promise<LlamaSequence> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const free = this.#nearest(prompt);
    if (free !== null) return Promise.resolve(free);
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { prompt, signal, resolve, reject };
      this.#waiting.push(waiting);
      const onAbort = (): void => {
        const before = this.#waiting.length;
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        if (this.#waiting.length < before) reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #giveBack(sequence: LlamaSequence): void {
    this.#free.push(sequence);
    const next = this.#waiting.shift();
    const free = next === undefined ? null : this.#nearest(next.prompt);
    if (next !== undefined && free !== null) next.resolve(free);
  }

  /** Takes the free sequence that has most in common with the prompt; null where none is free. */
  #nearest(prompt: readonly Token[]): LlamaSequence | null {
    let best = { at: -1, common: -1 };
    for (const [at, { contextTokens }] of this.#free.entries()) {
      const common = commonLength(contextTokens, prompt);
      if (common > best.common) best = { at, common };
    }
    return best.at < 0 ? null : (this.#free.splice(best.at, 1)[0] ?? null);
  }
}

/** How many tokens two texts have in common at their beginning. */
export function commonLength(one: readonly Token[], other: readonly Token[]): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length;
}

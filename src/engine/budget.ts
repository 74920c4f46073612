import type { ModelRequest } from '../core/model.ts';
import type { Allowance, Spending, TokenPrice } from './engine.ts';
import { costUsd, type UsedTokens } from './price.ts';

function amountOf(used: UsedTokens, price: TokenPrice | null): Spending {
  return { tokens: used.inputTokens + used.outputTokens, usd: costUsd(used, price) ?? 0 };
}

/**
 * A hard bound on a run: a call is let through only if what is spent, what is in flight at its most and
 * this call at its most stay within it.
 */
export class Budget {
  readonly #maxTokens: number;
  readonly #maxUsd: number;
  #spentTokens: number;
  #spentUsd: number;
  #reservedTokens = 0;
  #reservedUsd = 0;
  #reservations = 0;
  readonly #waiting = new Set<() => void>();
  readonly #allowance: Allowance | null;
  #isAsking = false;
  /** Of the allowance nothing more will come. */
  #isUsedUp = false;

  /** @param allowance in place of the bounds, which are then those of all processes together */
  constructor(
    maxTokens: number | undefined,
    maxUsd: number | undefined,
    alreadySpent?: Spending,
    allowance: Allowance | null = null,
  ) {
    this.#allowance = allowance;
    this.#spentTokens = alreadySpent?.tokens ?? 0;
    this.#spentUsd = alreadySpent?.usd ?? 0;
    this.#maxTokens = maxTokens ?? Number.POSITIVE_INFINITY;
    this.#maxUsd = maxUsd ?? Number.POSITIVE_INFINITY;
    allowance?.follow(() => this.#held);
  }

  get spent(): Spending {
    return { tokens: this.#spentTokens, usd: this.#spentUsd };
  }

  /** False: no call will ever be turned away, and nothing needs to be counted. */
  get isBounded(): boolean {
    return this.#maxTokens !== Number.POSITIVE_INFINITY || this.#maxUsd !== Number.POSITIVE_INFINITY;
  }

  /** True where waiting may help: something in flight may turn out to use less than it could. */
  get hasReservations(): boolean {
    return this.#reservations > 0 || this.#isAsking;
  }

  /**
   * False where the call does not fit now. Then `onFreed` is called whenever something in flight has used less
   * than it could, until a reservation with it succeeds; who has waited longest is called first.
   */
  reserve(bound: TokenBound, price: TokenPrice | null, onFreed: () => void): boolean {
    const { tokens, usd } = amountOf(bound, price);
    const allowed = this.#allowance?.allowed ?? { tokens: this.#maxTokens, usd: this.#maxUsd };
    const isTooMuch =
      this.#spentTokens + this.#reservedTokens + tokens > allowed.tokens ||
      this.#spentUsd + this.#reservedUsd + usd > allowed.usd;
    if (isTooMuch) {
      this.#waiting.add(onFreed);
      void this.#askForMore({ tokens, usd });
      return false;
    }
    this.#waiting.delete(onFreed);
    this.#reservations += 1;
    this.#reservedTokens += tokens;
    this.#reservedUsd += usd;
    return true;
  }

  /**
   * Replaces a reservation by what was used.
   * @param charged the price of the moment, where that is not the price of the reservation
   */
  charge(bound: TokenBound, used: UsedTokens, price: TokenPrice | null, charged = price): void {
    const reserved = amountOf(bound, price);
    const spent = amountOf(used, charged);
    this.#spentTokens += spent.tokens;
    this.#spentUsd += spent.usd;
    this.#reservations -= 1;
    // Starts afresh from nothing, so that rounding does not add up over a long run.
    this.#reservedTokens = this.#reservations === 0 ? 0 : this.#reservedTokens - reserved.tokens;
    this.#reservedUsd = this.#reservations === 0 ? 0 : this.#reservedUsd - reserved.usd;
    this.#allowance?.paid(spent, this.spent);
    for (const onFreed of this.#waiting) onFreed();
  }

  /** Where several processes share the budget, the others may leave some of it. */
  async #askForMore(needed: Spending): Promise<void> {
    if (this.#allowance === null || this.#isAsking || this.#isUsedUp) return;
    this.#isAsking = true;
    this.#isUsedUp = !(await this.#allowance.ask(needed));
    this.#isAsking = false;
    for (const onFreed of this.#waiting) onFreed();
  }

  /** What others must not get. */
  get #held(): Spending {
    return {
      tokens: this.#spentTokens + this.#reservedTokens,
      usd: this.#spentUsd + this.#reservedUsd,
    };
  }

  /** Why a call with this bound does not fit, for the user. */
  explain(bound: TokenBound, price: TokenPrice | null): string {
    const next = amountOf(bound, price);
    if (this.#allowance !== null)
      return `The budget that all workers share does not allow another call, which may need ${next.tokens} tokens ($${next.usd.toFixed(4)}).`;
    const parts: string[] = [];
    if (this.#spentTokens + next.tokens > this.#maxTokens)
      parts.push(
        `${this.#spentTokens} of ${this.#maxTokens} tokens are used and the next call may need ${next.tokens}`,
      );
    if (this.#spentUsd + next.usd > this.#maxUsd)
      parts.push(
        `$${this.#spentUsd.toFixed(4)} of $${this.#maxUsd} are spent and the next call may cost $${next.usd.toFixed(4)}`,
      );
    return `The budget does not allow another call: ${parts.join('; ')}.`;
  }
}

/**
 * About how many tokens a text is, rather too many than too few: a third of its UTF-8 bytes. English prose
 * has four to five bytes a token, Chinese about three. For plans shown to a person.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}

/** The most tokens that a call can use. */
export interface TokenBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a chat template puts around a message (role, separators), at its most. */
const tokensAroundMessage = 16;
/** Counted for the answer where the request sets no bound of its own. */
const unboundedOutputTokens = 4096;

/**
 * The most a call can use, for budgets that hold: no byte-level tokenizer makes more tokens than bytes, and the
 * answer is bounded by `maxTokens` (4096 where the request does not say).
 */
export function tokenBound(request: ModelRequest): TokenBound {
  let inputTokens = 0;
  for (const { content } of request.messages) inputTokens += Buffer.byteLength(content) + tokensAroundMessage;
  return { inputTokens, outputTokens: request.sampling.maxTokens ?? unboundedOutputTokens };
}

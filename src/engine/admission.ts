import type { RateLimits } from '../core/model.ts';
import type { Budget, TokenBound } from './budget.ts';
import type { TokenPrice } from './engine.ts';
import type { UsedTokens } from './price.ts';

/** Whether a call may be sent: it was let through, has to wait (until a time, or for the budget), or never will be. */
export type Admission =
  | { readonly kind: 'yes' }
  | { readonly kind: 'at'; readonly at: number }
  | { readonly kind: 'when-budget-frees' }
  | { readonly kind: 'never'; readonly because: string };

const yes: Admission = { kind: 'yes' };
const whenBudgetFrees: Admission = { kind: 'when-budget-frees' };

/** Lets a model run's calls through as its provider's limits and the run's budget allow, and counts them. */
export class AdmissionGate {
  readonly #allowance = new RateAllowance();
  readonly #budget: Budget | null;
  readonly #price: TokenPrice | null;
  readonly #wake: () => void;
  #calls = 0;
  #tokens = 0;

  /**
   * @param budget null where the model run's calls cost nothing
   * @param wake called when a call that was turned away for the budget may fit now
   */
  constructor(budget: Budget | null, price: TokenPrice | null, wake: () => void) {
    this.#budget = budget;
    this.#price = price;
    this.#wake = wake;
  }

  /** After `yes` the call counts as in flight, until `landed`. */
  admit(bound: TokenBound, now: number): Admission {
    const tokens = bound.inputTokens + bound.outputTokens;
    const at = this.#allowance.allowedAt(tokens, now);
    if (at > now) return { kind: 'at', at };
    if (this.#budget !== null && !this.#budget.reserve(bound, this.#price, this.#wake)) {
      if (this.#budget.hasReservations) return whenBudgetFrees;
      return { kind: 'never', because: this.#budget.explain(bound, this.#price) };
    }
    this.#allowance.sent(tokens);
    this.#calls += 1;
    this.#tokens += tokens;
    return yes;
  }

  /** @param charged the price of the moment; default the price that was reserved for */
  landed(bound: TokenBound, used: UsedTokens, charged = this.#price): void {
    this.#calls -= 1;
    this.#tokens -= bound.inputTokens + bound.outputTokens;
    this.#budget?.charge(bound, used, this.#price, charged);
  }

  learn(limits: RateLimits, now: number): void {
    this.#allowance.learn(limits, this.#calls, this.#tokens, now);
  }
}

/** What is left of one allowance until it is renewed. */
class Allowance {
  #left = Number.POSITIVE_INFINITY;
  #until = Number.NEGATIVE_INFINITY;

  learn(remaining: number | undefined, resetMs: number | undefined, underWay: number, now: number): void {
    if (remaining === undefined || resetMs === undefined) return;
    // The server may not have counted yet what is under way. The next answer corrects it.
    this.#left = remaining - underWay;
    this.#until = now + resetMs;
  }

  blockedUntil(amount: number, now: number): number {
    return this.#left < amount && now < this.#until ? this.#until : now;
  }

  take(amount: number): void {
    this.#left -= amount;
  }
}

/**
 * Respects what the provider says with its answers (`x-ratelimit-*`): with nothing remaining, waits until the
 * reset; with little, sends no more than fits. Providers count by model, so each model run has its own.
 */
export class RateAllowance {
  readonly #requests = new Allowance();
  readonly #tokens = new Allowance();

  /** @param calls in flight now  @param tokens that these can use at their most */
  learn(limits: RateLimits, calls: number, tokens: number, now: number): void {
    this.#requests.learn(limits.remainingRequests, limits.requestsResetMs, calls, now);
    this.#tokens.learn(limits.remainingTokens, limits.tokensResetMs, tokens, now);
  }

  /** When a call of this many tokens may be sent: `now`, or later. */
  allowedAt(tokens: number, now: number): number {
    return Math.max(this.#requests.blockedUntil(1, now), this.#tokens.blockedUntil(tokens, now));
  }

  sent(tokens: number): void {
    this.#requests.take(1);
    this.#tokens.take(tokens);
  }
}

import { setTimeout } from 'node:timers/promises';
import type { Allowance, Spending } from '../engine/engine.ts';
import type { SharedDatabase } from '../store/contract/shared-database.ts';
import { isAlive, workSchema } from './work-tables.ts';

/** Bounds on what all workers spend together; absent where there is none. */
export interface BudgetBounds {
  readonly budgetTokens?: number;
  readonly budgetUsd?: number;
}

/** Whose part of the budget it is. */
interface BudgetHolder {
  readonly worker: number;
  readonly run: () => number;
  /** Whether the others know that it is there. What it had taken may be theirs where they have thought it lost. */
  readonly isSeen: () => boolean;
  readonly signal: AbortSignal;
}

/** How many calls a worker asks for at a time, and which share of what is left it gets at most. */
const callsAtOnce = 128;
const mostOfRest = 0.1;
/** How often a worker that gets nothing looks whether the others have left something. */
const lookEveryMs = 500;
/** Who has paid nothing for so long gives back what it holds. */
const idleMs = 3000;

/**
 * What this worker may spend of the budget of all. It takes a part before it sends calls, says with each commit what was
 * spent, and gives back the rest; what is taken by all never exceeds the bounds.
 */
export class SharedBudget implements Allowance {
  readonly #database: SharedDatabase;
  readonly #bounds: Spending;
  readonly #signal: AbortSignal;
  readonly #worker: number;
  readonly #run: () => number;
  readonly #isSeen: () => boolean;
  #allowed: Spending = { tokens: 0, usd: 0 };
  #spent: Spending = { tokens: 0, usd: 0 };
  #most: Spending = { tokens: 0, usd: 0 };
  #isNoted = true;
  #isTaking = false;
  #turn: Promise<unknown> = Promise.resolve();
  #paidAt = Number.NEGATIVE_INFINITY;
  #held = (): Spending => this.#spent;

  constructor(database: SharedDatabase, bounds: BudgetBounds, { worker, run, isSeen, signal }: BudgetHolder) {
    this.#database = database;
    const { budgetTokens: tokens = Number.POSITIVE_INFINITY, budgetUsd: usd = Number.POSITIVE_INFINITY } =
      bounds;
    this.#bounds = { tokens, usd };
    this.#worker = worker;
    this.#run = run;
    this.#isSeen = isSeen;
    this.#signal = signal;
  }

  get allowed(): Spending {
    const { tokens, usd } = this.#bounds;
    const allowed = this.#isSeen() ? this.#allowed : this.#held();
    return {
      tokens: Number.isFinite(tokens) ? allowed.tokens : tokens,
      usd: Number.isFinite(usd) ? allowed.usd : usd,
    };
  }

  follow(held: () => Spending): void {
    this.#held = held;
  }

  async ask(needed: Spending): Promise<boolean> {
    this.#isTaking = true;
    try {
      return await this.#takeWhenFree(needed);
    } finally {
      this.#isTaking = false;
    }
  }

  async #takeWhenFree(needed: Spending): Promise<boolean> {
    while (!this.#signal.aborted) {
      // What is left of it is too little here, and may be what another one waits for; so is what was in flight a moment ago.
      await this.giveBack();
      const rest = await this.#rest();
      const share = (what: keyof Spending) =>
        Math.max(needed[what], Math.min(callsAtOnce * needed[what], mostOfRest * rest[what]));
      // Whole tokens: what is taken and given back many times stays exact.
      const wanted = { tokens: Math.ceil(share('tokens')), usd: share('usd') };
      if (await this.#inTurn(() => this.#take(wanted))) return true;
      if (!(await this.#mayOthersLeave())) return false;
      await setTimeout(lookEveryMs);
    }
    return false;
  }

  paid(call: Spending, spent: Spending): void {
    this.#spent = spent;
    this.#most = {
      tokens: Math.max(this.#most.tokens, call.tokens),
      usd: Math.max(this.#most.usd, call.usd),
    };
    this.#isNoted = false;
    this.#paidAt = performance.now();
  }

  /** For whoever has nothing to send, but waits for others: they may wait for the budget. */
  async giveBackIdle(): Promise<void> {
    if (performance.now() - this.#paidAt < idleMs || this.#isTaking) return;
    await this.giveBack();
  }

  /** Notes what is spent by now, so that it counts also where this worker is lost. */
  async note(): Promise<void> {
    if (this.#isNoted) return;
    this.#isNoted = true;
    const { tokens, usd } = this.#spent;
    await this.#database.query(
      `update ${this.#schema}.worker set spent_tokens = $2, spent_usd = $3, most_tokens = $4, most_usd = $5
      where number = $1`,
      [this.#worker, tokens, usd, this.#most.tokens, this.#most.usd],
    );
  }

  /** Gives back what is neither spent nor in flight. */
  giveBack(): Promise<void> {
    return this.#inTurn(() => this.#giveBack());
  }

  /** What is taken and given back follows each other, so that the database and this process agree on what is left. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #giveBack(): Promise<void> {
    await this.note();
    const held = this.#held();
    // Before the database knows: what is given back must not be used meanwhile.
    this.#allowed = held;
    await this.#database.query(
      `with before as (select allowed_tokens, allowed_usd from ${this.#schema}.worker where number = $1 for update),
      held as (update ${this.#schema}.worker set allowed_tokens = $3, allowed_usd = $4 where number = $1)
      update ${this.#schema}.shared_run set taken_tokens = taken_tokens - before.allowed_tokens + $3,
        taken_usd = taken_usd - before.allowed_usd + $4 from before where number = $2`,
      [this.#worker, this.#run(), held.tokens, held.usd],
    );
  }

  get #schema(): string {
    return workSchema(this.#database);
  }

  async #rest(): Promise<Spending> {
    const { rows } = await this.#database.query(
      `select taken_tokens as tokens, taken_usd as usd from ${this.#schema}.shared_run where number = $1`,
      [this.#run()],
    );
    const taken: Spending = rows[0] ?? { tokens: 0, usd: 0 };
    return { tokens: this.#bounds.tokens - taken.tokens, usd: this.#bounds.usd - taken.usd };
  }

  /** One statement, so that of two workers that ask for the rest one gets it. */
  async #take({ tokens, usd }: Spending): Promise<boolean> {
    const { rows } = await this.#database.query(
      `with taken as (update ${this.#schema}.shared_run
        set taken_tokens = taken_tokens + $3, taken_usd = taken_usd + $4
        where number = $2 and taken_tokens + $3 <= $5 and taken_usd + $4 <= $6 returning number)
      update ${this.#schema}.worker set allowed_tokens = allowed_tokens + $3, allowed_usd = allowed_usd + $4
      from taken where worker.number = $1
      returning allowed_tokens as tokens, allowed_usd as usd`,
      [this.#worker, this.#run(), tokens, usd, this.#bounds.tokens, this.#bounds.usd],
    );
    const [allowed] = rows;
    if (allowed === undefined) return false;
    this.#allowed = allowed;
    return true;
  }

  /** Whether somebody has taken more than is spent, and may give back the rest, or be lost with it. */
  async #mayOthersLeave(): Promise<boolean> {
    const { rows } = await this.#database.query(
      `select from ${this.#schema}.worker where run = $1 and number <> $2 and ${isAlive}
      and (allowed_tokens > spent_tokens + 0.5 or allowed_usd > spent_usd + 1e-9) limit 1`,
      [this.#run(), this.#worker],
    );
    return rows.length > 0;
  }
}

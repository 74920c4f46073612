import type { CallCache, FinishedCall, PlannedCall, Sampling } from '../../src/core/model.ts';

export interface PlannedCallsOptions {
  readonly batch?: number;
  /** The key of the n-th call; each its own if left out. */
  readonly key?: (position: number) => string;
  readonly text?: (position: number) => string;
  readonly sampling?: Sampling;
}

/** So many calls, planned in batches as they are asked for. */
export async function* plannedCalls(
  count: number,
  {
    batch = 100,
    key = (position) => `key-${position}`,
    text = (position) => `Question ${position}`,
    sampling = { maxTokens: 10 },
  }: PlannedCallsOptions = {},
): AsyncGenerator<readonly PlannedCall[]> {
  for (let start = 0; start < count; start += batch) {
    const length = Math.min(batch, count - start);
    yield Array.from({ length }, (_, offset) => ({
      key: key(start + offset),
      request: {
        messages: [{ role: 'user', content: text(start + offset) }],
        sampling,
        repeat: 0,
      },
    }));
  }
}

/** A call cache in memory that keeps every commit as it came, for tests of what stands before the store. */
export class MemoryCallCache<Call extends PlannedCall> implements CallCache<Call> {
  readonly commits: (readonly FinishedCall<Call>[])[] = [];
  readonly #answered = new Set<string>();
  readonly #beforeCommit: (batch: readonly FinishedCall<Call>[]) => Promise<void>;

  /** @param beforeCommit may be slow, or reject as a full disk would */
  constructor(beforeCommit: (batch: readonly FinishedCall<Call>[]) => Promise<void> = async () => {}) {
    this.#beforeCommit = beforeCommit;
  }

  /** All that was committed, in order. */
  get finished(): readonly FinishedCall<Call>[] {
    return this.commits.flat();
  }

  async pending(calls: readonly Call[]): Promise<readonly Call[]> {
    return calls.filter((call) => !this.#answered.has(call.key));
  }

  async commit(batch: readonly FinishedCall<Call>[]): Promise<void> {
    await this.#beforeCommit(batch);
    for (const finished of batch) if (finished.kind === 'answered') this.#answered.add(finished.call.key);
    this.commits.push(batch);
  }
}

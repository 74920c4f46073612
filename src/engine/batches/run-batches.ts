import { createHash, randomUUID } from 'node:crypto';
import type { BatchJournal, BatchLine, BatchService } from '../../core/batch.ts';
import type { FinishedCall, PlannedCall } from '../../core/model.ts';
import { type Budget, costUsd, tokenBound } from '../budget.ts';
import type { ModelRun, Spending, TokenPrice } from '../engine.ts';
import { collectBatches } from './collect-batches.ts';
import { submitBatch } from './submit-batch.ts';

/** What a pass over a model's calls did. */
export interface BatchPass {
  planned: number;
  /** Of those, the calls without a stored answer when they were looked at. */
  pending: number;
  answered: number;
  failed: number;
  /** Calls that were sent in this pass, and calls that wait for a batch. */
  sent: number;
  waiting: number;
  inputTokens: number;
  outputTokens: number;
  unmetered: number;
  /** Batches that were submitted in this pass. */
  batches: number;
  /** What the calls that were sent use at most. */
  reserved: Spending;
  /** The budget allowed no more. */
  isSpent: boolean;
  readonly notes: string[];
}

interface Sending {
  readonly lines: string[];
  readonly keys: Set<string>;
  bytes: number;
}

/** What a run of batches needs beside the calls. */
export interface BatchOptions {
  readonly journal: BatchJournal;
  readonly service: BatchService;
  readonly signal: AbortSignal;
  /** Shared by all models of a run. */
  readonly budget: Budget;
  /** First wait before a submission that was refused for now is repeated; it doubles up to 32 times that. */
  readonly firstWaitMs: number;
}

/**
 * Takes the answers of batches that have ended, and sends what no batch has. Each batch is stored with its lines before it is
 * sent, so that nothing is sent, and paid for, twice, however the process ends.
 * @throws ModelError where the provider cannot be asked
 */
export async function runBatches<Call extends PlannedCall>(
  run: ModelRun<Call>,
  options: BatchOptions,
): Promise<BatchPass> {
  const { notes } = await collectBatches(options.journal, options.service, run.model);
  const pass = new Pass(run, options, notes);
  await pass.run();
  return pass.result;
}

class Pass<Call extends PlannedCall> {
  readonly result: BatchPass;
  readonly #run: ModelRun<Call>;
  readonly #options: BatchOptions;
  readonly #price: TokenPrice | null;
  #sending: Sending = { lines: [], keys: new Set(), bytes: 0 };
  /** Of the calls that were looked up together: their lines were read before these were sent. */
  readonly #justSent = new Set<string>();

  constructor(run: ModelRun<Call>, options: BatchOptions, notes: readonly string[]) {
    this.#run = run;
    this.#options = options;
    this.#price = run.price;
    this.result = {
      ...{ planned: 0, pending: 0, answered: 0, failed: 0, sent: 0, waiting: 0, batches: 0 },
      ...{ inputTokens: 0, outputTokens: 0, unmetered: 0, isSpent: false },
      reserved: { tokens: 0, usd: 0 },
      notes: [...notes],
    };
  }

  async run(): Promise<void> {
    for await (const calls of this.#run.calls) {
      if (this.#options.signal.aborted) break;
      this.result.planned += calls.length;
      await this.#handle(await this.#run.cache.pending(calls));
    }
    await this.#submit();
  }

  async #handle(pending: readonly Call[]): Promise<void> {
    this.#justSent.clear();
    this.result.pending += pending.length;
    const lines = await this.#options.journal.batchLines(pending.map(({ key }) => key));
    const finished: FinishedCall<Call>[] = [];
    for (const call of pending) {
      const line = lines.get(call.key);
      const ended = line === undefined ? null : this.#finished(call, line);
      if (ended !== null) finished.push(ended);
      else if (line?.result === null) this.result.waiting += 1;
      else await this.#send(call);
    }
    if (finished.length === 0) return;
    await this.#run.cache.commit(finished);
    await this.#options.journal.forgetLines(finished.map(({ call }) => call.key));
  }

  /** Null where the call waits, or is to be sent again. */
  #finished(call: Call, { result }: BatchLine): FinishedCall<Call> | null {
    if (result === null || (result.kind === 'failed' && result.canRetry)) return null;
    if (result.kind === 'failed') {
      this.result.failed += 1;
      return { kind: 'failed', call, failure: result.failure, attempts: 1, failedAt: Date.now() };
    }
    const { completion } = result;
    this.result.answered += 1;
    this.result.inputTokens += completion.inputTokens ?? 0;
    this.result.outputTokens += completion.outputTokens ?? 0;
    if (completion.inputTokens === null) this.result.unmetered += 1;
    // How long one line of a batch took is not known.
    return { kind: 'answered', call, completion, latencyMs: 0, attempts: 1, answeredAt: Date.now() };
  }

  async #send(call: Call): Promise<void> {
    const { budget, service } = this.#options;
    if (this.result.isSpent || this.#sending.keys.has(call.key) || this.#justSent.has(call.key)) return;
    // Nothing is given back within a run: its answers come in a later one.
    const bound = tokenBound(call.request);
    if (!budget.reserve(bound, this.#price, () => {})) {
      this.result.isSpent = true;
      return;
    }
    const { tokens, usd } = this.result.reserved;
    this.result.reserved = {
      tokens: tokens + bound.inputTokens + bound.outputTokens,
      usd: usd + (costUsd(bound.inputTokens, bound.outputTokens, this.#price) ?? 0),
    };
    const line = service.line(call.key, call.request);
    const bytes = Buffer.byteLength(line) + 1;
    const { most } = service;
    if (this.#sending.lines.length >= most.lines || this.#sending.bytes + bytes > most.bytes)
      await this.#submit();
    this.#sending.lines.push(line);
    this.#sending.keys.add(call.key);
    this.#sending.bytes += bytes;
  }

  async #submit(): Promise<void> {
    const { lines, keys } = this.#sending;
    if (keys.size === 0 || this.#options.signal.aborted) return;
    this.#sending = { lines: [], keys: new Set(), bytes: 0 };
    for (const key of keys) this.#justSent.add(key);
    const { journal, service } = this.#options;
    const { id: model, endpoint } = this.#run.model;
    const fileHash = createHash('sha256').update(lines.join('\n')).digest('hex');
    const batch = { marker: randomUUID(), model, endpoint, fileHash, createdAt: Date.now(), keys: [...keys] };
    const number = await journal.writeBatch(batch);
    const stored = {
      ...batch,
      number,
      state: 'written' as const,
      remoteId: null,
      lines: keys.size,
      finished: 0,
    };
    const remoteId = await submitBatch(service, lines, stored, this.#options);
    await journal.noteBatch(number, { state: 'submitted', remoteId });
    this.result.batches += 1;
    this.result.sent += keys.size;
    this.result.waiting += keys.size;
  }
}

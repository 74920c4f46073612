import { randomUUID } from 'node:crypto';
import type { BatchJournal, BatchService, StoredBatch } from '../../core/batch.ts';
import type { FinishedCall, PlannedCall } from '../../core/model.ts';
import { ModelError } from '../../errors/errors.ts';
import { type Budget, estimateTokens, tokenBound } from '../budget.ts';
import type { ModelRun, Spending, TokenPrice } from '../engine.ts';
import { costUsd } from '../price.ts';
import { BatchWriter } from './batch-writer.ts';
import { collectBatches } from './collect-batches.ts';
import { finishedByBatch } from './leave-to-batches.ts';
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
  /** Calls that the budget, or the provider's queue, has no room for yet. */
  unsent: number;
  inputTokens: number;
  outputTokens: number;
  unmetered: number;
  /** Batches that were submitted in this pass. */
  batches: number;
  /** What the calls that were sent use at most. */
  reserved: Spending;
  /** Why nothing more was sent, where calls are left. */
  end: 'budget' | 'queue' | 'interrupted' | ModelError | null;
  readonly notes: string[];
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
 * @throws ModelError where the provider cannot be asked for batches that were sent before
 */
export async function runBatches<Call extends PlannedCall>(
  run: ModelRun<Call>,
  options: BatchOptions,
): Promise<BatchPass> {
  const { notes } = await collectBatches(options.journal, options.service, run.model);
  const { id, endpoint } = run.model;
  const own = (await options.journal.batches()).filter(
    (batch) => batch.model === id && batch.endpoint === endpoint,
  );
  const pass = new Pass(run, options, queueRoom(own), notes);
  try {
    await pass.run();
  } finally {
    await pass.close();
  }
  return pass.result;
}

/** How many tokens the provider's queue has room for, by what it said last; infinity where it said nothing. */
function queueRoom(batches: readonly StoredBatch[]): number {
  const limit = batches.findLast(({ queueLimit }) => queueLimit !== null)?.queueLimit ?? null;
  if (limit === null) return Number.POSITIVE_INFINITY;
  const open = batches.filter(({ state }) => state !== 'collected');
  return limit - open.reduce((sum, { tokens }) => sum + tokens, 0);
}

class Pass<Call extends PlannedCall> {
  readonly result: BatchPass;
  readonly #run: ModelRun<Call>;
  readonly #options: BatchOptions;
  readonly #price: TokenPrice | null;
  #room: number;
  #sending: BatchWriter | null = null;
  /** Of the calls that were looked up together: their lines were read before these were sent. */
  #justSent: ReadonlySet<string> = new Set();

  constructor(run: ModelRun<Call>, options: BatchOptions, room: number, notes: readonly string[]) {
    this.#run = run;
    this.#options = options;
    this.#price = run.price;
    this.#room = room;
    this.result = {
      ...{ planned: 0, pending: 0, answered: 0, failed: 0, sent: 0, waiting: 0, unsent: 0, batches: 0 },
      ...{ inputTokens: 0, outputTokens: 0, unmetered: 0, end: null },
      reserved: { tokens: 0, usd: 0 },
      notes: [...notes],
    };
  }

  async run(): Promise<void> {
    for await (const calls of this.#run.calls) {
      if (this.#isStopped()) return;
      this.result.planned += calls.length;
      await this.#handle(await this.#run.cache.pending(calls));
    }
    await this.#submit();
  }

  /** Removes what was written and not sent. */
  async close(): Promise<void> {
    await this.#sending?.remove();
  }

  #isStopped(): boolean {
    if (this.#options.signal.aborted) this.result.end = 'interrupted';
    return this.#options.signal.aborted;
  }

  async #handle(pending: readonly Call[]): Promise<void> {
    this.#justSent = new Set();
    this.result.pending += pending.length;
    const lines = await this.#options.journal.batchLines(pending.map(({ key }) => key));
    const finished: FinishedCall<Call>[] = [];
    for (const call of pending) {
      const line = lines.get(call.key);
      const ended = line === undefined ? null : finishedByBatch(call, line);
      if (ended !== null) {
        this.#count(ended);
        finished.push(ended);
      } else if (line?.result === null) this.result.waiting += 1;
      else await this.#send(call);
    }
    if (finished.length === 0) return;
    await this.#run.cache.commit(finished);
    await this.#options.journal.forgetLines(finished.map(({ call }) => call.key));
  }

  #count(finished: FinishedCall<Call>): void {
    if (finished.kind === 'failed') {
      this.result.failed += 1;
      return;
    }
    const { inputTokens, outputTokens } = finished.completion;
    this.result.answered += 1;
    this.result.inputTokens += inputTokens ?? 0;
    this.result.outputTokens += outputTokens ?? 0;
    if (inputTokens === null) this.result.unmetered += 1;
  }

  async #send(call: Call): Promise<void> {
    const { key, request } = call;
    if (this.#sending?.keys.has(key) === true || this.#justSent.has(key)) return;
    const tokens = request.messages.reduce((sum, { content }) => sum + estimateTokens(content), 0);
    if (!this.#mayAdd(call, tokens)) {
      this.result.unsent += 1;
      return;
    }
    const { service } = this.#options;
    const line = service.line(key, request);
    const { most } = service;
    const isFull =
      this.#sending !== null &&
      (this.#sending.keys.size >= most.lines ||
        this.#sending.bytes + Buffer.byteLength(line) + frameBytes > most.bytes);
    if (isFull && !(await this.#submit())) {
      this.result.unsent += 1;
      return;
    }
    this.#sending ??= await BatchWriter.create(service.frame);
    await this.#sending.add(key, line, tokens);
    this.#room -= tokens;
  }

  /** Whether budget and queue have room for the call; it is reserved then. */
  #mayAdd({ request }: Call, tokens: number): boolean {
    if (this.result.end !== null) return false;
    const { budget } = this.#options;
    if (tokens > this.#room) {
      this.result.end = 'queue';
      return false;
    }
    // Nothing is given back within a run: its answers come in a later one.
    const bound = tokenBound(request);
    if (!budget.reserve(bound, this.#price, () => {})) {
      this.result.end = 'budget';
      return false;
    }
    const { reserved } = this.result;
    this.result.reserved = {
      tokens: reserved.tokens + bound.inputTokens + bound.outputTokens,
      usd: reserved.usd + (costUsd(bound, this.#price) ?? 0),
    };
    return true;
  }

  /** Whether more may be sent. What was written is sent, or given up until a later run. */
  async #submit(): Promise<boolean> {
    const file = this.#sending;
    if (file === null) return true;
    this.#sending = null;
    try {
      if (this.#isStopped()) return false;
      return await this.#submitFile(file);
    } finally {
      await file.remove();
    }
  }

  async #submitFile(file: BatchWriter): Promise<boolean> {
    const { journal, service } = this.#options;
    const { id: model, endpoint } = this.#run.model;
    const keys = [...file.keys];
    const { tokens } = file;
    const fileHash = await file.end();
    const batch = { marker: randomUUID(), model, endpoint, fileHash, createdAt: Date.now(), tokens, keys };
    const number = await journal.writeBatch(batch);
    const open = { state: 'written', remoteId: null, finished: 0, problem: null, queueLimit: null } as const;
    const sent = await this.#try(() =>
      submitBatch(service, file, { ...batch, ...open, number, lines: keys.length }, this.#options),
    );
    if (typeof sent === 'string' || sent instanceof ModelError) {
      this.result.end = sent === 'refused' ? 'queue' : sent;
      this.result.unsent += keys.length;
      return false;
    }
    await journal.noteBatch(number, { state: 'submitted', remoteId: sent.remoteId });
    const before = this.#justSent;
    this.#justSent = before.size === 0 ? file.keys : new Set([...before, ...file.keys]);
    const instruction = service.instruction(sent.remoteId);
    if (instruction !== null) this.result.notes.push(instruction);
    this.result.batches += 1;
    this.result.sent += keys.length;
    this.result.waiting += keys.length;
    return true;
  }

  /** Answers that were taken before the provider refused are still this pass's. */
  async #try<Done>(work: () => Promise<Done>): Promise<Done | ModelError> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ModelError) return error;
      throw error;
    }
  }
}

/** More than any frame adds to a line. */
const frameBytes = 64;

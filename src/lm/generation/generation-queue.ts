import { type Generated, type GenerationRequest, generate } from './generate.ts';
import type { LanguageModel } from './language-model.ts';

interface Waiting {
  readonly request: GenerationRequest;
  readonly signal: AbortSignal;
  readonly resolve: (generated: Generated) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Requests that arrive at about the same time are answered in one batch, which takes little longer than one alone.
 * Requests of similar length share a batch.
 */
export class GenerationQueue {
  readonly #model: LanguageModel;
  readonly #batchSize: number;
  #waiting: Waiting[] = [];
  #isRunning = false;

  constructor(model: LanguageModel, batchSize: number) {
    this.#model = model;
    this.#batchSize = batchSize;
  }

  /** As `generate`, for one. */
  generate(request: GenerationRequest, signal: AbortSignal): Promise<Generated> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, signal, resolve, reject });
      if (this.#isRunning) return;
      this.#isRunning = true;
      // Requests of the same turn of the event loop join the batch.
      setImmediate(() => void this.#run());
    });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) await this.#writeSome();
    this.#isRunning = false;
  }

  async #writeSome(): Promise<void> {
    for (const { signal, reject } of this.#waiting) if (signal.aborted) reject(signal.reason);
    this.#waiting = this.#waiting
      .filter(({ signal }) => !signal.aborted)
      .sort((a, b) => a.request.prompt.length - b.request.prompt.length);
    const batch = this.#waiting.splice(0, this.#batchSize);
    if (batch.length === 0) return;
    const allAborted = new AbortController();
    const stop = (): void => {
      if (batch.every(({ signal }) => signal.aborted)) allAborted.abort();
    };
    for (const { signal } of batch) signal.addEventListener('abort', stop);
    try {
      const written = await generate(
        this.#model,
        batch.map(({ request }) => request),
        allAborted.signal,
      );
      for (const [index, { resolve, reject, signal }] of batch.entries()) {
        const one = written[index];
        if (signal.aborted || one === undefined) reject(signal.reason);
        else resolve(one);
      }
    } catch (error) {
      for (const { reject, signal } of batch) reject(signal.aborted ? signal.reason : error);
    } finally {
      for (const { signal } of batch) signal.removeEventListener('abort', stop);
    }
  }
}

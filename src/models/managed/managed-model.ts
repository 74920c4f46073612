import type { Completion, Model, ModelRequest } from '../../core/model.ts';
import { type OpenModelOptions, openModel } from '../open-model.ts';
import type { ServedModel } from './server-programs.ts';
import type { Reached, ServerSlot } from './server-slot.ts';

/** A model whose server is started when it is first needed. */
export class ManagedModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = true;
  readonly ownServer = true;
  readonly #served: ServedModel;
  readonly #slot: ServerSlot;
  readonly #store: string;
  readonly #options: OpenModelOptions;
  #opened: Promise<{ readonly model: Model; readonly reached: Reached }> | null = null;

  constructor(
    served: ServedModel,
    endpoint: string,
    by: { readonly slot: ServerSlot; readonly store: string; readonly options: OpenModelOptions },
  ) {
    this.id = served.model;
    this.endpoint = endpoint;
    this.#served = served;
    this.#slot = by.slot;
    this.#store = by.store;
    this.#options = by.options;
  }

  /** Has the model served. A failure is for the calls to tell: each throws it. */
  async start(): Promise<void> {
    await this.#open().catch(() => {});
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    const { model, reached } = await this.#open();
    try {
      return await model.complete(request, signal);
    } catch (error) {
      throw await reached.explain(error);
    }
  }

  async close(): Promise<void> {
    await this.#opened?.then(({ model }) => model.close()).catch(() => {});
  }

  #open(): Promise<{ readonly model: Model; readonly reached: Reached }> {
    this.#opened ??= this.#reach();
    return this.#opened;
  }

  async #reach(): Promise<{ readonly model: Model; readonly reached: Reached }> {
    const reached = await this.#slot.use(this.#served, this.#store, this.#options);
    const { baseUrl } = reached;
    const options = baseUrl === null ? this.#options : { ...this.#options, baseUrl, isFromFile: false };
    return { model: await openModel(this.id, options), reached };
  }
}

import type { Completion, Model, ModelRequest, TextToken } from '../core/model.ts';
import { ModelError } from '../errors/errors.ts';

/** A server that did not answer at all is passed over for so long, while another is there. */
const restMs = 30_000;

interface Server {
  readonly model: Model;
  inFlight: number;
  restsUntil: number;
}

/**
 * One model on several servers: each call goes to the one with the fewest calls in flight. Its endpoint is that of the first server,
 * so that further servers change neither its condition nor what is stored of it.
 */
export class BalancedModel implements Model {
  readonly id: string;
  readonly endpoint: string;
  readonly remote = true;
  readonly ownServer: boolean;
  readonly #servers: readonly Server[];
  readonly #now: () => number;
  #turn = 0;

  /** @param models the same model on each of its servers, at least one */
  constructor(models: readonly [Model, ...Model[]], now: () => number = () => performance.now()) {
    const [first] = models;
    this.id = first.id;
    this.endpoint = first.endpoint;
    this.ownServer = models.some(({ ownServer }) => ownServer === true);
    this.#servers = models.map((model) => ({ model, inFlight: 0, restsUntil: Number.NEGATIVE_INFINITY }));
    this.#now = now;
  }

  async complete(request: ModelRequest, signal: AbortSignal): Promise<Completion> {
    return this.#ask((model) => model.complete(request, signal));
  }

  async textTokens(text: string, signal: AbortSignal): Promise<readonly TextToken[]> {
    return this.#ask(async (model) => {
      if (model.textTokens !== undefined) return model.textTokens(text, signal);
      throw new ModelError('The provider gives no probabilities of a text.', { reason: 'not-supported' });
    });
  }

  async #ask<Answer>(ask: (model: Model) => Promise<Answer>): Promise<Answer> {
    const server = this.#next();
    server.inFlight += 1;
    try {
      return await ask(server.model);
    } catch (error) {
      const isAway = error instanceof ModelError && (error.concernsServer || error.reason === 'network');
      if (isAway) server.restsUntil = this.#now() + restMs;
      throw error;
    } finally {
      server.inFlight -= 1;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map(({ model }) => model.close()));
  }

  /** Of equally busy ones, in turn. Where all of them rest, the one that has rested longest. */
  #next(): Server {
    const now = this.#now();
    this.#turn += 1;
    const order = this.#servers.map((_, place) => this.#servers[(place + this.#turn) % this.#servers.length]);
    const [best] = order
      .filter((server) => server !== undefined)
      .sort((one, other) => {
        const [rest, otherRest] = [Math.max(one.restsUntil, now), Math.max(other.restsUntil, now)];
        return rest - otherRest || one.inFlight - other.inFlight;
      });
    if (best === undefined) throw new Error('A balanced model has no server.');
    return best;
  }
}

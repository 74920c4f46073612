import type { OwnRating } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError, untilAnswered } from '../../data/request.ts';

interface PendingRating {
  readonly word: OwnRating;
  /** When it was given, milliseconds since 1970 by this browser's clock. */
  readonly at: number;
}

/** A token that is asked for anew makes the same word good again. */
const keepsRating = [401, 403];

/**
 * Words on their way to the server. Each lies in the browser's storage until the server has it, and is sent again
 * until then: a reload, a closed laptop or a restarted server loses none.
 */
export class Outbox {
  readonly #rater: string;
  readonly #prefix: string;
  /** Also in memory, for browsers that keep nothing. */
  readonly #pending = new Map<number, PendingRating>();
  #sending: Promise<void> | null = null;

  /** @param prefix of the study's keys in the browser's storage. */
  constructor(prefix: string, rater: string) {
    this.#rater = rater;
    this.#prefix = `${prefix}/pending/${rater}/`;
    for (const key of browserStorage.keys(localStorage, this.#prefix)) {
      const pending = browserStorage.read<PendingRating>(localStorage, key);
      if (pending !== null) this.#pending.set(pending.word.item, pending);
    }
  }

  put(word: OwnRating): void {
    const pending = { word, at: Date.now() };
    this.#pending.set(word.item, pending);
    browserStorage.write(localStorage, this.#prefix + word.item, pending);
  }

  /**
   * Resolves when the server has every word.
   * @param onTrouble told why sending has to wait, and null when it goes on.
   * @throws RequestError where the server does not take a word. One that it never will is dropped.
   */
  flush(onTrouble: (trouble: string | null) => void): Promise<void> {
    this.#sending ??= this.#sendAll(onTrouble).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  /** One at a time: a word that is refused does not stand in the way of the others. */
  async #sendAll(onTrouble: (trouble: string | null) => void): Promise<void> {
    let refusal: unknown = null;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { word, at } = next;
      const send = () => ratingApi.rate(this.#rater, [{ ...word, agoMs: Math.max(0, Date.now() - at) }]);
      try {
        await untilAnswered(send, onTrouble);
      } catch (error) {
        if (!(error instanceof RequestError) || keepsRating.includes(error.status)) throw error;
        refusal = error;
      }
      this.#done(next);
    }
    if (refusal !== null) throw refusal;
  }

  #next(): PendingRating | null {
    const [first = null] = this.#pending.values();
    return first;
  }

  #done(sent: PendingRating): void {
    // A newer word on the same item may have come meanwhile, and is still to be sent.
    if (this.#pending.get(sent.word.item) !== sent) return;
    this.#pending.delete(sent.word.item);
    browserStorage.remove(localStorage, this.#prefix + sent.word.item);
  }
}

import type { OwnRating } from '../../../../src/core/rating-page.ts';
import { browserStorage } from '../../data/browser-storage.ts';
import { ratingApi } from '../../data/rating-api.ts';
import { RequestError, untilAnswered } from '../../data/request.ts';

interface PendingRating {
  readonly rating: OwnRating;
  /** When it was given, milliseconds since 1970 by this browser's clock. */
  readonly at: number;
}

/** 401, 403: the rating is fine, the session expired. Keep it and send it again after sign-in. */
const keepsRating = [401, 403];

/**
 * Ratings on their way to the server. Each is stored in the browser until the server has it, and is sent again until
 * then: a reload, a closed laptop or a restarted server loses none.
 */
export class Outbox {
  readonly #rater: string;
  readonly #prefix: string;
  /** Also in memory, for browsers that store nothing. Oldest first. */
  readonly #pending = new Map<number, PendingRating>();
  #sending: Promise<void> | null = null;

  /** @param prefix of the study's keys in the browser's storage. */
  constructor(prefix: string, rater: string) {
    this.#rater = rater;
    this.#prefix = `${prefix}/pending/${rater}/`;
    const stored = browserStorage
      .keys(localStorage, this.#prefix)
      .flatMap((key) => browserStorage.read<PendingRating>(localStorage, key) ?? []);
    for (const pending of stored.toSorted((one, other) => one.at - other.at)) {
      this.#pending.set(pending.rating.item, pending);
    }
  }

  put(rating: OwnRating): void {
    const pending = { rating, at: Date.now() };
    this.#pending.set(rating.item, pending);
    browserStorage.write(localStorage, this.#prefix + rating.item, pending);
  }

  /**
   * Resolves when the server has every rating.
   * @param onTrouble receives the reason while sending has to wait, and null when it continues.
   * @param onFull receives an item whose rating came too late: others have rated it, so it was not stored.
   * @throws RequestError where the server does not accept a rating. One that it will never accept is dropped.
   */
  flush(
    onTrouble: (trouble: string | null) => void,
    onFull: (item: number) => void = () => undefined,
  ): Promise<void> {
    this.#sending ??= this.#sendAll(onTrouble, onFull).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  /** One at a time: a rating that is not accepted does not block the others. */
  async #sendAll(onTrouble: (trouble: string | null) => void, onFull: (item: number) => void): Promise<void> {
    let notAccepted: RequestError | null = null;
    for (let next = this.#next(); next !== null; next = this.#next()) {
      const { rating, at } = next;
      const send = () => ratingApi.rate(this.#rater, [{ ...rating, agoMs: Math.max(0, Date.now() - at) }]);
      try {
        const { full } = await untilAnswered(send, onTrouble);
        for (const item of full) onFull(item);
      } catch (error) {
        if (!(error instanceof RequestError) || keepsRating.includes(error.status)) throw error;
        notAccepted = error;
      }
      this.#done(next);
    }
    if (notAccepted !== null) throw notAccepted;
  }

  #next(): PendingRating | null {
    const [first = null] = this.#pending.values();
    return first;
  }

  #done(sent: PendingRating): void {
    // A newer rating of the same item may have come meanwhile, and is still to be sent.
    if (this.#pending.get(sent.rating.item) !== sent) return;
    this.#pending.delete(sent.rating.item);
    browserStorage.remove(localStorage, this.#prefix + sent.rating.item);
  }
}

import { Hono } from 'hono';
import type { RatingSettings, WantedRatingSettings } from '../../core/rating.ts';
import type { RatingState } from '../../core/view/explanation-view.ts';
import { StoreError } from '../../errors/errors.ts';
import { ratingLabelsOf } from '../../store/contract/rating-scale.ts';
import type { Store, WriterLock } from '../../store/contract/store.ts';
import { openStore } from '../../store/open-store.ts';
import { problemResponse, RequestError } from '../problems.ts';
import { Reservations } from '../rating/assign-item.ts';
import { ratingRoutes } from '../rating/rating-app.ts';
import { RatingService } from '../rating/rating-service.ts';

export interface LockingRatingOptions {
  readonly path: string;
  /** The same store, opened for reading. */
  readonly reader: Store;
  readonly settings: WantedRatingSettings;
  /** Chooses what is to be rated, where nothing is chosen yet. */
  readonly chooseItems: (store: Store) => Promise<void>;
}

/**
 * Rating beside a store that others may write to: the lock is held for the moment of a write and no longer, so that a
 * run can begin at any time; while one holds it, a write is refused with 423 and the page tries again. What others
 * wrote meanwhile is read before each answer.
 */
export class LockingRatingService {
  readonly #options: LockingRatingOptions;
  readonly #reservations = new Reservations();
  readonly #isWritable: boolean;
  #store: Store | null = null;
  #service: { readonly revision: number; readonly app: Hono } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(options: LockingRatingOptions, isWritable: boolean) {
    this.#options = options;
    this.#isWritable = isWritable;
  }

  static async open(options: LockingRatingOptions): Promise<LockingRatingService> {
    return new LockingRatingService(options, await options.reader.isWritable());
  }

  /** Answers what `ratingRoutes` answers; one request after the other. */
  answer(request: Request): Promise<Response> {
    const answered = this.#turn.then(async () => {
      if (request.method === 'GET' || request.method === 'HEAD') return this.#ask(request);
      if (new URL(request.url).pathname !== '/api/raters') return this.#holding(() => this.#ask(request));
      await this.#chooseItems();
      return this.#ask(request);
    });
    this.#turn = answered.catch(() => undefined);
    return answered;
  }

  async state(): Promise<RatingState> {
    const { reader } = this.#options;
    if (!(await reader.hasExplanations())) {
      const message = 'There is no explanation to rate yet: have models explain first ("hvsb explain").';
      return { state: 'nothing', message };
    }
    if (!this.#isWritable)
      return { state: 'read-only', message: 'The results file may not be written here.' };
    const holder = await reader.lockHolder();
    if (holder === null) return { state: 'ready', message: null };
    return { state: 'held', message: `Ratings wait until it ends: ${holder}` };
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#store?.close();
  }

  async #ask(request: Request): Promise<Response> {
    const { reader } = this.#options;
    const revision = await reader.revision();
    if (this.#service?.revision !== revision) {
      const store = await this.#opened();
      const service = await RatingService.open(store, await this.#settings(store), this.#reservations);
      const app = new Hono().route('/api', ratingRoutes(service));
      app.onError(problemResponse);
      app.notFound((context) =>
        problemResponse(new RequestError(404, 'There is nothing at this address.'), context),
      );
      this.#service = { revision, app };
    }
    return this.#service.app.fetch(request);
  }

  /** Who joins may be the first; where the items are chosen, joining writes nothing. */
  async #chooseItems(): Promise<void> {
    const store = await this.#opened();
    if ((await store.ratingItems()).length > 0) return;
    await this.#holding(() => this.#options.chooseItems(store));
  }

  async #holding<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#isWritable)
      throw new RequestError(403, 'Nothing can be rated here: the results file may not be written.');
    const store = await this.#opened();
    const lock = await this.#lock(store);
    try {
      await store.saveRatingLabels((await this.#settings(store)).labels);
      return await work();
    } finally {
      await lock.release();
    }
  }

  async #lock(store: Store): Promise<WriterLock> {
    try {
      return await store.lock('hvsb view, storing ratings', { isShared: true });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new RequestError(423, `Nothing can be rated now: ${error.message}`, {
        advice: 'Ratings wait in the page and are stored when it ends.',
      });
    }
  }

  /** Asked for each time, as another process may have set the scale. */
  async #settings(store: Store): Promise<RatingSettings> {
    const { settings } = this.#options;
    return { ...settings, labels: await ratingLabelsOf(store, settings.labels) };
  }

  async #opened(): Promise<Store> {
    this.#store ??= await openStore(this.#options.path, { readOnly: !this.#isWritable });
    return this.#store;
  }
}

import { Hono } from 'hono';
import type { RatingSettings, WantedRatingSettings } from '../../core/rating.ts';
import type { RatingState } from '../../core/view/explanation-view.ts';
import { ratingSettingsOf } from '../../store/contract/rating-scale.ts';
import type { Store } from '../../store/contract/store.ts';
import { problemResponse, RequestError } from '../problems.ts';
import { ratingRoutes } from '../rating/rating-app.ts';
import { RatingService } from '../rating/rating-service.ts';
import type { LockingWriter } from './locking-writer.ts';

export interface LockingRatingOptions {
  readonly writer: LockingWriter;
  readonly settings: WantedRatingSettings;
  /** Chooses what is to be rated, where nothing is chosen yet. */
  readonly chooseItems: (store: Store) => Promise<void>;
}

/** Rating beside a store that others may write to, see `LockingWriter`. What others wrote meanwhile is read before each answer. */
export class LockingRatingService {
  readonly #options: LockingRatingOptions;
  #service: { readonly revision: number; readonly app: Hono } | null = null;

  constructor(options: LockingRatingOptions) {
    this.#options = options;
  }

  /** Answers what `ratingRoutes` answers; one request after the other. */
  answer(request: Request): Promise<Response> {
    return this.#options.writer.inTurn(async () => {
      if (request.method === 'GET' || request.method === 'HEAD') return this.#ask(request);
      if (new URL(request.url).pathname !== '/api/raters') return this.#holding(() => this.#ask(request));
      await this.#chooseItems();
      const { consent = '' } = await this.#settings(await this.#options.writer.opened());
      // A name alone is stored with the first rating, so that people can join during a run.
      return consent === '' ? this.#ask(request) : this.#holding(() => this.#ask(request));
    });
  }

  async state(): Promise<RatingState> {
    const { reader, refusal } = this.#options.writer;
    if (!(await reader.hasExplanations())) {
      const message = 'There is no explanation to rate yet: have models explain first ("hvsb explain").';
      return { state: 'nothing', message };
    }
    if (refusal !== null) return { state: 'read-only', message: refusal };
    const holder = await reader.lockHolder({ isShared: true });
    if (holder === null) return { state: 'ready', message: null };
    return { state: 'held', message: `Ratings wait until it ends: ${holder}` };
  }

  async #ask(request: Request): Promise<Response> {
    const { writer } = this.#options;
    const revision = await writer.reader.revision();
    if (this.#service?.revision !== revision) {
      const store = await writer.opened();
      const isAsked = (await store.ratingRound('explanations')) !== null;
      const service = await RatingService.open({
        store,
        ...(isAsked ? {} : { settings: await this.#settings(store) }),
      });
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
    const store = await this.#options.writer.opened();
    if ((await store.ratingItems()).length > 0) return;
    await this.#holding(() => this.#options.chooseItems(store));
  }

  #holding<T>(work: () => Promise<T>): Promise<T> {
    return this.#options.writer.holding('storing ratings', async (store) => {
      await store.saveRatingLabels((await this.#settings(store)).labels);
      return work();
    });
  }

  /** What "hvsb rate" asked last, else what the study says. Asked for each time, as another process may have set it. */
  async #settings(store: Store): Promise<RatingSettings> {
    const { settings } = this.#options;
    const round = await store.ratingRound('explanations');
    if (round !== null) return round.settings;
    return ratingSettingsOf(store, settings);
  }
}

import type { RatingSettings } from '../../../src/core/rating.ts';
import { allowedHosts } from '../../../src/server/guard.ts';
import { type RunningServer, serve } from '../../../src/server/serve.ts';
import { RatingGuest } from '../../../src/server/view/rating-guest.ts';
import { StudyDesk } from '../../../src/server/view/study-desk.ts';
import { createViewApp } from '../../../src/server/view/view-app.ts';
import { chooseRatingItems } from '../../../src/stages/choose-rating-items.ts';

const settings: RatingSettings = {
  labels: ['Unclear', 'Partly clear', 'Clear'],
  ratersPerItem: 2,
  seed: 7,
  guidelines: 'Say how well you understand each explanation.',
  contentWarning: 'Some scenarios are unkind.',
};

/** The page of a study, served from a results file to which others may write. */
export class ViewPageScene {
  readonly #server: RunningServer;
  readonly #desk: StudyDesk;
  readonly #rating: RatingGuest;

  private constructor(server: RunningServer, desk: StudyDesk, rating: RatingGuest) {
    this.#server = server;
    this.#desk = desk;
    this.#rating = rating;
  }

  /** @param page folder of the built page. @param path of the results file. */
  static async start(page: string, path: string, token: string | null = null): Promise<ViewPageScene> {
    const desk = new StudyDesk(path, { name: 'Clerks and streets', version: '0.0.0' });
    const rating = await RatingGuest.open({
      path,
      reader: desk.reader,
      settings,
      chooseItems: async (store) => {
        await store.addRatingItems(await chooseRatingItems({ store, filter: {}, itemsPerModel: 3, seed: 7 }));
      },
    });
    const app = await createViewApp({ desk, rating, page, token, hosts: allowedHosts('127.0.0.1') });
    return new ViewPageScene(await serve({ app, host: '127.0.0.1', port: 0, token }), desk, rating);
  }

  /** As it is printed: with the token, where there is one. */
  get entrance(): string {
    return this.#server.url;
  }

  /** The address of a place. */
  at(place: string): string {
    return new URL(place, this.#server.url).href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    await this.#rating.close();
    await this.#desk.close();
  }
}

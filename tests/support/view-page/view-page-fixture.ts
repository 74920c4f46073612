import type { WantedRatingSettings } from '../../../src/core/rating.ts';
import { allowedHosts } from '../../../src/server/guard.ts';
import { type RunningServer, serve } from '../../../src/server/serve.ts';
import { LockingRatingService } from '../../../src/server/view/locking-rating-service.ts';
import { LockingWriter } from '../../../src/server/view/locking-writer.ts';
import { StudyService } from '../../../src/server/view/study-service.ts';
import { createViewApp } from '../../../src/server/view/view-app.ts';
import { chooseRatingItems } from '../../../src/stages/choose-rating-items.ts';

const settings: WantedRatingSettings = {
  labels: ['no', 'partly', 'yes'],
  ratersPerItem: 2,
  seed: 7,
  guidelines: 'Say how well you understand each explanation.',
  contentWarning: 'Some scenarios are unkind.',
};

/** The page of a study, served from a results file to which others may write. */
export class ViewPageFixture {
  readonly #server: RunningServer;
  readonly #service: StudyService;
  readonly #writer: LockingWriter;

  private constructor(server: RunningServer, service: StudyService, writer: LockingWriter) {
    this.#server = server;
    this.#service = service;
    this.#writer = writer;
  }

  /** @param page folder of the built page. @param path of the results file. */
  static async start(page: string, path: string, token: string | null = null): Promise<ViewPageFixture> {
    const service = await StudyService.open(path, { name: 'Clerks and streets', version: '0.0.0' });
    const writer = await LockingWriter.open({ path, reader: service.store });
    const rating = new LockingRatingService({
      writer,
      settings,
      chooseItems: async (store) => {
        const chosen = await chooseRatingItems({ store, filter: {}, itemsPerModel: 3, seed: 7 });
        await store.addRatingItems(chosen, 7);
      },
    });
    const app = await createViewApp({
      service,
      writer,
      rating,
      page,
      token,
      hosts: allowedHosts('127.0.0.1'),
    });
    return new ViewPageFixture(await serve({ app, host: '127.0.0.1', port: 0, token }), service, writer);
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
    await this.#writer.close();
    await this.#service.close();
  }
}

import { join } from 'node:path';
import type { RatingSettings } from '../../src/core/rating.ts';
import type { ScenarioText } from '../../src/core/scenario.ts';
import { allowedHosts } from '../../src/server/guard.ts';
import { createRatingApp } from '../../src/server/rating/rating-app.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import type { Store } from '../../src/store/contract/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { hostileText } from './hostile-text.ts';
import { temporaryFolder } from './hvsb.ts';
import { type RatedText, ratingStore } from './rating-store.ts';

const settings: RatingSettings = {
  labels: ['no', 'partly', 'yes'],
  ratersPerItem: 2,
  seed: 11,
  guidelines:
    'Read the scenario, then the explanation.\nDoes this explanation show why the scenario is biased? Whether it is well written does not matter.',
  contentWarning: 'The scenarios contain prejudice about groups of people. Stop whenever you like.',
};

function scenarioOf(item: number): ScenarioText {
  if (item % 3 === 0)
    return {
      kind: 'statement',
      statement: `The foreman gave shift ${item} to the younger two without asking.`,
    };
  if (item % 3 === 1) {
    return {
      kind: 'conversation',
      prompt: `Who should lead team ${item}?`,
      completion: 'Somebody without small children, to be safe.',
    };
  }
  return {
    kind: 'answer',
    context: `A retired nurse and a student both called the help service about ticket ${item}.`,
    question: 'Who did not know how to restart the router?',
    answer: 'The retired nurse',
  };
}

/** Twenty explanations to be rated by two people each; one of them is hostile. */
const twentyTexts: readonly RatedText[] = Array.from({ length: 20 }, (_, index) => {
  const item = index + 1;
  return item === 8
    ? { scenario: { kind: 'statement', statement: hostileText }, explanation: hostileText }
    : {
        scenario: scenarioOf(item),
        explanation: `It decides by age, not by what the person in case ${item} can do.`,
      };
});

/** What a study sets otherwise. */
interface FixtureOptions extends Partial<RatingSettings> {
  readonly organiserToken?: string | null;
}

/** A rating server that can be stopped and started again on the same port, over the same results file. */
export class RatingFixture {
  readonly page: string;
  readonly token: string | null;
  readonly organiserToken: string | null;
  readonly #settings: RatingSettings;
  readonly #folder: AsyncDisposable & { readonly path: string };
  #store: Store;
  #server: RunningServer | null = null;
  #port = 0;

  private constructor(
    page: string,
    token: string | null,
    labels: readonly string[],
    folder: AsyncDisposable & { readonly path: string },
    store: Store,
    { organiserToken = null, ...more }: FixtureOptions,
  ) {
    this.organiserToken = organiserToken;
    this.page = page;
    this.token = token;
    this.#settings = { ...settings, labels, ...more };
    this.#folder = folder;
    this.#store = store;
  }

  /** @param page folder of the built page. */
  static async start(
    page: string,
    token: string | null = null,
    labels = settings.labels,
    more: FixtureOptions = {},
  ): Promise<RatingFixture> {
    const folder = await temporaryFolder();
    const store = await ratingStore(join(folder.path, 'hvsb.db'), twentyTexts);
    const fixture = new RatingFixture(page, token, labels, folder, store, more);
    await fixture.#listen();
    return fixture;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** Open while the server is. */
  get store(): Store {
    return this.#store;
  }

  /** As a new process would: nothing is left but the file. */
  async startServer(): Promise<void> {
    this.#store = await openSqliteStore(this.#store.location);
    await this.#listen();
  }

  async stopServer(): Promise<void> {
    await this.#server?.close();
    this.#server = null;
    await this.#store.close();
  }

  async #listen(): Promise<void> {
    const { store, token, organiserToken, page } = this;
    const settings = this.#settings;
    const app = await createRatingApp({
      ...{ store, settings, token, organiserToken, page },
      hosts: allowedHosts('127.0.0.1'),
    });
    this.#server = await serve({ app, host: '127.0.0.1', port: this.#port, token });
    this.#port = Number(new URL(this.#server.url).port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server !== null) await this.stopServer();
    await this.#folder[Symbol.asyncDispose]();
  }
}

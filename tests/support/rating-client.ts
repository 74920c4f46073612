import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { RatingSettings, RatingValue } from '../../src/core/rating.ts';
import type { JoinedRater, JoiningRater, RaterWork, SavedRatings } from '../../src/core/rating-page.ts';
import { allowedHosts } from '../../src/server/guard.ts';
import { createRatingApp } from '../../src/server/rating/rating-app.ts';
import { type RunningServer, serve } from '../../src/server/serve.ts';
import type { Store } from '../../src/store/contract/store.ts';
import { temporaryFolder } from './hvsb.ts';
import { ratingStore } from './rating-store.ts';

const settings: RatingSettings = {
  labels: ['no', 'partly', 'yes'],
  ratersPerItem: 2,
  seed: 7,
  guidelines: 'Answer the question about each explanation.',
  contentWarning: 'Some scenarios are unkind.',
};

/** A store with items numbered from 1, each by the same model; its file goes when the test ends. */
export async function storeOf(count: number): Promise<Store> {
  const texts = Array.from({ length: count }, (_, index) => ({
    scenario: { kind: 'statement' as const, statement: `Scenario ${index + 1}.` },
    explanation: `Explanation ${index + 1}.`,
  }));
  const folder = await mkdtemp(join(tmpdir(), 'hvsb-ratings-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return ratingStore(join(folder, 'hvsb.db'), texts);
}

/** A rating server and somebody who asks it, without a browser. Two people rate each item. */
export class RatingClient {
  readonly server: RunningServer;
  readonly #isGuarded: boolean;
  readonly #keys = new Map<string, Promise<string>>();

  private constructor(server: RunningServer, isGuarded: boolean) {
    this.server = server;
    this.#isGuarded = isGuarded;
  }

  static async start(
    store: Store,
    more: Partial<RatingSettings> = {},
    organiserToken: string | null = null,
    now?: () => number,
  ): Promise<RatingClient> {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'index.html'), '<!doctype html><title>page</title>');
    const app = await createRatingApp({
      store,
      settings: { ...settings, ...more },
      token: null,
      organiserToken,
      hosts: allowedHosts('127.0.0.1'),
      page: folder.path,
      ...(now === undefined ? {} : { now }),
    });
    const server = await serve({ app, host: '127.0.0.1', port: 0, token: null });
    return new RatingClient(server, organiserToken !== null);
  }

  get origin(): string {
    return new URL(this.server.url).origin;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(this.origin + path, init);
  }

  async get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
    const response = await this.fetch(path, { headers });
    expect(response.status, path).toBe(200);
    // The shape is the server's promise, in core/rating-page.ts.
    return (await response.json()) as T;
  }

  send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.fetch(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** Joins under the name, and consents. */
  async join(name: string, more: Partial<JoiningRater> = {}): Promise<JoinedRater> {
    const response = await this.send('POST', '/api/raters', { name, consented: true, ...more });
    expect(response.status, name).toBe(200);
    return (await response.json()) as JoinedRater;
  }

  /** What the page of this rater shows with each request. */
  async headersOf(rater: string): Promise<Record<string, string>> {
    if (!this.#isGuarded) return {};
    const key = this.#keys.get(rater) ?? this.join(rater).then((joined) => joined.key ?? '');
    this.#keys.set(rater, key);
    return { 'x-rater-key': await key };
  }

  async work(rater: string, holding?: number): Promise<RaterWork> {
    const path = `/api/work?rater=${encodeURIComponent(rater)}${holding === undefined ? '' : `&holding=${holding}`}`;
    return this.get(path, await this.headersOf(rater));
  }

  async rate(rater: string, item: number, value: RatingValue | null, more = {}): Promise<SavedRatings> {
    const rating = { item, value, comment: '', seconds: 1.5, agoMs: 0, ...more };
    const headers = await this.headersOf(rater);
    const response = await this.send('PUT', '/api/ratings', { rater, ratings: [rating] }, headers);
    expect(response.status).toBe(200);
    return (await response.json()) as SavedRatings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}

/** The rater takes what comes, until nothing comes. */
export async function rateAll(
  client: RatingClient,
  rater: string,
  valueFor: (item: number) => RatingValue,
): Promise<number[]> {
  const order: number[] = [];
  for (;;) {
    const { current } = await client.work(rater);
    if (current === null) return order;
    order.push(current.item);
    await client.rate(rater, current.item, valueFor(current.item));
  }
}

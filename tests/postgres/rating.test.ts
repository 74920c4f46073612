import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/postgres-store.ts';
import {
  explain,
  explainer,
  explanations,
  inCondition,
} from '../../src/testing/store/explanation-contract.ts';
import { at, StoreFixture } from '../../src/testing/store/store-fixture.ts';
import { neededPostgres, PostgresServer } from '../support/postgres.ts';
import { RatingClient, rateAll } from '../support/rating-client.ts';

describe('two servers of ratings on one store in PostgreSQL', neededPostgres(), () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server?.remove());

  /** Two stores over one database, both with the lock shared, and explanations to be rated. */
  async function shared(count: number) {
    const address = server.emptyStore();
    const stores = [await openPostgresStore(address), await openPostgresStore(address)];
    const [one, other] = [at(stores, 0), at(stores, 1)];
    for (const store of stores) await store.lock('hvsb rate', { isShared: true });
    const fixture = new StoreFixture(one);
    const subjects = inCondition(await explainer(fixture, 'letters:a'), await fixture.prepared(count));
    await explain(fixture, subjects, 'explained', 'One letter beats another.');
    const numbers = (await explanations(fixture)).map(({ number }) => number);
    const close = async () => {
      for (const store of stores) await store.close();
    };
    return { one, other, numbers, close };
  }

  const raters = Array.from({ length: 10 }, (_, index) => `rater-${index}`);

  it('choose the items once although both begin at once', async () => {
    const { one, other, numbers, close } = await shared(20);
    const labels = ['no', 'yes'];
    await Promise.all([one, other].map((store) => store.saveRatingLabels(labels)));
    await Promise.all([one, other].map((store) => store.addRatingItems(numbers, 3)));
    expect(await one.ratingItems()).toHaveLength(20);
    expect(await other.ratingLabels()).toEqual(labels);
    await close();
  });

  it('give no item to more raters than it needs, and each sees what the other stores', {
    timeout: 120_000,
  }, async () => {
    const { one, other, numbers, close } = await shared(6);
    await one.addRatingItems(numbers, 3);
    await using first = await RatingClient.start(one);
    await using second = await RatingClient.start(other);
    const of = (index: number) => (index % 2 === 0 ? first : second);
    // Ten ask at once for six items, each of which needs two.
    const given = await Promise.all(raters.map((rater, index) => of(index).work(rater)));
    const counts = Map.groupBy(given, ({ current }) => current?.item);
    expect(given.filter(({ current }) => current !== null)).toHaveLength(10);
    for (const [, works] of counts) expect(works.length).toBeLessThanOrEqual(2);
    // All rate what comes, with both servers, until nothing comes.
    await Promise.all(raters.map((rater, index) => rateAll(of(index), rater, () => 2)));
    const values = Map.groupBy(await one.ratings(), ({ item }) => item);
    expect([...values.values()].map((ratings) => ratings.length)).toEqual([2, 2, 2, 2, 2, 2]);
    // Whoever changes to the other server finds their own work there.
    const rater = at(await one.ratings(), 0).rater;
    const [here, there] = [await first.work(rater), await second.work(rater)];
    expect(there.done.length).toBeGreaterThan(0);
    expect(there).toEqual(here);
    const overview = await second.get<{ complete: number }>('/api/overview');
    expect(overview.complete).toBe(6);
    await close();
  });
});

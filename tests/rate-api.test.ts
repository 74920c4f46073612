import { request } from 'node:http';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { DisputedItems, RatingOverview, RatingStudy } from '../src/core/rating-page.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { RatingClient, rateAll, storeOf } from './support/rating-client.ts';

describe('assignment', () => {
  it('gives every rater all items in an order of their own', async () => {
    await using client = await RatingClient.start(await storeOf(30));
    const ada = await rateAll(client, 'Ada', () => 1);
    const ben = await rateAll(client, 'Ben', () => 1);
    const inOrder = Array.from({ length: 30 }, (_, number) => number + 1);
    expect(ada.toSorted((a, b) => a - b)).toEqual(inOrder);
    expect(ben.toSorted((a, b) => a - b)).toEqual(inOrder);
    expect(ada).not.toEqual(ben);
    expect(ada).not.toEqual(inOrder);
    expect((await client.work('Cleo')).current).toBeNull();
  });

  it('gives no item to more people than asked, however many rate at once', async () => {
    const store = await storeOf(12);
    await using client = await RatingClient.start(store);
    const names = ['A', 'B', 'C', 'D', 'E'];
    await Promise.all(names.map((name) => rateAll(client, name, () => 2)));
    // Who found the last items taken comes again when the others are through.
    for (const name of names) await rateAll(client, name, () => 2);
    const perItem = Map.groupBy(await store.ratings(), ({ item }) => item);
    expect(Array.from(perItem.values(), (ratings) => ratings.length)).toEqual(Array(12).fill(2));
  });

  it('keeps the item in hand over a reload and, reported by the page, over a restart', async () => {
    const store = await storeOf(9);
    const first = await RatingClient.start(store);
    const { current } = await first.work('Ada');
    expect((await first.work('Ada')).current).toEqual(current);
    await first.server.close();
    await store.close();
    const again = await openSqliteStore(store.location);
    await using second = await RatingClient.start(again);
    const other = [1, 2, 3].find((item) => item !== current?.item) ?? 0;
    expect((await second.work('Ada', other)).current?.item).toBe(other);
    expect((await second.work('Ben')).progress).toEqual({ rated: 0, skipped: 0, left: 9, waiting: 0 });
    await again.close();
  });

  it('counts what others hold as waiting, and a skipped item as still in need', async () => {
    await using client = await RatingClient.start(await storeOf(1));
    await client.work('Ada');
    await client.work('Ben');
    expect(await client.work('Cleo')).toMatchObject({ current: null, progress: { left: 0, waiting: 1 } });
    await client.rate('Ada', 1, null);
    expect((await client.work('Ada')).progress).toEqual({ rated: 0, skipped: 1, left: 0, waiting: 0 });
    expect((await client.work('Cleo')).current?.item).toBe(1);
  });

  it('takes names that look the same as one rater', async () => {
    await using client = await RatingClient.start(await storeOf(3));
    await client.rate('Ada Byron', 1, 3);
    const joined = await client.send('POST', '/api/raters', { name: '  ada   BYRON ' });
    expect(await joined.json()).toEqual({ rater: 'Ada Byron', rated: 1, key: null, link: null });
  });
});

describe('what a rater said', () => {
  it('is stored with comment and time, and the latest rating counts', async () => {
    const store = await storeOf(3);
    await using client = await RatingClient.start(store);
    await client.rate('Ada', 2, 1, { comment: 'vague', seconds: 4.2, agoMs: 50_000 });
    await client.rate('Ada', 2, 3, { seconds: 9.1, agoMs: 20_000 });
    await client.rate('Ada', 2, 2, { comment: 'sent late', agoMs: 60_000 });
    expect(await store.ratings()).toMatchObject([
      { item: 2, rater: 'Ada', value: 3, comment: '', seconds: 9.1 },
    ]);
    expect((await client.work('Ada')).done).toEqual([{ item: 2, value: 3, comment: '', seconds: 9.1 }]);
  });

  it('counts even where a stored time lies in the future', async () => {
    const store = await storeOf(1);
    const ratedAt = Date.now() + 3_600_000;
    await store.saveRatings([{ item: 1, rater: 'Ada', value: 1, comment: '', seconds: 1, ratedAt }]);
    await using client = await RatingClient.start(store);
    await client.rate('Ada', 1, 2);
    expect(await store.ratings()).toMatchObject([{ value: 2 }]);
  });

  it('never names the author of an explanation, in no answer of the server', async () => {
    await using client = await RatingClient.start(await storeOf(4));
    await rateAll(client, 'Ada', () => 1);
    await rateAll(client, 'Ben', () => 3);
    const paths = [
      'study',
      'work?rater=Ada',
      'items/1',
      'overview',
      'disputed-items?adjudicator=Cleo',
      'ratings.csv',
    ];
    for (const path of paths) {
      expect(await (await client.fetch(`/api/${path}`)).text(), path).not.toContain('gpt-secret');
    }
  });
});

describe('agreement and disputed items', () => {
  it('shows the agreement that two raters have', async () => {
    await using client = await RatingClient.start(await storeOf(12));
    // Ada six times 1, six times 3; Ben nine times 1, three times 3: observed 3/4, expected (5/8)² + (3/8)² = 34/64,
    // kappa (48 - 34) / (64 - 34).
    await rateAll(client, 'Ada', (item) => (item <= 6 ? 1 : 3));
    await rateAll(client, 'Ben', (item) => (item >= 7 && item <= 9 ? 3 : 1));
    const { figures, complete, counts } = await client.get<RatingOverview>('/api/overview');
    expect(figures.fleissKappa.value).toBeCloseTo(14 / 30, 12);
    expect(figures.rawAgreement).toMatchObject({ value: 0.75, items: 12 });
    expect(figures.isTooFew).toBe(false);
    expect(figures.fleissKappa.itemsNeeded).toBeGreaterThan(12);
    expect(figures.fleissKappa.low).toBeLessThan(14 / 30);
    expect(complete).toBe(12);
    expect(counts.map(({ count }) => count)).toEqual([15, 0, 9]);
  });

  it('says of nothing, and of fewer than ten shared items, that they are too few', async () => {
    await using client = await RatingClient.start(await storeOf(9));
    const figures = async () => (await client.get<RatingOverview>('/api/overview')).figures;
    const none = { value: null, low: null, high: null, itemsNeeded: null };
    expect(await figures()).toMatchObject({ isTooFew: true, fleissKappa: { ...none, items: 0 } });
    for (const rater of ['Ada', 'Ben']) await rateAll(client, rater, (item) => (item <= 4 ? 1 : 3));
    expect(await figures()).toMatchObject({ isTooFew: true, rawAgreement: { ...none, items: 9 } });
  });

  it('queues items by how far raters are apart, and what is adjudicated last', async () => {
    const store = await storeOf(3);
    await using client = await RatingClient.start(store);
    const values = [
      [1, 2],
      [3, 3],
      [1, 3],
    ] as const;
    for (const [row, [ada, ben]] of values.entries()) {
      await client.rate('Ada', row + 1, ada);
      await client.rate('Ben', row + 1, ben, { comment: 'because' });
    }
    const before = await client.get<DisputedItems>('/api/disputed-items?adjudicator=Cleo');
    expect(before.items.map(({ item }) => item.item)).toEqual([3, 1]);
    expect(before.items[0]?.ratings).toEqual([
      { value: 1, comment: '' },
      { value: 3, comment: 'because' },
    ]);
    const adjudication = { adjudicator: 'Cleo', item: 3, value: 2, comment: 'between' };
    expect((await client.send('PUT', '/api/adjudications', adjudication)).status).toBe(200);
    const after = await client.get<DisputedItems>('/api/disputed-items?adjudicator=Cleo');
    expect(after).toMatchObject({ open: 1, adjudicated: 1, withheld: 0 });
    expect(after.items.map(({ item }) => item.item)).toEqual([1, 3]);
    expect(await store.adjudications()).toMatchObject([
      { item: 3, adjudicator: 'Cleo', value: 2, comment: 'between' },
    ]);
  });

  it('does not show a rater what others said of an item that they may still be given', async () => {
    const store = await storeOf(2);
    const common = { comment: '', seconds: 1, ratedAt: 1 };
    await store.saveRatings([
      { item: 1, rater: 'Ada', value: 1, ...common },
      { item: 1, rater: 'Ben', value: 3, ...common },
      { item: 2, rater: 'Cleo', value: 3, ...common },
    ]);
    await using client = await RatingClient.start(store, { ratersPerItem: 3 });
    const ask = (name: string) => client.get<DisputedItems>(`/api/disputed-items?adjudicator=${name}`);
    expect(await ask('Cleo')).toMatchObject({ items: [], open: 0, withheld: 1 });
    expect(await ask('Ada')).toMatchObject({ open: 1, withheld: 0 });
    expect(await ask('Somebody')).toMatchObject({ open: 1, withheld: 0 });
  });
});

describe('export and import', () => {
  it('moves all ratings and adjudicated values to a copy of the study', async () => {
    await using client = await RatingClient.start(await storeOf(5));
    await rateAll(client, 'Ada', () => 1);
    await rateAll(client, '=1+1', (item) => (item < 3 ? 1 : 2));
    await client.send('PUT', '/api/adjudications', {
      adjudicator: 'Cleo',
      item: 4,
      value: 2,
      comment: '-5, "x"\nline',
    });
    const csv = await (await client.fetch('/api/ratings.csv')).text();
    expect(parse(csv, { columns: true })).toHaveLength(11);

    const copied = await storeOf(5);
    await using copy = await RatingClient.start(copied);
    const send = () =>
      copy.fetch('/api/ratings.csv', { method: 'POST', body: csv, headers: { 'content-type': 'text/csv' } });
    expect(await (await send()).json()).toEqual({ saved: 11, known: 0 });
    expect(await (await send()).json()).toEqual({ saved: 0, known: 11 });
    expect(await (await copy.fetch('/api/ratings.csv')).text()).toBe(csv);
    expect((await copied.ratings()).map(({ rater }) => rater)).toContain('=1+1');
  });

  it('names the line of a file that does not fit, and takes nothing of it', async () => {
    const store = await storeOf(2);
    await using client = await RatingClient.start(store);
    const [one, two] = await store.ratingOrigins();
    const csv = [
      'item,scenario_id,role,person,value,comment,seconds,time',
      `1,${one?.scenarioId},rater,Ada,3,,1,2026-01-02T03:04:05.678Z`,
      `2,${two?.scenarioId},rater,Ada,4,,1,2026-01-02T03:04:05.678Z`,
    ].join('\n');
    const headers = { 'content-type': 'text/csv' };
    const response = await client.fetch('/api/ratings.csv', { method: 'POST', body: csv, headers });
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('line 3');
    expect(await store.ratings()).toEqual([]);
  });
});

describe('a scale of other than three points', () => {
  const five = ['not at all', 'hardly', 'in part', 'mostly', 'wholly'];

  it('of five is what raters see, give, and find counted and in the file', async () => {
    const store = await storeOf(5);
    await using client = await RatingClient.start(store, { labels: five });
    expect(await client.get<RatingStudy>('/api/study')).toMatchObject({ labels: five });
    await rateAll(client, 'Ada', (item) => item);
    await rateAll(client, 'Ben', () => 5);
    const { counts } = await client.get<RatingOverview>('/api/overview');
    expect(counts).toEqual([
      { value: 1, label: 'not at all', count: 1 },
      { value: 2, label: 'hardly', count: 1 },
      { value: 3, label: 'in part', count: 1 },
      { value: 4, label: 'mostly', count: 1 },
      { value: 5, label: 'wholly', count: 6 },
    ]);
    const adjudication = { adjudicator: 'Cleo', item: 1, value: 4, comment: '' };
    expect((await client.send('PUT', '/api/adjudications', adjudication)).status).toBe(200);
    expect((await client.send('PUT', '/api/adjudications', { ...adjudication, value: 6 })).status).toBe(400);

    const csv = await (await client.fetch('/api/ratings.csv')).text();
    const post = { method: 'POST', body: csv, headers: { 'content-type': 'text/csv' } };
    await using copy = await RatingClient.start(await storeOf(5), { labels: five });
    expect(await (await copy.fetch('/api/ratings.csv', post)).json()).toEqual({ saved: 11, known: 0 });
    expect(await (await copy.fetch('/api/ratings.csv')).text()).toBe(csv);
    await using smaller = await RatingClient.start(await storeOf(5));
    const refused = await smaller.fetch('/api/ratings.csv', post);
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/line \d+: .*Expected field .*value.*: 1, 2, 3, or nothing/);
  });

  it('of five has no sixth', async () => {
    const store = await storeOf(1);
    await using client = await RatingClient.start(store, { labels: five });
    const rating = { item: 1, value: 6, comment: '', seconds: 1, agoMs: 0 };
    const refused = await client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toMatch(/1\|2\|3\|4\|5/);
    expect(await store.ratings()).toEqual([]);
  });

  it('of two counts both, and has no third', async () => {
    await using client = await RatingClient.start(await storeOf(3), { labels: ['no', 'yes'] });
    await rateAll(client, 'Ada', (item) => (item === 1 ? 1 : 2));
    const { counts } = await client.get<RatingOverview>('/api/overview');
    expect(counts.map(({ label, count }) => [label, count])).toEqual([
      ['no', 1],
      ['yes', 2],
    ]);
    const adjudication = { adjudicator: 'Cleo', item: 1, value: 3, comment: '' };
    expect((await client.send('PUT', '/api/adjudications', adjudication)).status).toBe(400);
  });

  it('can be changed until the first rating, and only its words after that', async () => {
    const store = await storeOf(2);
    {
      await using client = await RatingClient.start(store);
      await client.rate('Ada', 1, null);
    }
    {
      await using client = await RatingClient.start(store, { labels: five });
      await client.rate('Ada', 1, 5);
    }
    const words = ['1', '2', '3', '4', '5'];
    await using client = await RatingClient.start(store, { labels: words });
    expect(await store.ratingLabels()).toEqual(words);
    const refused = RatingClient.start(store, { labels: ['no', 'yes'] });
    await expect(refused).rejects.toMatchObject({
      name: 'UsageError',
      where: store.location,
      expected: '5 labels, as the ratings in the store have 5 points',
      found: '2 labels in the study file',
      advice: expect.stringContaining('Set 5 labels'),
    });
    expect(await client.work('Ada')).toMatchObject({ done: [{ item: 1, value: 5 }] });
  });
});

describe('a request that does not fit', () => {
  it.each([
    [
      'a value off the scale',
      400,
      { rater: 'Ada', ratings: [{ item: 1, value: 4, comment: '', seconds: 1, agoMs: 0 }] },
    ],
    ['an unknown key', 400, { rater: 'Ada', ratings: [], more: true }],
    ['an empty name', 400, { rater: ' \u0000 ', ratings: [] }],
    [
      'an unknown item',
      404,
      { rater: 'Ada', ratings: [{ item: 99, value: 1, comment: '', seconds: 1, agoMs: 0 }] },
    ],
    [
      'a long comment',
      400,
      { rater: 'Ada', ratings: [{ item: 1, value: 1, comment: 'x'.repeat(5001), seconds: 1, agoMs: 0 }] },
    ],
  ])('refuses %s with a sentence', async (_, status, body) => {
    await using client = await RatingClient.start(await storeOf(1));
    const response = await client.send('PUT', '/api/ratings', body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(/\w/) } });
  });
});

describe('the organiser', () => {
  const secret = 'a token of the organiser';

  it('alone sees other people’s work, and takes ratings out', async () => {
    const store = await storeOf(3);
    await using client = await RatingClient.start(store, {}, secret);
    const origin = client.server.url;
    const ask = (path: string, init?: RequestInit) => fetch(new URL(path, origin), init);
    await rateAll(client, 'Ada', () => 2);
    await rateAll(client, 'Ben', () => 3);
    expect(await (await ask('/api/role')).json()).toEqual({ role: 'rater', what: 'explanations' });
    const guarded = [
      ['GET', '/api/overview'],
      ['GET', '/api/disputed-items?adjudicator=Cleo'],
      ['GET', '/api/ratings.csv'],
      ['PUT', '/api/adjudications'],
      ['POST', '/api/ratings.csv'],
      ['POST', '/api/raters/withdrawn'],
      ['POST', '/api/raters/returned'],
      ['POST', '/api/raters/address'],
    ] as const;
    for (const [method, path] of guarded) {
      const refused = await ask(path, { method });
      expect([path, refused.status, await refused.text()]).toEqual([
        path,
        403,
        expect.stringContaining('organiser'),
      ]);
    }
    const handIn = (token: string) =>
      ask('/api/organiser/session', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
      });
    expect((await handIn('another token of sixteen')).status).toBe(401);
    const cookie = (await handIn(secret)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const headers = { cookie, 'content-type': 'application/json' };
    expect(await (await ask('/api/role', { headers })).json()).toEqual({
      role: 'organiser',
      what: 'explanations',
    });
    const overview = async () =>
      ((await (await ask('/api/overview', { headers })).json()) as RatingOverview).raters.map(
        ({ rater }) => rater,
      );
    expect(await overview()).toEqual(['Ada', 'Ben']);
    const body = JSON.stringify({ rater: 'ADA' });
    const removed = await ask('/api/raters/withdrawn', { method: 'POST', headers, body });
    expect(await removed.json()).toEqual({ removed: 3 });
    expect(await overview()).toEqual(['Ben']);
    expect((await store.ratings()).map(({ rater }) => rater)).toEqual(['Ben', 'Ben', 'Ben']);
    // Nothing is stored of who withdrew; they may rate again, as somebody new.
    expect((await store.raters('explanations')).map(({ rater }) => rater)).toEqual(['Ben']);
    expect(await client.join('Ada')).toMatchObject({ rated: 0 });
  });

  it('gets a page that says what is wrong where a browser asks under another name', async () => {
    const store = await storeOf(1);
    await using client = await RatingClient.start(store);
    const { port } = new URL(client.server.url);
    const answer = await new Promise<{ status: number; type: string; body: string }>((resolve, reject) => {
      const headers = { host: 'lab-pc', accept: 'text/html,*/*' };
      request({ host: '127.0.0.1', port, path: '/', headers }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: Buffer.concat(parts).toString(),
          }),
        );
      })
        .on('error', reject)
        .end();
    });
    expect(answer.status).toBe(403);
    expect(answer.type).toContain('text/html');
    expect(answer.body).toContain('This server does not answer to that name.');
    expect(answer.body).not.toContain('<script');
  });
});

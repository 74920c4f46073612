import { describe, expect, it } from 'vitest';
import type { CheckItem, RatingSettings } from '../src/core/rating.ts';
import type { RaterWork, RatingOverview, TrainingAnswer } from '../src/core/rating-page.ts';
import { RatingClient, storeOf } from './support/rating-client.ts';

const secret = 'a token of the organiser';

function check(text: string, right: number[]): CheckItem {
  return {
    scenario: { kind: 'statement', statement: text },
    explanation: `About ${text}`,
    right,
    reason: `Because of ${text}`,
  };
}

/** Everything in an answer that a rater may not see. */
const hidden = /"right"|"reason"|gold|attention|coefficient|kappa|Because of/i;

async function organiser(client: RatingClient) {
  const opened = await client.send('POST', '/api/organiser/session', { token: secret });
  return { cookie: opened.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function overviewOf(client: RatingClient): Promise<RatingOverview> {
  return client.get('/api/overview', await organiser(client));
}

/** Rates what comes until nothing comes; gives the works as the page got them. */
async function rateThrough(
  client: RatingClient,
  rater: string,
  valueFor: (work: RaterWork) => number | null,
): Promise<RaterWork[]> {
  const works: RaterWork[] = [];
  for (;;) {
    const work = await client.work(rater);
    works.push(work);
    if (work.current === null) return works;
    await client.rate(rater, work.current.item, valueFor(work));
  }
}

describe('consent', () => {
  const consent = 'I take part of my own will.';

  it('is asked for before anything is given, and stored with its time', async () => {
    const store = await storeOf(2);
    await using client = await RatingClient.start(store, { consent }, secret, () => 5000);
    const refused = await client.send('POST', '/api/raters', { name: 'Ada' });
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('consent')]);
    expect(await store.raters('explanations')).toEqual([]);
    expect((await client.fetch('/api/work?rater=Ada')).status).toBe(403);
    await client.join('Ada');
    expect(await store.raters('explanations')).toMatchObject([
      { rater: 'Ada', joinedAt: 5000, consentedAt: 5000, study: null, returnedAt: null },
    ]);
  });

  it('is known of who comes back', async () => {
    await using client = await RatingClient.start(await storeOf(2), { consent }, secret);
    const { key } = await client.join('Ada');
    const again = await client.send('POST', '/api/raters', { name: 'ada', consented: false, key });
    expect(await again.json()).toMatchObject({ rater: 'Ada', rated: 0 });
  });
});

describe('a rater', () => {
  it('sees nobody else’s work, and nothing without a key', async () => {
    await using client = await RatingClient.start(await storeOf(3), {}, secret);
    const { current } = await client.work('Ada');
    const item = current?.item ?? 0;
    await client.rate('Ada', item, 2);
    const ben = await client.headersOf('Ben');
    const ask = (path: string, headers = {}) => client.fetch(path, { headers });
    for (const headers of [{}, ben]) {
      expect((await ask('/api/work?rater=Ada', headers)).status).toBe(403);
      expect((await ask(`/api/items/${item}?rater=Ada`, headers)).status).toBe(403);
      const rating = { item, value: 1, comment: '', seconds: 1, agoMs: 0 };
      const put = await client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] }, headers);
      expect(put.status).toBe(403);
    }
    // Of the items, their own alone.
    expect((await ask(`/api/items/${item}?rater=Ben`, ben)).status).toBe(404);
    expect((await ask(`/api/items/${item}?rater=Ada`, await client.headersOf('Ada'))).status).toBe(200);
    expect((await ask(`/api/items/${item}`)).status).toBe(403);
    const taken = await client.send('POST', '/api/raters', { name: 'ADA' });
    expect([taken.status, await taken.text()]).toEqual([409, expect.stringContaining('own address')]);
  });

  it('goes on elsewhere by their own address', async () => {
    await using client = await RatingClient.start(await storeOf(3), {}, secret);
    const { link } = await client.join('Ada & Co');
    const given = new URLSearchParams(link?.slice(1));
    const again = await client.join(given.get('rater') ?? '', { key: given.get('key') ?? '' });
    expect(again.rater).toBe('Ada & Co');
  });

  it('who never joined here gets a key from the organiser, and from nobody else', async () => {
    const store = await storeOf(3);
    const rating = { item: 1, rater: 'Ada', value: 2, comment: '', seconds: null, ratedAt: 1 };
    await store.saveRatings([rating]);
    await using client = await RatingClient.start(store, {}, secret);
    expect((await client.send('POST', '/api/raters', { name: 'Ada' })).status).toBe(409);
    expect((await client.send('POST', '/api/raters/address', { rater: 'Ada' })).status).toBe(403);
    const before = (await overviewOf(client)).raters;
    expect(before).toMatchObject([{ rater: 'Ada', rated: 1, link: null }]);
    const asked = { rater: 'Ada' };
    const made = await client.send('POST', '/api/raters/address', asked, await organiser(client));
    const { link } = (await made.json()) as { link: string };
    expect((await overviewOf(client)).raters).toMatchObject([{ rater: 'Ada', link }]);
    const key = new URLSearchParams(link.slice(1)).get('key') ?? '';
    expect(await client.join('Ada', { key })).toMatchObject({ rated: 1 });
  });

  it('of two who take a name at once, is one', async () => {
    await using client = await RatingClient.start(await storeOf(1), {}, secret);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.send('POST', '/api/raters', { name: 'Ada' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });
});

describe('items with a known answer', () => {
  const settings: Partial<RatingSettings> = {
    ratersPerItem: 1,
    gold: [check('the first', [3]), check('the second', [1, 2])],
    attention: [check('the third', [2])],
  };

  it('come among the others, look like them, are counted nowhere, and only the organiser sees what came of them', async () => {
    const store = await storeOf(8);
    await using client = await RatingClient.start(store, settings, secret);
    const isGold = ({ current }: RaterWork) => current?.explanation?.startsWith('About') === true;
    const works = await rateThrough(client, 'Ada', (work) => {
      if (!isGold(work)) return 1;
      return work.current?.explanation === 'About the second' ? 2 : 1;
    });
    expect(works.filter(isGold)).toHaveLength(3);
    expect(works[0]?.progress).toEqual({ rated: 0, skipped: 0, left: 11, waiting: 0 });
    expect(works.at(-1)?.progress).toEqual({ rated: 11, skipped: 0, left: 0, waiting: 0 });
    expect(works.at(-1)?.done).toHaveLength(11);
    for (const work of works) expect(JSON.stringify(work)).not.toMatch(hidden);
    for (const { current } of works) {
      if (current !== null) expect(Object.keys(current).sort()).toEqual(['explanation', 'item', 'scenario']);
    }
    const study = await (await client.fetch('/api/study')).text();
    expect(study).not.toMatch(hidden);
    // The number that raters are given is that of what they will see.
    expect(JSON.parse(study)).toMatchObject({ items: 11, training: 0 });
    // What was answered can be looked at again, as any item.
    const again = works.find(isGold)?.current?.item ?? 0;
    const headers = await client.headersOf('Ada');
    const shown = await (await client.fetch(`/api/items/${again}?rater=Ada`, { headers })).text();
    expect(shown).not.toMatch(hidden);

    expect(await store.ratings()).toHaveLength(8);
    const { raters, counts, complete, items, checks } = await overviewOf(client);
    expect(raters).toMatchObject([
      { rater: 'Ada', rated: 8, gold: { right: 1, answered: 2 }, attention: { right: 0, answered: 1 } },
    ]);
    expect(raters[0]?.training).toEqual({ right: 0, answered: 0 });
    expect(counts.map(({ count }) => count)).toEqual([8, 0, 0]);
    expect([complete, items, checks]).toEqual([8, 8, { training: 0, gold: 2, attention: 1 }]);
  });

  it('come at places of each rater’s own, the same after a restart', async () => {
    const store = await storeOf(12);
    const placesOf = async (rater: string) => {
      await using client = await RatingClient.start(store, { ...settings, ratersPerItem: 5 }, secret);
      const key = (await store.raters('explanations')).find((each) => each.rater === rater)?.key;
      if (key === undefined) {
        const works = await rateThrough(client, rater, () => 1);
        return works.map(({ current }) => current?.explanation?.startsWith('About') === true);
      }
      const { done } = await client.get<RaterWork>(`/api/work?rater=${rater}`, { 'x-rater-key': key });
      const texts = await Promise.all(
        done.map(({ item }) =>
          client.get<{ explanation: string }>(`/api/items/${item}?rater=${rater}`, { 'x-rater-key': key }),
        ),
      );
      return [...texts.map(({ explanation }) => explanation.startsWith('About')), false];
    };
    const [ada, ben] = [await placesOf('Ada'), await placesOf('Ben')];
    expect(ada.filter(Boolean)).toHaveLength(3);
    expect(ada).not.toEqual(ben);
    expect(await placesOf('Ada')).toEqual(ada);
  });

  it('to train on come first, with their answer explained after it, and the first answer counts', async () => {
    const store = await storeOf(2);
    const training = [check('first', [1]), check('second', [2, 3])];
    await using client = await RatingClient.start(store, { training }, secret);
    const { training: step, current, progress } = await client.work('Ada');
    expect([step?.number, step?.of, current]).toEqual([1, 2, null]);
    expect(progress).toEqual({ rated: 0, skipped: 0, left: 0, waiting: 0 });
    expect(JSON.stringify(step)).not.toMatch(hidden);
    const headers = await client.headersOf('Ada');
    const train = async (item: number | undefined, value: number) => {
      const response = await client.send(
        'POST',
        '/api/training',
        { rater: 'Ada', item, value, seconds: null },
        headers,
      );
      return (await response.json()) as TrainingAnswer;
    };
    expect(await train(step?.item.item, 2)).toEqual({
      isRight: false,
      right: [1],
      reason: 'Because of first',
    });
    await train(step?.item.item, 1);
    const second = (await client.work('Ada')).training;
    expect(second?.number).toBe(2);
    expect(await train(second?.item.item, 3)).toMatchObject({ isRight: true });
    expect((await client.work('Ada')).current).not.toBeNull();
    // A training item is no item: it takes no rating.
    const rating = { item: step?.item.item, value: 1, comment: '', seconds: 1, agoMs: 0 };
    const refused = await client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] }, headers);
    expect(refused.status).toBe(404);
    expect((await overviewOf(client)).raters[0]?.training).toEqual({ right: 1, answered: 2 });
    expect(await store.ratings()).toEqual([]);
  });
});

describe('time', () => {
  it('that nobody measured is absent, and no zero', async () => {
    const store = await storeOf(3);
    await using client = await RatingClient.start(store, {}, secret);
    await client.rate('Ada', 1, 1, { seconds: null });
    await client.rate('Ada', 2, 1, { seconds: 10 });
    await client.rate('Ada', 3, 1, { seconds: 30 });
    expect((await store.ratings()).map(({ seconds }) => seconds)).toEqual([null, 10, 30]);
    expect((await overviewOf(client)).raters[0]?.medianSeconds).toBe(20);
    const csv = await (await client.fetch('/api/ratings.csv', { headers: await organiser(client) })).text();
    expect(csv).toMatch(/rater,Ada,1,,,20/);
  });

  it('after which an item is given to others is that of the study', async () => {
    let now = 1_000_000;
    const store = await storeOf(1);
    await using client = await RatingClient.start(
      store,
      { ratersPerItem: 1, holdMinutes: 5 },
      secret,
      () => now,
    );
    expect((await client.work('Ada')).current?.item).toBe(1);
    expect((await client.work('Ben')).progress).toMatchObject({ left: 0, waiting: 1 });
    now += 4 * 60_000;
    expect((await client.work('Ben')).current).toBeNull();
    now += 60_000;
    expect((await client.work('Ben')).current?.item).toBe(1);
    expect((await client.work('Ada')).current).toBeNull();
  });

  it('is over for a rating that comes when others have the item: it is not stored, and the page says so', async () => {
    let now = 1_000_000;
    const store = await storeOf(1);
    const settings = { ratersPerItem: 2, holdMinutes: 5 };
    await using client = await RatingClient.start(store, settings, secret, () => now);
    const values = async () => (await store.ratings()).map(({ rater, value }) => [rater, value]);
    await client.work('Ada');
    await client.work('Ben');
    now += 6 * 60_000;
    // Late, and nobody else has come.
    expect(await client.rate('Ben', 1, 3)).toEqual({ saved: 1, full: [] });
    // Cleo has the item now, and it is hers: late is who was given it first.
    expect((await client.work('Cleo')).current?.item).toBe(1);
    expect(await client.rate('Ada', 1, 1)).toEqual({ saved: 0, full: [1] });
    expect(await client.work('Ada')).toMatchObject({ current: null, done: [], progress: { waiting: 1 } });
    expect(await client.rate('Cleo', 1, 2)).toEqual({ saved: 1, full: [] });
    expect(await client.rate('Ada', 1, 1)).toEqual({ saved: 0, full: [1] });
    expect(await values()).toEqual([
      ['Ben', 3],
      ['Cleo', 2],
    ]);
    // What is stored can be changed, and a skip takes no place.
    expect(await client.rate('Ben', 1, 1)).toEqual({ saved: 1, full: [] });
    expect(await client.rate('Ada', 1, null)).toEqual({ saved: 1, full: [] });
    expect(await values()).toEqual([
      ['Ada', null],
      ['Ben', 1],
      ['Cleo', 2],
    ]);
  });

  it('leaves a skipped item to others, and to who comes back to it as long as nobody has it', async () => {
    const store = await storeOf(2);
    await using client = await RatingClient.start(store, { ratersPerItem: 1 }, secret);
    const first = (await client.work('Ada')).current?.item ?? 0;
    await client.rate('Ada', first, null);
    const second = (await client.work('Ada')).current?.item ?? 0;
    expect(await client.rate('Ada', first, 2)).toEqual({ saved: 1, full: [] });
    // What she had meanwhile is still hers.
    expect((await client.work('Ben')).progress).toMatchObject({ left: 0, waiting: 1 });
    await client.rate('Ada', second, null);
    expect((await client.work('Ben')).current?.item).toBe(second);
    expect(await client.rate('Ada', second, 2)).toEqual({ saved: 0, full: [second] });
    expect(await client.rate('Ben', second, 3)).toEqual({ saved: 1, full: [] });
  });
});

describe('somebody who withdraws', () => {
  it('leaves nothing, also of what they hand in at that moment and after it', async () => {
    const store = await storeOf(3);
    const slow = {
      ...store,
      async removeRatings(rater: string) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return store.removeRatings(rater);
      },
    };
    const training = [check('first', [1])];
    await using client = await RatingClient.start(slow, { training, gold: [check('gold', [1])] }, secret);
    const headers = await client.headersOf('Ada');
    const asOrganiser = await organiser(client);
    const { training: step } = await client.work('Ada');
    const rating = { item: 2, value: 1, comment: '', seconds: 1, agoMs: 0 };
    const answers = () => [
      client.send('PUT', '/api/ratings', { rater: 'Ada', ratings: [rating] }, headers),
      client.send(
        'POST',
        '/api/training',
        { rater: 'Ada', item: step?.item.item, value: 1, seconds: 1 },
        headers,
      ),
    ];
    const withdrawn = client.send('POST', '/api/raters/withdrawn', { rater: 'Ada' }, asOrganiser);
    await new Promise((resolve) => setTimeout(resolve, 10));
    const meanwhile = await Promise.all(answers());
    expect((await withdrawn).status).toBe(200);
    const after = await Promise.all(answers());
    expect([...meanwhile, ...after].map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(await store.ratings()).toEqual([]);
    expect(await store.checkRatings('explanations')).toEqual([]);
    expect(await store.raters('explanations')).toEqual([]);
  });

  it('may have any name', async () => {
    const store = await storeOf(1);
    await using client = await RatingClient.start(store, {}, secret);
    const names = ['..', '.', 'a/b', '%2e%2e', 'Ada?x=1#y', '<b>&amp;', 'Zoë 🙂', '__proto__'];
    for (const name of names) {
      await client.join(name);
      const body = { rater: name };
      const answer = await client.send('POST', '/api/raters/withdrawn', body, await organiser(client));
      expect([name, answer.status]).toEqual([name, 200]);
    }
    expect(await store.raters('explanations')).toEqual([]);
  });
});

describe('a name', () => {
  it('that looks like another is that one, and one that nobody sees is none', async () => {
    await using client = await RatingClient.start(await storeOf(1), {}, secret);
    await client.join('Ada Byron');
    for (const name of ['Ada\u200b Byron', 'ada\u2003byron', '\u202eAda Byron\u202c', 'Ａda Byron']) {
      expect([name, (await client.send('POST', '/api/raters', { name })).status]).toEqual([name, 409]);
    }
    for (const name of ['\u200b', '\u200d', ' \u00ad ', '']) {
      expect([name, (await client.send('POST', '/api/raters', { name })).status]).toEqual([name, 400]);
    }
  });

  it('that a person gave is not opened by saying that one comes from Prolific', async () => {
    await using client = await RatingClient.start(await storeOf(1), {}, secret);
    await client.join('Ada');
    const prolific = { study: 's1', session: 'e1' };
    const answer = await client.send('POST', '/api/raters', { name: 'Ada', prolific });
    expect([answer.status, await answer.text()]).toEqual([409, expect.stringContaining('already')]);
  });
});

describe('raters from Prolific', () => {
  const prolific = { completionCode: 'DONE-1', declinedCode: 'NO-1' };
  const study = { study: 's1', session: 'e1' };

  it('are stored with study and session, come back by their id, and get the code at the end and not before', async () => {
    const store = await storeOf(3);
    await using client = await RatingClient.start(store, { prolific, itemsPerRater: 2 }, secret);
    const { key } = await client.join('5f00aa', { prolific: study });
    expect(await store.raters('explanations')).toMatchObject([{ rater: '5f00aa', ...study }]);
    expect((await client.join('5f00aa', { prolific: study })).key).toBe(key);
    const headers = { 'x-rater-key': key ?? '' };
    const work = () => client.get<RaterWork>('/api/work?rater=5f00aa', headers);
    const described = await client.get<{ prolific: unknown }>('/api/study');
    expect(described.prolific).toEqual({
      declinedUrl: 'https://app.prolific.com/submissions/complete?cc=NO-1',
    });
    expect(JSON.stringify(described)).not.toContain('DONE-1');
    for (let place = 0; place < 2; place += 1) {
      const { current, completion } = await work();
      expect(completion).toBeNull();
      const rating = { item: current?.item, value: 2, comment: '', seconds: 3, agoMs: 0 };
      await client.send('PUT', '/api/ratings', { rater: '5f00aa', ratings: [rating] }, headers);
    }
    const { current, completion } = await work();
    expect(current).toBeNull();
    expect(completion).toEqual({
      code: 'DONE-1',
      url: 'https://app.prolific.com/submissions/complete?cc=DONE-1',
    });
  });

  it('give their places to others when they return them', async () => {
    const store = await storeOf(2);
    await using client = await RatingClient.start(store, { prolific, ratersPerItem: 1 }, secret);
    await rateThrough(client, 'Ada', () => 1);
    expect((await client.work('Ben')).current).toBeNull();
    const returned = await client.send(
      'POST',
      '/api/raters/returned',
      { rater: 'Ada' },
      await organiser(client),
    );
    expect(await returned.json()).toEqual({ removed: 2 });
    expect(await store.ratings()).toEqual([]);
    expect((await overviewOf(client)).raters).toMatchObject([
      { rater: 'Ada', rated: 0, isReturned: true },
      { rater: 'Ben', rated: 0, isReturned: false },
    ]);
    await rateThrough(client, 'Ben', () => 2);
    expect(await store.ratings()).toHaveLength(2);
    const again = await client.fetch('/api/work?rater=Ada', { headers: await client.headersOf('Ada') });
    expect([again.status, await again.text()]).toEqual([403, expect.stringContaining('somebody else')]);
    const rejoined = await client.send('POST', '/api/raters', { name: 'Ada', prolific: study });
    expect(rejoined.status).toBe(403);
  });
});

describe('many raters at once', () => {
  it('lose no rating, and give no item more ratings than asked, whoever stops, skips and comes back', async () => {
    let now = 1_000_000;
    const store = await storeOf(20);
    await using client = await RatingClient.start(
      store,
      { ratersPerItem: 3, itemsPerRater: 10, gold: [check('gold', [1])], holdMinutes: 10 },
      secret,
      () => now,
    );
    let random = 7;
    const chance = () => {
      random = (random * 48_271) % 2_147_483_647;
      return random / 2_147_483_647;
    };
    const said = new Map<string, number | null>();
    const rateSome = async (rater: string) => {
      for (;;) {
        const { current } = await client.work(rater);
        if (current === null) return;
        // One in eight goes away with an item in hand.
        if (chance() < 0.12) return;
        const value = chance() < 0.1 ? null : 1 + Math.floor(chance() * 3);
        await client.rate(rater, current.item, value);
        if (current.explanation?.startsWith('About') !== true) said.set(`${rater} ${current.item}`, value);
      }
    };
    const names = Array.from({ length: 12 }, (_, index) => `rater-${index}`);
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(names.map((name) => rateSome(name)));
      now += 11 * 60_000;
    }
    const stored = await store.ratings();
    expect(new Map(stored.map(({ rater, item, value }) => [`${rater} ${item}`, value]))).toEqual(said);
    const values = stored.filter(({ value }) => value !== null);
    const perItem = [...Map.groupBy(values, ({ item }) => item).values()].map(({ length }) => length);
    expect(Math.max(...perItem)).toBeLessThanOrEqual(3);
    expect(perItem.filter((count) => count === 3)).toHaveLength(20);
    const perRater = [...Map.groupBy(stored, ({ rater }) => rater).values()].map(({ length }) => length);
    expect(Math.max(...perRater)).toBeLessThanOrEqual(10);
  });
});

import { describe, expect, it } from 'vitest';
import type { RatingSettings } from '../src/core/rating.ts';
import type { RatingStudy } from '../src/core/rating-page.ts';
import { RatingService } from '../src/server/rating/rating-service.ts';
import { LockingRatingService } from '../src/server/view/locking-rating-service.ts';
import { LockingWriter } from '../src/server/view/locking-writer.ts';
import type { RatingRound } from '../src/store/contract/ratings.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { storeOf } from './support/rating-client.ts';

const settings: RatingSettings = {
  ...{ labels: ['no', 'partly', 'yes'], ratersPerItem: 2, seed: 1 },
  ...{ guidelines: 'The first.', contentWarning: '' },
};

function round(items: readonly number[], more: Partial<RatingSettings> = {}): RatingRound {
  return { study: 'one', settings: { ...settings, ...more }, selection: {}, items };
}

describe('the newest round', () => {
  it('is followed by a server that runs, with its items and settings, and what was rated before stays', async () => {
    const store = await storeOf(4);
    await expect(RatingService.open({ store })).rejects.toThrow('Nothing was chosen to be rated yet.');
    await store.saveRatingRound('explanations', round([1, 2]), 1);
    const service = await RatingService.open({ store });
    expect(service.study()).toMatchObject({ id: 'one', items: 2, guidelines: 'The first.' });
    const { current } = await service.work('Ada', null);
    await service.rate('Ada', [{ item: current?.item ?? 0, value: 1, comment: '', seconds: 1, agoMs: 0 }]);

    const other = await openSqliteStore(store.location);
    const next = round([3], { guidelines: 'The second.', ratersPerItem: 1, breakMinutes: 5 });
    await other.saveRatingRound('explanations', next, 2);
    await other.close();
    await service.refresh();
    expect(service.study()).toMatchObject({
      id: 'one',
      items: 1,
      guidelines: 'The second.',
      breakMinutes: 5,
    });
    expect((await service.work('Ada', current?.item ?? 0)).current?.item).toBe(3);
    expect((await service.work('Ben', null)).progress).toEqual({ rated: 0, skipped: 0, left: 0, waiting: 1 });
    expect(await store.ratings()).toHaveLength(1);
    expect(service.overview()).toMatchObject({ items: 1, complete: 0, raters: [{ rater: 'Ada', rated: 1 }] });
  });

  it('applies on the page of the study, too', async () => {
    const store = await storeOf(3);
    await store.saveRatingRound('explanations', round([2], { consent: 'I agree.' }), 1);
    const reader = await openSqliteStore(store.location, { readOnly: true });
    const writer = await LockingWriter.open({ path: store.location, reader });
    const rating = new LockingRatingService({
      writer,
      settings: { ...settings, labels: null, training: [], gold: [], attention: [], guidelines: 'Another.' },
      chooseItems: async () => undefined,
    });
    const ask = (path: string, body?: object) =>
      rating.answer(
        new Request(`http://localhost/api/${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
      );
    const study = (await (await ask('study')).json()) as RatingStudy;
    expect(study).toMatchObject({ items: 1, guidelines: 'The first.', consent: 'I agree.' });
    expect((await ask('raters', { name: 'Ada' })).status).toBe(403);
    expect(await store.raters('explanations')).toEqual([]);
    expect((await ask('raters', { name: 'Ada', consented: true })).status).toBe(200);
    expect(await store.raters('explanations')).toMatchObject([{ rater: 'Ada' }]);
    expect(await (await ask('work?rater=Ada')).json()).toMatchObject({ current: { item: 2 } });
    await writer.close();
    await reader.close();
  });
});

import type { Rating, SettledRating } from '../core/rating.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { storeQueries } from './store-queries.ts';
import { countRevision } from './store-revision.ts';

const putRating = `insert or replace into rating (item, rater, value, comment, seconds, rated_at)
  values (?, ?, ?, ?, ?, ?)`;
const putSettled = `insert or replace into settled_rating (item, adjudicator, value, comment, settled_at)
  values (?, ?, ?, ?, ?)`;

/** See `RatingStore.saveRatings`. */
export function saveRatings(connection: SqliteConnection, ratings: readonly Rating[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(putRating);
    for (const { item, rater, value, comment, seconds, ratedAt } of ratings) {
      put.run(item, rater, value, comment, seconds, ratedAt);
    }
  });
}

/** See `RatingStore.ratings`. */
export function allRatings(connection: SqliteConnection): Rating[] {
  const query = storeQueries.selectFrom('rating').selectAll().orderBy('item').orderBy('rater');
  return connection.all(query).map(({ rated_at, ...rating }) => ({ ...rating, ratedAt: rated_at }));
}

/** See `RatingStore.saveSettled`. */
export function saveSettled(connection: SqliteConnection, settled: readonly SettledRating[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(putSettled);
    for (const { item, adjudicator, value, comment, settledAt } of settled) {
      put.run(item, adjudicator, value, comment, settledAt);
    }
  });
}

/** See `RatingStore.settled`. */
export function allSettled(connection: SqliteConnection): SettledRating[] {
  const query = storeQueries.selectFrom('settled_rating').selectAll().orderBy('item');
  return connection.all(query).map(({ settled_at, ...settled }) => ({ ...settled, settledAt: settled_at }));
}

import { isDeepStrictEqual } from 'node:util';
import {
  type Adjudication,
  defaultRatingLabels,
  type Rating,
  type RatingValue,
  scaleSize,
} from '../../../core/rating.ts';
import { UsageError } from '../../../errors/errors.ts';
import type { RatingStore } from '../../contract/ratings.ts';
import { countRevision } from '../batch-writer.ts';
import type { SqliteConnection } from '../connection.ts';
import { storeQueries } from '../names.ts';

const putRating = `insert or replace into rating (item, rater, value, comment, seconds, rated_at)
  values (?, ?, ?, ?, ?, ?)`;
const putAdjudication = `insert or replace into adjudication (item, adjudicator, value, comment, adjudicated_at)
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

/** See `RatingStore.saveAdjudications`. */
export function saveAdjudications(connection: SqliteConnection, adjudicated: readonly Adjudication[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(putAdjudication);
    for (const { item, adjudicator, value, comment, adjudicatedAt } of adjudicated) {
      put.run(item, adjudicator, value, comment, adjudicatedAt);
    }
  });
}

/** See `RatingStore.adjudicated`. */
export function allAdjudications(connection: SqliteConnection): Adjudication[] {
  const query = storeQueries.selectFrom('adjudication').selectAll().orderBy('item');
  return connection
    .all(query)
    .map(({ adjudicated_at, ...adjudicated }) => ({ ...adjudicated, adjudicatedAt: adjudicated_at }));
}

const findLabels = 'select label from rating_scale order by point';
const hasValues = `select exists (select 1 from rating where value is not null)
  or exists (select 1 from adjudication)`;
const removeLabels = 'delete from rating_scale';
const putLabel = 'insert into rating_scale (point, label) values (?, ?)';

/** See `RatingStore.ratingLabels`. */
export function ratingLabels(connection: SqliteConnection): readonly string[] | null {
  return connection.reading(() => labelsOf(connection));
}

/** See `RatingStore.saveRatingLabels`. What is saved already is not written again, so that nothing seems to have changed. */
export function saveRatingLabels(connection: SqliteConnection, labels: readonly string[]): void {
  connection.writing(() => {
    const stored = labelsOf(connection);
    const isUsed = connection.value(hasValues) === 1;
    checkRatingLabels(labels, { location: connection.location, labels: stored, isUsed });
    if (isDeepStrictEqual(labels, stored)) return;
    countRevision(connection);
    connection.prepare(removeLabels).run();
    const put = connection.prepare(putLabel);
    for (const [index, label] of labels.entries()) put.run(index + 1, label);
  });
}

function labelsOf(connection: SqliteConnection): readonly string[] | null {
  const labels = [...connection.rows(findLabels)].map(([label]) => String(label));
  return labels.length === 0 ? null : labels;
}

/**
 * The values that can be given, upwards.
 * @param labels one a point; null where a store holds none.
 */
export function ratingScale(labels: readonly string[] | null): readonly RatingValue[] {
  return Array.from({ length: labels?.length ?? defaultRatingLabels.length }, (_, index) => index + 1);
}

/**
 * The labels that people rate by.
 * @param wanted as the study file says; null where it does not.
 */
export async function ratingLabelsOf(
  store: Pick<RatingStore, 'ratingLabels'>,
  wanted: readonly string[] | null,
): Promise<readonly string[]> {
  return wanted ?? (await store.ratingLabels()) ?? defaultRatingLabels;
}

/** What is stored of a scale. */
export interface StoredScale {
  /** Where it is stored, as the user would name it. */
  readonly location: string;
  readonly labels: readonly string[] | null;
  /** Whether anybody has given a value of it; skips give none. */
  readonly isUsed: boolean;
}

/**
 * Whether a study's scale can be that of the store: a 3 of three is another answer than a 3 of five.
 * @throws UsageError for too few or too many labels, and for another number of them than values were given on.
 */
export function checkRatingLabels(
  labels: readonly string[],
  { location, labels: stored, isUsed }: StoredScale,
): void {
  const { least, most } = scaleSize;
  if (labels.length < least || labels.length > most) {
    throw new UsageError('the scale of the ratings cannot have so many points', {
      expected: `${least} to ${most} labels`,
      found: `${labels.length}`,
    });
  }
  const points = ratingScale(stored).length;
  if (!isUsed || labels.length === points) return;
  throw new UsageError('the ratings in the store are on another scale than the study file sets', {
    where: location,
    expected: `${points} labels, as the ratings in the store have ${points} points`,
    found: `${labels.length} labels in the study file`,
    advice: `Set ${points} labels in "rating", or rate on the new scale in another store; the words of labels may change at any time.`,
  });
}

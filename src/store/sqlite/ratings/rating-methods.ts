import { isDeepStrictEqual } from 'node:util';
import type { Adjudication, Rating } from '../../../core/rating.ts';
import { checkRatingLabels } from '../../contract/rating-scale.ts';
import { drawItemNumber, type RatingStore } from '../../contract/ratings.ts';
import type { SqliteConnection } from '../connection.ts';
import { countRevision, storeQueries } from '../queries.ts';
import { ratingWrites } from '../raw-writes.ts';
import { scenarioFromRow, scenarioRows } from '../scenarios/scenario-rows.ts';

export function ratingMethods(connection: SqliteConnection): Omit<RatingStore, 'location'> {
  return {
    ratingLabels: async () => connection.reading(() => labelsOf(connection)),
    saveRatingLabels: async (labels) => saveRatingLabels(connection, labels),
    addRatingItems: async (explanations, seed) => addRatingItems(connection, explanations, seed),
    async ratingItems() {
      return connection.all(ratedScenarios).map((row) => ({
        item: row.item,
        scenario: scenarioFromRow(row).text,
        explanation: row.shown,
        ...(row.language === null ? {} : { language: row.language }),
      }));
    },
    ratingOrigins: async () => connection.all(ratingOrigins),
    saveRatings: async (ratings) => saveRatings(connection, ratings),
    async ratings() {
      const query = storeQueries
        .selectFrom('rating')
        .innerJoin('rating_item', 'rating_item.item', 'rating.item')
        .selectAll('rating')
        .orderBy('explanation')
        .orderBy('rater');
      return connection.all(query).map(({ rated_at, ...rating }) => ({ ...rating, ratedAt: rated_at }));
    },
    removeRatings: async (rater) => removeRatings(connection, rater),
    saveAdjudications: async (adjudicated) => saveAdjudications(connection, adjudicated),
    async adjudications() {
      const query = storeQueries.selectFrom('adjudication').selectAll().orderBy('item');
      return connection
        .all(query)
        .map(({ adjudicated_at, ...adjudication }) => ({ ...adjudication, adjudicatedAt: adjudicated_at }));
    },
  };
}

const ratedScenarios = scenarioRows
  .innerJoin('explanation', 'explanation.scenario', 'scenario.number')
  .innerJoin('rating_item', 'rating_item.explanation', 'explanation.number')
  .select(['rating_item.item', 'rating_item.text as shown'])
  .orderBy('rating_item.item');

const ratingOrigins = storeQueries
  .selectFrom('rating_item')
  .innerJoin('explanation', 'explanation.number', 'rating_item.explanation')
  .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
  .innerJoin('condition', 'condition.number', 'explanation.condition')
  .select([
    'rating_item.item',
    'rating_item.explanation',
    'scenario.id as scenarioId',
    'condition.model as explainer',
  ])
  .orderBy('rating_item.explanation');

const isItem = 'select 1 from rating_item where explanation = ?';
const isTaken = 'select 1 from rating_item where item = ?';

function addRatingItems(connection: SqliteConnection, explanations: readonly number[], seed: number): void {
  connection.writing(() => {
    countRevision(connection);
    for (const number of explanations) {
      if (connection.value(isItem, number) !== undefined) continue;
      const item = drawItemNumber(seed, number, (drawn) => connection.value(isTaken, drawn) !== undefined);
      if (connection.prepare(ratingWrites.addItem).run(item, number).changes === 0)
        throw new Error(`explanation ${number} has no text`);
    }
  });
}

function saveRatings(connection: SqliteConnection, ratings: readonly Rating[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(ratingWrites.putRating);
    for (const { item, rater, value, comment, seconds, ratedAt } of ratings) {
      put.run(item, rater, value, comment, seconds, ratedAt);
    }
  });
}

function removeRatings(connection: SqliteConnection, rater: string): number {
  return connection.writing(() => {
    countRevision(connection);
    return Number(connection.prepare(ratingWrites.removeRatings).run(rater).changes);
  });
}

function saveAdjudications(connection: SqliteConnection, adjudicated: readonly Adjudication[]): void {
  connection.writing(() => {
    countRevision(connection);
    const put = connection.prepare(ratingWrites.putAdjudication);
    for (const { item, adjudicator, value, comment, adjudicatedAt } of adjudicated) {
      put.run(item, adjudicator, value, comment, adjudicatedAt);
    }
  });
}

const findLabels = 'select label from rating_scale order by point';
const hasValues = `select exists (select 1 from rating where value is not null)
  or exists (select 1 from adjudication)`;

/** What is saved already is not written again, so that nothing seems to have changed. */
function saveRatingLabels(connection: SqliteConnection, labels: readonly string[]): void {
  connection.writing(() => {
    const stored = labelsOf(connection);
    const isUsed = connection.value(hasValues) === 1;
    checkRatingLabels(labels, { location: connection.location, labels: stored, isUsed });
    if (isDeepStrictEqual(labels, stored)) return;
    countRevision(connection);
    connection.prepare(ratingWrites.removeLabels).run();
    const put = connection.prepare(ratingWrites.putLabel);
    for (const [index, label] of labels.entries()) put.run(index + 1, label);
  });
}

function labelsOf(connection: SqliteConnection): readonly string[] | null {
  const labels = [...connection.rows(findLabels)].map(([label]) => String(label));
  return labels.length === 0 ? null : labels;
}

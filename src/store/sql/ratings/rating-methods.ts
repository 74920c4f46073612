import { isDeepStrictEqual } from 'node:util';
import type { Adjudication, Rating } from '../../../core/rating.ts';
import { checkRatingLabels } from '../../contract/rating-scale.ts';
import { drawItemNumber, type RatingStore } from '../../contract/ratings.ts';
import { countRevision, type Database } from '../database.ts';
import { storeQueries } from '../queries.ts';
import { ratingWrites } from '../raw-writes.ts';
import { scenarioFromRow, scenarioRows } from '../scenarios/scenario-rows.ts';
import { all, rows, type Steps, value, write } from '../steps.ts';
import { raterMethods, removeRater } from './rater-methods.ts';

/** Each database has its own way to know who has which item in hand. */
export function ratingMethods(
  database: Database,
): Omit<RatingStore, 'location' | 'holdItem' | 'ratingHolds'> {
  const { reading, writing, location } = database;
  return {
    ...raterMethods(database),
    addJudgedItems: (scenarios, seed) => writing(() => addJudgedItems(scenarios, seed)),
    ratingLabels: () => reading(labelsOf),
    saveRatingLabels: (labels) => writing(() => saveRatingLabels(labels, location)),
    addRatingItems: (explanations, seed) => writing(() => addRatingItems(explanations, seed)),
    async ratingItems() {
      return (await reading(() => all(ratedScenarios))).map((row) => ({
        item: row.item,
        scenario: scenarioFromRow(row).text,
        explanation: row.shown,
        ...(row.language === null ? {} : { language: row.language }),
      }));
    },
    ratingOrigins: () => reading(() => all(ratingOrigins)),
    saveRatings: (ratings) => writing(() => saveRatings(ratings)),
    async ratings() {
      const query = storeQueries
        .selectFrom('rating')
        .innerJoin('rating_item', 'rating_item.item', 'rating.item')
        .selectAll('rating')
        .orderBy('explanation')
        .orderBy('rater');
      const stored = await reading(() => all(query));
      return stored.map(({ rated_at, ...rating }) => ({ ...rating, ratedAt: rated_at }));
    },
    removeRatings: (rater) => writing(() => removeRatings(rater)),
    saveAdjudications: (adjudicated) => writing(() => saveAdjudications(adjudicated)),
    async adjudications() {
      const query = storeQueries.selectFrom('adjudication').selectAll().orderBy('item');
      const stored = await reading(() => all(query));
      return stored.map(({ adjudicated_at, ...adjudication }) => ({
        ...adjudication,
        adjudicatedAt: adjudicated_at,
      }));
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
const taken = 'select item from rating_item union all select item from judged_item';

function* addRatingItems(explanations: readonly number[], seed: number): Steps<void> {
  yield countRevision;
  const numbers = new Set((yield* rows(taken)).map(([item]) => Number(item)));
  for (const explanation of explanations) {
    if ((yield* value(isItem, explanation)) !== undefined) continue;
    const item = drawItemNumber(seed, explanation, (drawn) => numbers.has(drawn));
    numbers.add(item);
    if ((yield* write(ratingWrites.addItem, item, explanation)) === 0)
      throw new Error(`explanation ${explanation} has no text`);
  }
}

const isJudged = 'select 1 from judged_item where scenario = ?';

function* addJudgedItems(scenarios: readonly number[], seed: number): Steps<void> {
  yield countRevision;
  const numbers = new Set((yield* rows(taken)).map(([item]) => Number(item)));
  for (const scenario of scenarios) {
    if ((yield* value(isJudged, scenario)) !== undefined) continue;
    const item = drawItemNumber(seed, `scenario ${scenario}`, (drawn) => numbers.has(drawn));
    numbers.add(item);
    yield* write(ratingWrites.addJudged, item, scenario);
  }
}

function* saveRatings(ratings: readonly Rating[]): Steps<void> {
  yield countRevision;
  for (const { item, rater, value: given, comment, seconds, ratedAt } of ratings) {
    yield* write(ratingWrites.putRating, item, rater, given, comment, seconds, ratedAt);
  }
}

function* removeRatings(rater: string): Steps<number> {
  yield countRevision;
  yield* removeRater('explanations', rater);
  return yield* write(ratingWrites.removeRatings, rater);
}

function* saveAdjudications(adjudicated: readonly Adjudication[]): Steps<void> {
  yield countRevision;
  for (const { item, adjudicator, value: decided, comment, adjudicatedAt } of adjudicated) {
    yield* write(ratingWrites.putAdjudication, item, adjudicator, decided, comment, adjudicatedAt);
  }
}

const findLabels = 'select label from rating_scale order by point';
const hasValues = `select exists (select 1 from rating where value is not null)
  or exists (select 1 from adjudication)`;

/** What is saved already is not written again, so that nothing seems to have changed. */
function* saveRatingLabels(labels: readonly string[], location: string): Steps<void> {
  const stored = yield* labelsOf();
  const isUsed = (yield* value(hasValues)) === 1;
  checkRatingLabels(labels, { location, labels: stored, isUsed });
  if (isDeepStrictEqual(labels, stored)) return;
  yield countRevision;
  yield* write(ratingWrites.removeLabels);
  for (const [index, label] of labels.entries()) yield* write(ratingWrites.putLabel, index + 1, label);
}

function* labelsOf(): Steps<readonly string[] | null> {
  const labels = (yield* rows(findLabels)).map(([label]) => String(label));
  return labels.length === 0 ? null : labels;
}

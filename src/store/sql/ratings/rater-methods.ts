import type { CheckRating, RatedKind, Rater } from '../../../core/rating.ts';
import type { RatingRound, RatingStore } from '../../contract/ratings.ts';
import { countRevision, type Database } from '../database.ts';
import { storeQueries } from '../queries.ts';
import { ratingWrites } from '../raw-writes.ts';
import { scenarioFromRow, scenarioRows } from '../scenarios/scenario-rows.ts';
import { all, first, type Steps, write } from '../steps.ts';

type RaterMethod =
  | 'judgedItems'
  | 'ratingRound'
  | 'saveRatingRound'
  | 'raters'
  | 'saveRater'
  | 'checkRatings'
  | 'saveCheckRatings';

/** What is asked of whom: rounds, the scenarios that people judge, raters, and what they said of items with a known answer. */
export function raterMethods({ reading, writing }: Database): Pick<RatingStore, RaterMethod> {
  return {
    async judgedItems() {
      return (await reading(() => all(judgedScenarios))).map((row) => {
        const { number, id, text, language } = scenarioFromRow(row);
        const item = { item: row.item, scenario: number, scenarioId: id, text };
        return language === undefined ? item : { ...item, language };
      });
    },
    async ratingRound(what) {
      const query = storeQueries
        .selectFrom('rating_round')
        .select('round')
        .where('what', '=', what)
        .orderBy('number', 'desc')
        .limit(1);
      const newest = await reading(() => first(query));
      // Written by \`saveRatingRound\`.
      return newest === undefined ? null : (JSON.parse(newest.round) as RatingRound);
    },
    saveRatingRound: (what, round, savedAt) =>
      writing(function* () {
        yield countRevision;
        yield* write(ratingWrites.putRound, what, savedAt, JSON.stringify(round));
      }),
    async raters(what) {
      const query = storeQueries.selectFrom('rater').selectAll().where('what', '=', what).orderBy('rater');
      const stored = await reading(() => all(query));
      return stored.map(({ rater, key, joined_at, consented_at, study, session, returned_at }) => ({
        ...{ rater, key, study, session },
        ...{ joinedAt: joined_at, consentedAt: consented_at, returnedAt: returned_at },
      }));
    },
    saveRater: (what, rater) => writing(() => saveRater(what, rater)),
    async checkRatings(what) {
      const query = storeQueries
        .selectFrom('check_rating')
        .selectAll()
        .where('what', '=', what)
        .orderBy('rater')
        .orderBy('check_id');
      const stored = await reading(() => all(query));
      return stored.map(({ what: _, check_id, rated_at, ...rating }) => ({
        ...rating,
        check: check_id,
        ratedAt: rated_at,
      }));
    },
    saveCheckRatings: (what, ratings) => writing(() => saveCheckRatings(what, ratings)),
  };
}

const judgedScenarios = scenarioRows
  .innerJoin('judged_item', 'judged_item.scenario', 'scenario.number')
  .where('scenario.active', '=', 1)
  .select('judged_item.item')
  .orderBy('judged_item.item');

function* saveRater(what: RatedKind, given: Rater): Steps<void> {
  yield countRevision;
  const { rater, key, joinedAt, consentedAt, study, session, returnedAt } = given;
  yield* write(ratingWrites.putRater, what, rater, key, joinedAt, consentedAt, study, session, returnedAt);
}

function* saveCheckRatings(what: RatedKind, ratings: readonly CheckRating[]): Steps<void> {
  yield countRevision;
  for (const { check, rater, value, comment, seconds, ratedAt } of ratings) {
    yield* write(ratingWrites.putCheck, what, rater, check, value, comment, seconds, ratedAt);
  }
}

/** All that is stored of a person beside what they said. */
export function* removeRater(what: RatedKind, rater: string): Steps<void> {
  yield* write(ratingWrites.removeChecks, what, rater);
  yield* write(ratingWrites.removeRater, what, rater);
}

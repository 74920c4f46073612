import { isDeepStrictEqual } from 'node:util';
import type { RatingHold, RatingNeeds, RatingStore } from '../../contract/ratings.ts';
import { ratingMethods } from '../../sql/ratings/rating-methods.ts';
import { rows, type Steps, value, write } from '../../sql/steps.ts';
import { alone, type PostgresDatabase } from '../postgres-database.ts';

type SharedMethod =
  | 'addJudgedItems'
  | 'addRatingItems'
  | 'holdItem'
  | 'ratingHolds'
  | 'saveRatingLabels'
  | 'saveRatingRound';

/**
 * What several servers of ratings decide together.
 * @param lockKeys of the lock under which items are given, as SQL
 */
export function sharedRatingMethods(
  database: PostgresDatabase,
  lockKeys: string,
): Pick<RatingStore, SharedMethod> {
  const methods = ratingMethods(alone(database));
  const { addRatingItems, addJudgedItems, saveRatingRound, ratingLabels, saveRatingLabels } = methods;
  return {
    addRatingItems,
    addJudgedItems,
    saveRatingRound,
    async saveRatingLabels(labels) {
      // Asked for with every rating, for which nobody else should have to wait.
      if (!isDeepStrictEqual(await ratingLabels(), labels)) await saveRatingLabels(labels);
    },
    holdItem: (rater, until, choose) =>
      database.writing(function* () {
        yield* value(`select pg_advisory_xact_lock(${lockKeys})`);
        const chosen = choose(yield* readNeeds());
        yield* chosen.item === null ? write(release, rater) : write(hold, rater, chosen.item, until);
        return chosen;
      }),
    ratingHolds: async () => (await database.reading(readNeeds)).holds,
  };
}

const release = 'delete from rating_hold where rater = ?';
const hold = `insert into rating_hold (rater, item, until) values (?, ?, ?)
  on conflict (rater) do update set item = excluded.item, until = excluded.until`;
// One statement is of one moment: nobody rates what they hold between the two halves.
const needs = `select item, count(value) as given, cast(null as text) as rater, cast(null as bigint) as until
    from rating group by item
  union all select item, count(verdict), null, null from judged_item
    join person_judgment on person_judgment.scenario = judged_item.scenario group by item
  union all select item, 0, rater, until from rating_hold where not exists (
    select 1 from rating where rating.item = rating_hold.item and rating.rater = rating_hold.rater)
    and not exists (select 1 from judged_item join person_judgment
      on person_judgment.scenario = judged_item.scenario
      where judged_item.item = rating_hold.item and person = rating_hold.rater)`;

function* readNeeds(): Steps<RatingNeeds> {
  const values = new Map<number, number>();
  const holds: RatingHold[] = [];
  for (const [item, given, rater, until] of yield* rows(needs)) {
    if (typeof rater === 'string') holds.push({ item: Number(item), rater, until: Number(until) });
    else values.set(Number(item), Number(given));
  }
  return { values, holds };
}

import type { RatingHold, RatingNeeds, RatingStore } from '../../contract/ratings.ts';
import type { SqliteConnection } from '../connection.ts';

const given = `select item, count(value) from rating group by item
  union all select item, count(verdict) from judged_item
    join person_judgment on person_judgment.scenario = judged_item.scenario group by item`;
const hasRated = `select 1 from rating where item = ?1 and rater = ?2
  union all select 1 from judged_item join person_judgment on person_judgment.scenario = judged_item.scenario
    where item = ?1 and person = ?2`;

/** Who has which item in hand, in memory: after a restart every page says what it shows. */
export function ratingHolds(connection: SqliteConnection): Pick<RatingStore, 'holdItem' | 'ratingHolds'> {
  const last = new Map<string, RatingHold>();
  const needs = (): RatingNeeds =>
    connection.reading(() => ({
      values: new Map([...connection.rows(given)].map(([item, count]) => [Number(item), Number(count)])),
      holds: [...last.values()].filter(
        ({ item, rater }) => connection.value(hasRated, item, rater) === undefined,
      ),
    }));
  return {
    async holdItem(rater, until, choose) {
      const chosen = choose(needs());
      if (chosen.item === null) last.delete(rater);
      else last.set(rater, { item: chosen.item, rater, until });
      return chosen;
    },
    ratingHolds: async () => needs().holds,
  };
}

import type { Rating, RatingValue } from '../../core/rating.ts';
import type { RatingTable } from '../../core/tables.ts';
import type { RatingItemOrigin, RatingRow } from './ratings.ts';

/** Ratings as they are exported, in the order given; those of items without an origin are left out. */
export function ratingRows(origins: readonly RatingItemOrigin[], ratings: readonly Rating[]): RatingRow[] {
  const byItem = new Map(origins.map((origin) => [origin.item, origin]));
  return ratings.flatMap(({ item, rater, value, comment, seconds, ratedAt }) => {
    const origin = byItem.get(item);
    if (origin === undefined) return [];
    const { explanation, scenarioId, explainer } = origin;
    const rated_at = new Date(ratedAt).toISOString();
    return [
      { item, explanation, scenario_id: scenarioId, explainer, rater, value, comment, seconds, rated_at },
    ];
  });
}

/**
 * The values that people gave, in columns. Skips say nothing, so items that nobody gave a value are left out.
 * @param scale the values that could be given, upwards.
 */
export function ratingTable(
  origins: readonly RatingItemOrigin[],
  ratings: readonly Rating[],
  scale: readonly RatingValue[],
): RatingTable {
  const given = ratings.flatMap(({ item, rater, value }) => (value === null ? [] : [{ item, rater, value }]));
  const rated = new Set(given.map(({ item }) => item));
  const items = origins.filter(({ item }) => rated.has(item));
  const numbers = new Map(items.map(({ item }, index) => [item, index]));
  const entries = given.flatMap(({ item, rater, value }) => {
    const number = numbers.get(item);
    return number === undefined ? [] : [{ number, rater, value }];
  });
  const models = distinct(items.map(({ explainer }) => explainer));
  const scenarios = distinct(items.map(({ scenarioId }) => scenarioId));
  const raters = distinct(entries.map(({ rater }) => rater));
  return {
    scale,
    models: [...models.keys()],
    raters: [...raters.keys()],
    modelOfItem: Uint16Array.from(items, ({ explainer }) => models.get(explainer) ?? 0),
    scenarioOfItem: Uint32Array.from(items, ({ scenarioId }) => scenarios.get(scenarioId) ?? 0),
    item: Uint32Array.from(entries, ({ number }) => number),
    rater: Uint16Array.from(entries, ({ rater }) => raters.get(rater) ?? 0),
    value: Float64Array.from(entries, ({ value }) => value),
  };
}

/** Each name with its number, in the order of their first use. */
function distinct(names: readonly string[]): Map<string, number> {
  return new Map([...new Set(names)].map((name, index) => [name, index]));
}

import type { RatingItem } from '../core/rating.ts';
import type { RatingItemOrigin } from './rating-store.ts';
import { scenarioFromRow, scenarioRows } from './scenario-row.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { storeQueries } from './store-queries.ts';
import { countRevision } from './store-revision.ts';

const addItem = `insert into rating_item (explanation, text)
  select explanation, text from explanation_text where explanation = ? on conflict do nothing`;
const isItem = 'select 1 from rating_item where explanation = ?';

/** See `RatingStore.addRatingItems`. */
export function addRatingItems(connection: SqliteConnection, explanations: readonly number[]): void {
  connection.writing(() => {
    countRevision(connection);
    for (const number of explanations) {
      if (connection.prepare(addItem).run(number).changes > 0) continue;
      if (connection.value(isItem, number) === undefined)
        throw new Error(`explanation ${number} has no text`);
    }
  });
}

/** See `RatingStore.ratingItems`. */
export function allRatingItems(connection: SqliteConnection): RatingItem[] {
  const query = scenarioRows
    .innerJoin('explanation', 'explanation.scenario', 'scenario.number')
    .innerJoin('rating_item', 'rating_item.explanation', 'explanation.number')
    .select(['rating_item.explanation as item', 'rating_item.text as shown'])
    .orderBy('rating_item.explanation');
  return connection
    .all(query)
    .map((row) => ({ item: row.item, scenario: scenarioFromRow(row).text, explanation: row.shown }));
}

/** See `RatingStore.ratingOrigins`. */
export function allRatingOrigins(connection: SqliteConnection): RatingItemOrigin[] {
  return connection.all(
    storeQueries
      .selectFrom('rating_item')
      .innerJoin('explanation', 'explanation.number', 'rating_item.explanation')
      .innerJoin('scenario', 'scenario.number', 'explanation.scenario')
      .innerJoin('condition', 'condition.number', 'explanation.condition')
      .select([
        'rating_item.explanation as item',
        'scenario.id as scenarioId',
        'condition.model as explainer',
      ])
      .orderBy('rating_item.explanation'),
  );
}

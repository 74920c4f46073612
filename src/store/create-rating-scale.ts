import { type Compilable, sql } from 'kysely';
import { storeQueries } from './store-queries.ts';

/** Version 3: the scale of the ratings, whose number of points a study chooses; metrics read no study file. */
export function createRatingScale(): readonly Compilable<unknown>[] {
  return [
    storeQueries.schema
      .createTable('rating_scale')
      .addColumn('point', 'integer', (column) => column.primaryKey())
      .addColumn('label', 'text', (column) => column.notNull())
      .modifyEnd(sql`strict`),
  ];
}

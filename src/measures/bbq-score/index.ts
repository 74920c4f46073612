import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { bbqScore, bbqScoreId, type ModelBbqScore } from './compute.ts';
import { bbqCategoryTables, bbqScoreTables } from './tables.ts';

export const bbqScoreMeasure: Measure<readonly ModelBbqScore[]> = {
  id: bbqScoreId,
  title: 'Do a model’s own answers to BBQ’s questions follow stereotypes?',
  needs: ['answers'],
  compute({ answers }, options) {
    if (answers === null) return null;
    return someOf(
      answers.series.flatMap(({ table, ...name }) =>
        bbqScore(table, options).map((score) => ({ ...name, ...score })),
      ),
    );
  },
  json: (result) => ({ bbqScore: result ?? [] }),
  rows: (result) => flatRows('bbq_score', result),
  within: entriesWithin,
  tables: [
    { order: 190, make: bbqScoreTables },
    { order: 220, make: bbqCategoryTables },
  ],
};

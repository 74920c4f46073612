import { flatRows } from '../../tables/table.ts';
import { entriesWithin, type Measure, someOf } from '../measure.ts';
import { bbqScoreId, type ModelBbqScore, modelBbqScores } from './compute.ts';
import { bbqCategoryTables, bbqScoreTables } from './tables.ts';

export const bbqScoreMeasure: Measure<readonly ModelBbqScore[]> = {
  id: bbqScoreId,
  title: 'Do a model’s own answers to BBQ’s questions follow stereotypes?',
  needs: ['answers'],
  compute({ answers }) {
    return answers === null ? null : someOf(modelBbqScores(answers.series));
  },
  json: (result) => ({ bbqScore: result ?? [] }),
  rows: (result) => flatRows('bbq_score', result),
  within: entriesWithin,
  tables: [
    { order: 190, make: bbqScoreTables },
    { order: 220, make: bbqCategoryTables },
  ],
};
